package org.mpp4j.tempo.client;

import java.math.BigInteger;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mpp4j.client.SpendingLimits;
import org.mpp4j.tempo.internal.client.SessionOrder;

/**
 * What all channels of a client share.
 *
 * @param resumesIn realms where the account may be proved to go on with a channel, or null to ask for none
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
        @Nullable Set<String> resumesIn,
        long maxUnitsAhead,
        @Nullable BigInteger deposit) {

    private static final BigInteger UNITS_IF_NOT_SUGGESTED = BigInteger.valueOf(100);

    /** What goes into a channel for this server at a time, if it is enough. */
    BigInteger depositFor(SessionOrder order) {
        if (deposit != null) {
            return deposit;
        }
        return order.suggestedDeposit() != null
                ? order.suggestedDeposit()
                : order.price().multiply(UNITS_IF_NOT_SUGGESTED);
    }
}
