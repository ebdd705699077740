package org.mpp4j.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.mpp4j.gate.Admission;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;

/**
 * A request whose payment is being decided about or settled while no thread of the container waits for it. Who is let in is dispatched back to
 * the container; everybody else is answered right here.
 *
 * <p>Of all that can end the waiting (the gate's decision, a timeout, a client that is gone) one does, and the others find it
 * over. A payment that is made when nobody waits any more is reported as not delivered, so that its credential stays good.
 */
final class WaitingRequest implements Runnable, AsyncListener {

    private enum State {
        /** For the gate. */
        WAITING,
        /** The gate has decided, and the container is to come back with the request. */
        LET_IN,
        /** Somebody has gone on with the request, or it has ended. */
        OVER
    }

    private static final Logger LOG = System.getLogger("org.mpp4j.servlet");
    private static final String ATTRIBUTE = WaitingRequest.class.getName();
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration RETRY_UNKNOWN = Duration.ofSeconds(5);

    private final Errand errand;
    private final DispatchTarget target;
    private final HttpServletRequest request;
    private final LockedResponse response;
    private final AsyncContext async;
    private final long containersTimeout;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private volatile @Nullable Admission granted;

    /** Makes a request wait, from now on and not longer than this. */
    WaitingRequest(Errand errand, HttpServletRequest request, HttpServletResponse response, Duration patience) {
        this.errand = errand;
        this.target = DispatchTarget.of(request);
        this.request = request;
        this.response = new LockedResponse(response);
        this.async = request.startAsync(request, this.response);
        this.containersTimeout = async.getTimeout();
        async.setTimeout(patience.toMillis());
        async.addListener(this);
        request.setAttribute(ATTRIBUTE, this);
    }

    /** The request that an asynchronous dispatch comes back with, if it waited. */
    static Optional<WaitingRequest> find(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof WaitingRequest waiting
                ? Optional.of(waiting)
                : Optional.empty();
    }

    /** However long it takes. */
    @Override
    public void run() {
        Admission decided;
        try {
            decided = errand.decide();
        } catch (RuntimeException | Error bug) {
            LOG.log(Level.ERROR, "The gate failed while it decided about a request", bug);
            decided = unknownOutcome();
        }
        if (Sale.letsIn(decided)) {
            letIn(decided);
        } else {
            answer(decided);
            errand.end(decided);
        }
    }

    private void letIn(Admission decided) {
        granted = decided;
        if (!state.compareAndSet(State.WAITING, State.LET_IN)) {
            lose(decided);
            return;
        }
        try {
            async.dispatch();
        } catch (RuntimeException tooLate) {
            if (state.compareAndSet(State.LET_IN, State.OVER)) {
                lose(decided);
            }
        }
    }

    /** Nobody waits for it any more: the same credential gets it, and what isn't paid for isn't charged. */
    private void lose(Admission decided) {
        LOG.log(Level.DEBUG, "{0} was over before its payment was settled", errand.target());
        errand.end(decided);
    }

    /** There is no thread to settle in, and so nothing was begun. */
    void turnAway() {
        answer(new Admission.Undecided(
                Problem.of(
                        ProblemType.PAYMENT_UNAVAILABLE,
                        "Too many payments are being settled. Nothing was charged; send the same credential later."),
                RETRY));
        errand.end(null);
    }

    private static Admission unknownOutcome() {
        return new Admission.Undecided(
                Problem.of(
                        ProblemType.OUTCOME_UNKNOWN,
                        "The payment may have been made. Don't pay again; send the same credential later."),
                RETRY_UNKNOWN);
    }

    private void answer(Admission admission) {
        if (!state.compareAndSet(State.WAITING, State.OVER)) {
            return;
        }
        try {
            response.unlock();
            errand.answer(admission, request, response);
        } catch (IOException | RuntimeException gone) {
            LOG.log(Level.DEBUG, "{0} can''t be answered any more: {1}", errand.target(), gone.getMessage());
        } finally {
            complete();
        }
    }

    private void complete() {
        try {
            async.complete();
        } catch (RuntimeException tooLate) {
            LOG.log(Level.DEBUG, "{0} was completed by another", errand.target());
        }
    }

    /**
     * Goes on with the request, once, when the container has come back with it to where it was let in.
     *
     * @return false if it wasn't let in, or not there; then it ends here
     */
    boolean comeBack(HttpServletRequest dispatched, HttpServletResponse current, FilterChain chain)
            throws IOException, ServletException {
        dispatched.removeAttribute(ATTRIBUTE);
        response.unlock();
        Admission decided = granted;
        if (decided == null || !state.compareAndSet(State.LET_IN, State.OVER)) {
            state.compareAndSet(State.WAITING, State.OVER);
            LOG.log(
                    Level.ERROR,
                    "Another than the payment filter dispatched {0} while its payment settled",
                    errand.target());
            return false;
        }
        if (!target.equals(DispatchTarget.of(dispatched))) {
            LOG.log(Level.ERROR, "{0} came back from its payment to another servlet or path", errand.target());
            lose(decided);
            return false;
        }
        errand.goOn(decided, new ResumedRequest(dispatched, containersTimeout), current, chain);
        return true;
    }

    /** The payment goes on; its credential tells later how it went. */
    @Override
    public void onTimeout(AsyncEvent event) {
        answer(unknownOutcome());
    }

    /** The client is gone. */
    @Override
    public void onError(AsyncEvent event) {
        if (state.compareAndSet(State.WAITING, State.OVER)) {
            complete();
        }
    }

    /** Also if a dispatch came to nothing, or went past the filter. */
    @Override
    public void onComplete(AsyncEvent event) {
        Admission decided = granted;
        if (state.getAndSet(State.OVER) == State.LET_IN && decided != null) {
            lose(decided);
        }
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // The handler does so, and what comes is its own affair.
    }
}
