package org.mpp4j.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.Route;
import org.mpp4j.protocol.PaymentAuthorization;

/** Where requests wait for their payments to settle, if the filter was told to settle elsewhere than in the container. */
final class WaitingRoom {

    private static final Logger LOG = System.getLogger("org.mpp4j.servlet");

    private final PaymentGate gate;
    private final @Nullable Executor settleOn;
    private final Duration patience;
    private final int holdLimit;
    private final AtomicBoolean unsupported = new AtomicBoolean();

    WaitingRoom(PaymentGate gate, FilterSettings settings) {
        this.gate = gate;
        this.settleOn = settings.settleOn();
        this.patience = settings.settleWithin();
        this.holdLimit = settings.holdLimit();
    }

    /**
     * Whether a request can wait here. What carries no credential is answered at once. What the application itself dispatches
     * settles where it is: a forward or an include can't be interrupted.
     */
    boolean takes(HttpServletRequest request) {
        if (settleOn == null
                || request.getDispatcherType() != DispatcherType.REQUEST
                || request.isAsyncStarted()
                || !carriesCredential(request)) {
            return false;
        }
        if (!request.isAsyncSupported()) {
            if (!unsupported.getAndSet(true)) {
                LOG.log(
                        Level.WARNING,
                        "{0} settles in a thread of the container, as does whatever else doesn''t support asynchronous"
                                + " handling; set async-supported on the payment filter and on all filters in front of it",
                        request.getRequestURI());
            }
            return false;
        }
        return true;
    }

    private boolean carriesCredential(HttpServletRequest request) {
        return !PaymentAuthorization.tokens(Collections.list(request.getHeaders(gate.credentialHeader())))
                .isEmpty();
    }

    /** Lets a request wait for the gate, and the thread of the container go. */
    void enter(Route route, ServletExchange exchange, HttpServletRequest request, HttpServletResponse response) {
        DetachedExchange detached = DetachedExchange.of(exchange, request, route.bindsBody());
        send(new Admitting(route, exchange, detached), request, response);
    }

    /**
     * Lets a request wait for the payment of the answer that its handler has given.
     *
     * @return false if it isn't to be settled here
     */
    boolean settles(PaidResponse answer, HttpServletRequest request, HttpServletResponse response) {
        if (settleOn == null
                || !answer.awaitsSettlement()
                || request.getDispatcherType() != DispatcherType.REQUEST
                || !request.isAsyncSupported()) {
            return false;
        }
        String target = request.getMethod() + " " + request.getRequestURI();
        try {
            send(new Settling(answer, target), request, response);
            return true;
        } catch (IllegalStateException notNow) {
            LOG.log(Level.DEBUG, "{0} settles in a thread of the container: {1}", target, notNow.getMessage());
            return false;
        }
    }

    int holdLimit() {
        return holdLimit;
    }

    private void send(Errand errand, HttpServletRequest request, HttpServletResponse response) {
        Executor executor = settleOn;
        if (executor == null) {
            throw new IllegalStateException("There is nowhere to wait");
        }
        WaitingRequest waiting = new WaitingRequest(errand, request, response, patience);
        try {
            executor.execute(waiting);
        } catch (RejectedExecutionException full) {
            LOG.log(Level.DEBUG, "{0} is turned away, because too many payments are being settled", errand.target());
            waiting.turnAway();
        } catch (RuntimeException broken) {
            LOG.log(Level.ERROR, "The executor that payments settle on failed", broken);
            waiting.turnAway();
        }
    }

    /** Before its servlet runs: is the request let in? */
    private final class Admitting implements Errand {

        private final Route route;
        private final ServletExchange body;
        private final DetachedExchange exchange;

        Admitting(Route route, ServletExchange body, DetachedExchange exchange) {
            this.route = route;
            this.body = body;
            this.exchange = exchange;
        }

        @Override
        public Admission decide() {
            return gate.admit(exchange, route);
        }

        @Override
        public void goOn(Admission granted, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            Sale sale = Sale.of(gate, exchange, granted).orElseThrow();
            Delivery.start(sale, WaitingRoom.this, body, request, response, chain);
        }

        @Override
        public void answer(Admission refused, HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            AnswerWriter.write(refused, request, response);
        }

        @Override
        public void end(@Nullable Admission decided) {
            body.close();
            if (decided != null) {
                Sale.of(gate, exchange, decided).ifPresent(sale -> sale.end(0, Optional.empty()));
            }
        }

        @Override
        public String target() {
            return exchange.target();
        }
    }

    /** After its servlet has succeeded, where that is charged for: is the answer paid for? */
    private record Settling(PaidResponse answer, String target) implements Errand {

        @Override
        public Admission decide() {
            return answer.settle();
        }

        @Override
        public void goOn(
                Admission granted, HttpServletRequest request, HttpServletResponse response, FilterChain chain) {
            answer.finish();
        }

        @Override
        public void answer(Admission refused, HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            answer.refuse(refused);
        }

        @Override
        public void end(@Nullable Admission decided) {
            answer.lose();
        }
    }
}
