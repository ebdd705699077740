package org.mpp4j.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
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
    private final @Nullable AnswerHeaders before;

    private Refusal(HttpServletRequest request, HttpServletResponse outer, @Nullable AnswerHeaders before) {
        this.request = request;
        this.outer = outer;
        this.included = OuterResponse.isIncluded(request);
        this.before = before;
    }

    /** Remembers what is in a response before the handler runs, unless its answer is paid for already. */
    static Refusal of(Sale sale, HttpServletRequest request, HttpServletResponse outer) {
        return new Refusal(request, outer, sale.isOpen() ? AnswerHeaders.of(outer) : null);
    }

    /** Sends the gate's answer. */
    void send(Admission admission) throws IOException {
        if (before == null) {
            throw new IllegalStateException("What is paid for isn't refused");
        }
        if (!included) { // what is included has no headers of its own, and the rest is its includer's
            outer.reset();
            before.restore(outer);
        }
        AnswerWriter.write(admission, request, outer);
        outer.flushBuffer();
    }
}
