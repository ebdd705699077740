package org.mpp4j.tempo.client;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import org.mpp4j.client.SpendingLimits;

/**
 * What all channels of a client share.
 *
 * @param maxUnitsAhead how many units may be authorized without anything delivered for them
 * @param deposit what goes into a channel at a time, or null for what the server suggests
 */
record SessionSettings(
        SessionHttp http,
        SessionOffers offers,
        CheckedSigner signer,
        ChannelFunding funding,
        SpendingLimits limits,
        ChannelDeposits deposits,
        ChannelKeeper keeper,
        long maxUnitsAhead,
        @Nullable BigInteger deposit) {}
