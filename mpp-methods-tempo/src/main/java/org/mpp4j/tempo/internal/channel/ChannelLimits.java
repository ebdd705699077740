package org.mpp4j.tempo.internal.channel;

import java.math.BigInteger;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What holds for all channels.
 *
 * @param minDeposit in base units, what has to be put in to open one
 * @param minVoucherDelta in base units, how much higher a voucher has to be than the one before
 * @param stateAge how old may be what the chain said of a channel when a voucher is accepted
 * @param mostAhead in base units, how far a voucher of the older contract may be ahead of what is spent; null for a number of units
 * @param badVouchersPerSecond how many that aren't signed as they should be are looked at for one channel
 * @param lookEvery how often somebody looks after a channel in which money is owed
 */
public record ChannelLimits(
        BigInteger minDeposit,
        BigInteger minVoucherDelta,
        Duration stateAge,
        @Nullable BigInteger mostAhead,
        int badVouchersPerSecond,
        Duration lookEvery) {

    private static final BigInteger UNITS_AHEAD = BigInteger.TEN;

    /** How far a voucher of the older contract may be ahead of what is spent, at a price of a unit. */
    BigInteger mostAhead(BigInteger price) {
        return mostAhead == null ? price.multiply(UNITS_AHEAD) : mostAhead;
    }
}
