package org.mpp4j.lightning.internal.charge;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.mpp4j.lightning.NodeUnavailableException;

/**
 * Stops asking a node that has failed several times in a row, for a while, so that not every request waits for a deadline.
 * After that while one call tries, and its outcome decides. Thread-safe.
 */
public final class CircuitBreaker {

    private static final int FAILURES = 5;
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final InstantSource clock;
    private int failures;
    private Instant closedUntil = Instant.MIN;

    /** A breaker that lets calls through. */
    public CircuitBreaker(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Makes a call, or doesn't.
     *
     * @throws NodeUnavailableException if the call does, or isn't made
     */
    public <T> T call(Supplier<T> call) {
        requirePassage();
        try {
            T result = call.get();
            succeeded();
            return result;
        } catch (NodeUnavailableException unavailable) {
            failed();
            throw unavailable;
        }
    }

    private synchronized void requirePassage() {
        if (failures < FAILURES) {
            return;
        }
        Instant now = clock.instant();
        if (now.isBefore(closedUntil)) {
            throw new NodeUnavailableException(
                    "The node failed " + failures + " times in a row, so it isn't asked now");
        }
        closedUntil = now.plus(PAUSE); // for all but this call
    }

    private synchronized void succeeded() {
        failures = 0;
    }

    private synchronized void failed() {
        failures++;
        closedUntil = clock.instant().plus(PAUSE);
    }
}
