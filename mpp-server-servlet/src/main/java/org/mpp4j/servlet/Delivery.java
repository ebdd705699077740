package org.mpp4j.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Runs the servlet that was paid for, behind the response that carries the receipt, wherever it sends the request next. */
final class Delivery {

    private static final String PAID_RESPONSE = PaidResponse.class.getName();

    private Delivery() {}

    /** From here on the request is let in. */
    static void start(
            Sale sale,
            WaitingRoom room,
            ServletExchange exchange,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        request.setAttribute(Payment.ATTRIBUTE, sale.payment());
        HttpServletResponse outer = OuterResponse.of(request, response);
        AnswerCopy copy = new AnswerCopy(sale.answerLimit(), outer);
        Refusal refusal = Refusal.of(sale, request, outer);
        boolean isHead = request.getMethod().equals("HEAD");
        PaidResponse paid =
                new PaidResponse(response, outer, sale, refusal, room.holdLimit(), copy, isHead, (status, answer) -> {
                    exchange.close();
                    sale.end(status, answer);
                });
        request.setAttribute(PAID_RESPONSE, paid);
        HttpServletRequest seen = new PaidRequest(request, exchange.bufferedBody(), paid);
        run(paid, seen, paid, chain, () -> {
            if (!room.settles(paid, request, response)) {
                paid.finish();
            }
        });
        if (!request.isAsyncStarted()) {
            OuterResponse.commitIfIncluded(request, outer);
        }
    }

    /** A request that is let in goes on to whatever servlet the application sends it to. */
    static void goOn(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean last = request.getDispatcherType() == DispatcherType.ASYNC
                // When it is forwarded the response ends with the forward, and Tomcat 11 lets nobody write after that.
                || request.getDispatcherType() == DispatcherType.FORWARD
                        && response == request.getAttribute(PAID_RESPONSE);
        if (last && request.getAttribute(PAID_RESPONSE) instanceof PaidResponse paid) {
            run(paid, request, response, chain, paid::finish);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void run(
            PaidResponse paid,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain,
            Runnable whenDone)
            throws IOException, ServletException {
        boolean failed = true;
        try {
            chain.doFilter(request, response);
            failed = false;
        } catch (IOException | ServletException | RuntimeException stopped) {
            // A handler that can't go on because its answer wasn't paid for has failed nobody.
            if (!paid.isRefused()) {
                throw stopped;
            }
        } finally {
            if (failed) {
                paid.abandon();
            } else if (!request.isAsyncStarted()) {
                whenDone.run();
            }
        }
    }
}
