package org.mpp4j.lightning.internal.charge;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.mpp4j.lightning.PaymentHash;

/**
 * Counts invoices that were made and can still be paid, and how many are made in a second. Anybody can ask for an invoice
 * without paying, and a node keeps each. Thread-safe.
 */
public final class OpenInvoices {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final int most;
    private final int mostPerSecond;
    private final Map<PaymentHash, Instant> open = new HashMap<>();
    private int inTheMaking;
    private int madeThisSecond;
    private Instant second = Instant.MIN;

    /** None, with bounds. */
    public OpenInvoices(InstantSource clock, int most, int mostPerSecond) {
        this.clock = clock;
        this.most = most;
        this.mostPerSecond = mostPerSecond;
    }

    /** Whether another may be made; then {@link #made} or {@link #failed} has to follow. */
    public synchronized boolean begin() {
        Instant now = clock.instant();
        if (open.size() + inTheMaking >= most) {
            open.values().removeIf(expiry -> !expiry.isAfter(now));
        }
        if (open.size() + inTheMaking >= most) {
            return false;
        }
        if (!now.isBefore(second.isAfter(Instant.MIN) ? second.plus(SECOND) : Instant.MIN) || now.isBefore(second)) {
            second = now;
            madeThisSecond = 0;
        }
        if (madeThisSecond >= mostPerSecond) {
            return false;
        }
        madeThisSecond++;
        inTheMaking++;
        return true;
    }

    /**
     * One has been made.
     *
     * @return false if there is one of that hash already; then {@link #failed} has to follow
     */
    public synchronized boolean made(PaymentHash hash, Instant expiresAt) {
        if (open.putIfAbsent(hash, expiresAt) != null) {
            return false;
        }
        inTheMaking--;
        return true;
    }

    /** None has been made. */
    public synchronized void failed() {
        inTheMaking--;
    }

    /** Whether one was made here, and isn't known to be paid. */
    public synchronized boolean contains(PaymentHash hash) {
        return open.containsKey(hash);
    }

    /** One has been paid. */
    public synchronized void paid(PaymentHash hash) {
        open.remove(hash);
    }
}
