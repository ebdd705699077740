package org.mpp4j.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;

/**
 * A clock that stands still until a test moves it. Thread-safe.
 *
 * @since 0.1
 */
public final class TestClock implements InstantSource {

    private volatile Instant now;

    private TestClock(Instant start) {
        this.now = Objects.requireNonNull(start, "start");
    }

    /**
     * A clock that shows this moment.
     *
     * @param start the moment
     * @return the clock
     */
    public static TestClock at(Instant start) {
        return new TestClock(start);
    }

    /**
     * A clock that shows this moment.
     *
     * @param start in the form of ISO 8601, for example {@code 2026-01-31T12:00:00Z}
     * @return the clock
     */
    public static TestClock at(String start) {
        return at(Instant.parse(start));
    }

    /**
     * Moves the clock on, or back for a negative duration.
     *
     * @param step by how much
     */
    public synchronized void advance(Duration step) {
        now = now.plus(step);
    }

    /**
     * Sets the clock.
     *
     * @param moment to show from now on
     */
    public void set(Instant moment) {
        now = Objects.requireNonNull(moment, "moment");
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public String toString() {
        return "TestClock[" + instant() + "]";
    }
}
