package org.mpp4j.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.mpp4j.gate.MeteredPayment;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.SettledPayment;

/** Runs the servlet that was paid for, behind the response that carries the receipt, wherever it sends the request next. */
final class Delivery {

    private static final String PAID_RESPONSE = PaidResponse.class.getName();

    private Delivery() {}

    /** From here on the request is paid for. */
    static void start(
            PaymentGate gate,
            SettledPayment payment,
            ServletExchange exchange,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        HttpServletResponse outer = OuterResponse.of(request, response);
        AnswerCopy copy = new AnswerCopy(gate.answerLimit(), outer);
        boolean isHead = request.getMethod().equals("HEAD");
        PaidResponse paid = new PaidResponse(response, outer, payment::receipt, copy, isHead, (status, answer) -> {
            exchange.close();
            gate.completed(exchange, payment, status, answer);
        });
        start(Payment.once(payment), paid, exchange, request, outer, chain);
    }

    /** From here on the request is paid for by a session. What it costs may grow; the answer is never given again. */
    static void start(
            PaymentGate gate,
            MeteredPayment payment,
            ServletExchange exchange,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        HttpServletResponse outer = OuterResponse.of(request, response);
        boolean isHead = request.getMethod().equals("HEAD");
        PaidResponse paid = new PaidResponse(
                response, outer, payment.meter()::receipt, new AnswerCopy(0, outer), isHead, (status, answer) -> {
                    exchange.close();
                    gate.completed(exchange, payment, status);
                });
        start(Payment.metered(payment), paid, exchange, request, outer, chain);
    }

    private static void start(
            Payment payment,
            PaidResponse paid,
            ServletExchange exchange,
            HttpServletRequest request,
            HttpServletResponse outer,
            FilterChain chain)
            throws IOException, ServletException {
        request.setAttribute(Payment.ATTRIBUTE, payment);
        request.setAttribute(PAID_RESPONSE, paid);
        run(paid, new PaidRequest(request, exchange.bufferedBody(), paid), paid, chain);
        if (!request.isAsyncStarted()) {
            OuterResponse.commitIfIncluded(request, outer);
        }
    }

    /** A request that is paid for goes on to whatever servlet the application sends it to. */
    static void goOn(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean last = request.getDispatcherType() == DispatcherType.ASYNC
                // When it is forwarded the response ends with the forward, and Tomcat 11 lets nobody write after that.
                || request.getDispatcherType() == DispatcherType.FORWARD
                        && response == request.getAttribute(PAID_RESPONSE);
        if (last && request.getAttribute(PAID_RESPONSE) instanceof PaidResponse paid) {
            run(paid, request, response, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void run(
            PaidResponse paid, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean failed = true;
        try {
            chain.doFilter(request, response);
            failed = false;
        } finally {
            if (failed) {
                paid.abandon();
            } else if (!request.isAsyncStarted()) {
                paid.finish();
            }
        }
    }
}
