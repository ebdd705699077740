package org.mpp4j.method;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;

/**
 * Tells a payment method when to stop asking a rail that has failed several times in a row, so that not every request waits for
 * a deadline. After a pause one call may try, and its outcome decides. Thread-safe.
 *
 * @since 0.1
 */
public final class CircuitBreaker {

    private final InstantSource clock;
    private final int tolerated;
    private final Duration pause;
    private int failures;
    private Instant closedUntil = Instant.MIN;

    /**
     * A breaker that lets calls through.
     *
     * @param clock where the time comes from
     * @param failures in a row after which it lets none through, 1 or more
     * @param pause for which it lets none through, and then one
     */
    public CircuitBreaker(InstantSource clock, int failures, Duration pause) {
        if (failures < 1) {
            throw new IllegalArgumentException("A breaker needs at least one failure, got " + failures);
        }
        this.clock = Objects.requireNonNull(clock, "clock");
        this.tolerated = failures;
        this.pause = Objects.requireNonNull(pause, "pause");
    }

    /**
     * Whether a call may be made now. Whoever makes it tells how it went.
     *
     * @return true if nothing is wrong, or if the pause is over and this is the call that tries
     */
    public synchronized boolean letsThrough() {
        if (failures < tolerated) {
            return true;
        }
        Instant now = clock.instant();
        if (now.isBefore(closedUntil)) {
            return false;
        }
        closedUntil = now.plus(pause); // for all but this call
        return true;
    }

    /**
     * Whether the last calls failed, so that calls are held back.
     *
     * @return true until a call succeeds, during a try too
     */
    public synchronized boolean isOpen() {
        return failures >= tolerated;
    }

    /** A call got an answer. */
    public synchronized void succeeded() {
        failures = 0;
    }

    /** A call got none. */
    public synchronized void failed() {
        if (failures < tolerated) {
            failures++;
        }
        closedUntil = clock.instant().plus(pause);
    }

    /** How many failures there were in a row. */
    @Override
    public synchronized String toString() {
        return "CircuitBreaker[" + failures + " of " + tolerated + " failures]";
    }
}
