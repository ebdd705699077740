package org.mpp4j.stripe.internal.api;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A moment until when something may take, on a clock that nobody sets. */
public final class Deadline {

    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    /** So long from now. */
    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** What is left, zero if nothing is. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /** What is left, but no more than a share of it. */
    public Duration leftUpTo(Duration share) {
        Duration left = left();
        return left.compareTo(share) < 0 ? left : share;
    }

    /** Whether nothing is left. */
    public boolean isOver() {
        return end - System.nanoTime() <= 0;
    }

    /**
     * Waits, but not beyond the deadline.
     *
     * @return false if the deadline is over or the thread was interrupted, which it stays
     */
    public boolean pause(Duration time) {
        try {
            new CompletableFuture<Void>()
                    .completeOnTimeout(null, leftUpTo(time).toNanos(), TimeUnit.NANOSECONDS)
                    .get();
            return !isOver();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException impossible) {
            throw new AssertionError("A pause can't fail", impossible);
        }
    }
}
