package org.mpp4j.servlet;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mpp4j.gate.Admission;

/** What a {@link WaitingRequest} waits for, and how it goes on or ends. */
interface Errand {

    /** What is waited for: blocks in a thread that isn't the container's, and sees nothing of the request. */
    Admission decide();

    /** The request goes on, in a thread of the container. */
    void goOn(Admission granted, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException;

    /** The request ends with this answer. */
    void answer(Admission refused, HttpServletRequest request, HttpServletResponse response) throws IOException;

    /**
     * The request has ended, or nobody waits for it, and it won't go on: what was begun for it is ended.
     *
     * @param decided null if it wasn't
     */
    void end(@Nullable Admission decided);

    /** For logs. */
    String target();
}
