package org.mpp4j.tempo.internal.sponsor;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.mpp4j.tempo.FeePayerPolicy;

/**
 * What may still be signed for. The most a transaction can cost is set aside before it is signed, until it is known what it did
 * cost or that it can't be mined any more. Thread-safe.
 */
public final class FeeBudget {

    /** Clocks of chain and server differ, and a block may be late. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    /** Fees of one stretch of this many in the window are counted as one, which bounds what is remembered. */
    private static final int STRETCHES = 256;

    private final BigInteger maxInFlight;
    private final BigInteger maxSpent;
    private final Duration window;
    private final InstantSource clock;

    private final Map<String, Reservation> inFlight = new HashMap<>();
    private final Deque<Spent> spent = new ArrayDeque<>();
    private BigInteger inFlightTotal = BigInteger.ZERO;
    private BigInteger spentTotal = BigInteger.ZERO;

    private record Reservation(BigInteger amount, Instant until) {}

    private record Spent(BigInteger amount, Instant at) {}

    /** An untouched budget. */
    public FeeBudget(FeePayerPolicy policy, InstantSource clock) {
        this.maxInFlight = policy.maxInFlight();
        this.maxSpent = policy.maxSpent();
        this.window = policy.spentWindow();
        this.clock = clock;
    }

    /**
     * Sets money aside for a transaction. Once more for the same one it changes nothing.
     *
     * @param id of the transaction
     * @param amount that it costs at most
     * @param validBefore when it can't be mined any more
     * @return false if there isn't so much left
     */
    public synchronized boolean reserve(String id, BigInteger amount, Instant validBefore) {
        forget();
        if (inFlight.containsKey(id)) {
            return true;
        }
        BigInteger committed = inFlightTotal.add(amount);
        if (committed.compareTo(maxInFlight) > 0 || committed.add(spentTotal).compareTo(maxSpent) > 0) {
            return false;
        }
        inFlight.put(id, new Reservation(amount, validBefore.plus(SLACK)));
        inFlightTotal = committed;
        return true;
    }

    /** Gives back what was set aside for a transaction that certainly won't be mined. */
    public synchronized void release(String id) {
        Reservation reservation = inFlight.remove(id);
        if (reservation != null) {
            inFlightTotal = inFlightTotal.subtract(reservation.amount());
        }
    }

    /** Counts what a transaction has cost, once: later calls for the same reservation change nothing. */
    public synchronized void spend(String id, BigInteger fee) {
        if (inFlight.containsKey(id)) {
            release(id);
            count(fee);
        }
    }

    private void count(BigInteger fee) {
        Instant now = clock.instant();
        Spent last = spent.peekLast();
        boolean sameStretch = last != null && now.isBefore(last.at().plus(window.dividedBy(STRETCHES)));
        if (last != null && sameStretch) {
            spent.removeLast();
            spent.addLast(new Spent(last.amount().add(fee), last.at()));
        } else {
            spent.addLast(new Spent(fee, now));
        }
        spentTotal = spentTotal.add(fee);
    }

    /** A transaction whose end nobody has seen may have been mined, so it counts as if it had cost all it could. */
    private void forget() {
        Instant now = clock.instant();
        inFlight.values().removeIf(reservation -> {
            boolean over = now.isAfter(reservation.until());
            if (over) {
                inFlightTotal = inFlightTotal.subtract(reservation.amount());
                count(reservation.amount());
            }
            return over;
        });
        // A stretch is as old as its first fee, so it is kept for one stretch longer.
        Duration kept = window.plus(window.dividedBy(STRETCHES));
        while (!spent.isEmpty() && !now.isBefore(spent.getFirst().at().plus(kept))) {
            spentTotal = spentTotal.subtract(spent.removeFirst().amount());
        }
    }

    synchronized BigInteger inFlight() {
        forget();
        return inFlightTotal;
    }

    synchronized BigInteger spent() {
        forget();
        return spentTotal;
    }
}
