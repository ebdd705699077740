package org.mpp4j.tempo.internal.channel;

import java.math.BigInteger;
import java.time.Duration;

/**
 * What holds for all channels.
 *
 * @param minDeposit in base units, what has to be put in to open one
 * @param minVoucherDelta in base units, how much higher a voucher has to be than the one before
 * @param stateAge how old may be what the chain said of a channel when a voucher is accepted
 * @param badVouchersPerSecond how many that aren't signed as they should be are looked at for one channel
 * @param lookEvery how often somebody looks after a channel in which money is owed
 */
public record ChannelLimits(
        BigInteger minDeposit,
        BigInteger minVoucherDelta,
        Duration stateAge,
        int badVouchersPerSecond,
        Duration lookEvery) {}
