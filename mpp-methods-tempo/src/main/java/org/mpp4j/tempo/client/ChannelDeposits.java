package org.mpp4j.tempo.client;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.mpp4j.client.PaymentFailedException;
import org.mpp4j.tempo.TempoAddress;

/** What is in all channels together, by currency, and the most that may be. Thread-safe. */
final class ChannelDeposits {

    private final BigInteger most;
    private final Map<TempoAddress, BigInteger> deposited = new HashMap<>();

    ChannelDeposits(BigInteger most) {
        this.most = most;
    }

    /**
     * Takes what is wanted, or what is left, if that is enough.
     *
     * @return how much
     * @throws PaymentFailedException if it isn't
     */
    synchronized BigInteger take(TempoAddress currency, BigInteger wanted, BigInteger least) {
        BigInteger left = most.subtract(in(currency));
        if (least.compareTo(left) > 0) {
            throw new PaymentFailedException(
                    "A deposit of " + least + " more is needed, and only " + left.max(BigInteger.ZERO)
                            + " base units are left of the limit of " + most + " for all channels",
                    false);
        }
        BigInteger taken = wanted.max(least).min(left);
        add(currency, taken);
        return taken;
    }

    /** Counts what was in a channel before. */
    synchronized void add(TempoAddress currency, BigInteger amount) {
        deposited.merge(currency, amount, BigInteger::add);
    }

    /** It isn't in a channel, or no longer. */
    synchronized void release(TempoAddress currency, BigInteger amount) {
        deposited.merge(currency, amount.negate(), BigInteger::add);
    }

    synchronized BigInteger in(TempoAddress currency) {
        return deposited.getOrDefault(currency, BigInteger.ZERO);
    }
}
