package org.mpp4j.client;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What was spent, all of it or in the last so much time. Times are kept in slots of a sixtieth of that, so that memory is
 * bounded; an amount counts until its whole slot is over. Not thread-safe.
 */
final class SpentAmounts {

    private static final int SLOTS = 60;

    private record Slot(Instant end, BigInteger amount) {}

    private final @Nullable Duration window;
    private final Deque<Slot> slots = new ArrayDeque<>();
    private BigInteger sum = BigInteger.ZERO;

    /** @param window null to count for ever */
    SpentAmounts(@Nullable Duration window) {
        this.window = window;
    }

    void add(BigInteger amount, Instant now) {
        sum = sum.add(amount);
        if (window == null) {
            return;
        }
        Slot last = slots.peekLast();
        // A clock that was set back writes into the last slot, and so counts longer rather than shorter.
        if (last != null && now.isBefore(last.end())) {
            slots.removeLast();
            slots.addLast(new Slot(last.end(), last.amount().add(amount)));
        } else {
            slots.addLast(new Slot(now.plus(window.dividedBy(SLOTS)), amount));
        }
    }

    BigInteger at(Instant now) {
        if (window != null) {
            Slot first = slots.peekFirst();
            while (first != null && !first.end().plus(window).isAfter(now)) {
                sum = sum.subtract(first.amount());
                slots.removeFirst();
                first = slots.peekFirst();
            }
        }
        return sum;
    }
}
