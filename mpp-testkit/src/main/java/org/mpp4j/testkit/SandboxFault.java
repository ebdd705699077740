package org.mpp4j.testkit;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;

/**
 * A way in which a rail can fail to settle, for tests: {@code sandbox.next(SandboxFault.UNREACHABLE)}. Immutable and
 * thread-safe.
 *
 * @since 0.1
 */
public final class SandboxFault {

    /** How long clients are told to wait after a fault. */
    public static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** How long a settlement waits for a latch, so that a test which forgets to open it fails instead of hanging. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** The rail refuses; no money moves, now or later. */
    public static final SandboxFault DECLINED = new SandboxFault(
            "DECLINED", payment -> Rejected.verificationFailed("The sandbox declined the payment, as it was told to."));

    /** The rail can't be reached and certainly nothing was tried; no money moves. */
    public static final SandboxFault UNREACHABLE = new SandboxFault("UNREACHABLE", payment -> unknown(false));

    /** The rail doesn't answer, and no money moved. */
    public static final SandboxFault UNKNOWN_BEFORE_EFFECT =
            new SandboxFault("UNKNOWN_BEFORE_EFFECT", payment -> unknown(true));

    /** The rail doesn't answer, and the money did move. */
    public static final SandboxFault UNKNOWN_AFTER_EFFECT = new SandboxFault("UNKNOWN_AFTER_EFFECT", payment -> {
        payment.make();
        return unknown(true);
    });

    /** The payment method has a bug: it throws, and no money moves. */
    public static final SandboxFault BROKEN = new SandboxFault("BROKEN", payment -> {
        throw new IllegalStateException("The sandbox was told to break");
    });

    /** What the settlement would be without the fault. */
    interface Payment {

        /** Moves the money. */
        Settlement make();
    }

    /** Decides how a settlement ends. */
    private interface Ending {
        Settlement of(Payment payment);
    }

    private final String name;
    private final Ending ending;

    private SandboxFault(String name, Ending ending) {
        this.name = name;
        this.ending = ending;
    }

    /**
     * The rail answers late, and then settles.
     *
     * @param delay how late
     * @return the fault
     */
    public static SandboxFault slow(Duration delay) {
        CountDownLatch neverOpened = new CountDownLatch(1);
        long nanos = delay.toNanos();
        return new SandboxFault("slow(" + delay + ")", payment -> {
            try {
                boolean opened = neverOpened.await(nanos, TimeUnit.NANOSECONDS);
                return opened ? unknown(false) : payment.make();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return unknown(false);
            }
        });
    }

    /**
     * The rail answers when the test opens a latch, and then settles; after {@link #LONGEST_WAIT} it gives up as if it were
     * {@link #UNREACHABLE}.
     *
     * @param latch to be counted down by the test
     * @return the fault
     */
    public static SandboxFault waitingFor(CountDownLatch latch) {
        Objects.requireNonNull(latch, "latch");
        return new SandboxFault("waitingFor(latch)", payment -> {
            try {
                return latch.await(LONGEST_WAIT.toNanos(), TimeUnit.NANOSECONDS) ? payment.make() : unknown(false);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return unknown(false);
            }
        });
    }

    private static Settlement unknown(boolean attempted) {
        return new Settlement.Unknown(
                new IllegalStateException("The sandbox was told not to answer"), RETRY_AFTER, attempted);
    }

    Settlement settle(Payment payment) {
        return ending.of(payment);
    }

    /** The name of the constant or factory. */
    @Override
    public String toString() {
        return name;
    }
}
