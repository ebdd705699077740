package org.mpp4j.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.mpp4j.gate.Admission;

/** What is said in place of a handler's answer that wasn't paid for in the end. Of that answer nothing is left. */
final class Refusal {

    /** To a handler that goes on writing: nobody gets it, as if the client were gone. */
    static final class NotPaidException extends IOException {
        private static final long serialVersionUID = 1L;

        NotPaidException() {
            super("The payment for this answer was not made, so nothing of it is sent");
        }
    }

    private final HttpServletRequest request;
    private final HttpServletResponse outer;
    private final boolean included;
    private final AnswerHeaders before;

    /** Remembers what was in a response before the handler ran. */
    Refusal(HttpServletRequest request, HttpServletResponse outer) {
        this.request = request;
        this.outer = outer;
        this.included = OuterResponse.isIncluded(request);
        this.before = AnswerHeaders.of(outer);
    }

    /** Sends the gate's answer. */
    void send(Admission admission) throws IOException {
        if (!included) { // what is included has no headers of its own, and the rest is its includer's
            outer.reset();
            before.restore(outer);
        }
        AnswerWriter.write(admission, request, outer);
        outer.flushBuffer();
    }
}
