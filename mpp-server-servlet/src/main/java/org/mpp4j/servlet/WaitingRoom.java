package org.mpp4j.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.Route;
import org.mpp4j.protocol.PaymentAuthorization;

/** Where requests wait for their payments to settle, if the filter was told to settle elsewhere than in the container. */
final class WaitingRoom {

    private static final Logger LOG = System.getLogger("org.mpp4j.servlet");

    private final PaymentGate gate;
    private final @Nullable Executor settleOn;
    private final Duration patience;
    private final AtomicBoolean unsupported = new AtomicBoolean();

    WaitingRoom(PaymentGate gate, FilterSettings settings) {
        this.gate = gate;
        this.settleOn = settings.settleOn();
        this.patience = settings.settleWithin();
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

    /** Lets a request wait, and the thread of the container go. */
    void enter(Route route, ServletExchange exchange, HttpServletRequest request, HttpServletResponse response) {
        Executor executor = settleOn;
        if (executor == null) {
            throw new IllegalStateException("There is nowhere to wait");
        }
        DetachedExchange detached = DetachedExchange.of(exchange, request, route.bindsBody());
        WaitingRequest waiting = new WaitingRequest(gate, route, exchange, detached, request, response, patience);
        try {
            executor.execute(waiting);
        } catch (RejectedExecutionException full) {
            LOG.log(Level.DEBUG, "{0} is turned away, because too many payments are being settled", detached.target());
            waiting.turnAway();
        } catch (RuntimeException broken) {
            LOG.log(Level.ERROR, "The executor that payments settle on failed", broken);
            waiting.turnAway();
        }
    }
}
