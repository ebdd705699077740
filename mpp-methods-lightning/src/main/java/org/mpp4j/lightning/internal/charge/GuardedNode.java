package org.mpp4j.lightning.internal.charge;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.mpp4j.lightning.NodeUnavailableException;
import org.mpp4j.method.CircuitBreaker;

/** Calls a node, unless it has failed several times in a row. Thread-safe. */
public final class GuardedNode {

    private static final int FAILURES = 5;
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final CircuitBreaker breaker;

    /** Lets calls through at first. */
    public GuardedNode(InstantSource clock) {
        this.breaker = new CircuitBreaker(clock, FAILURES, PAUSE);
    }

    /**
     * Makes a call, or doesn't.
     *
     * @throws NodeUnavailableException if the call does, or isn't made
     */
    public <T> T call(Supplier<T> call) {
        if (!breaker.letsThrough()) {
            throw new NodeUnavailableException("The node failed several times in a row, so it isn't asked now");
        }
        try {
            T result = call.get();
            breaker.succeeded();
            return result;
        } catch (NodeUnavailableException unavailable) {
            breaker.failed();
            throw unavailable;
        }
    }
}
