package org.mpp4j.stripe;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * Where a client's Shared Payment Tokens come from: Stripe's API for agents, or a service of the client's own that asks it.
 * Whoever implements it decides what is paid with, and has to limit each token to what is asked for.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface SharedPaymentTokens {

    /**
     * Obtains a token.
     *
     * @param limits what the token may be used for, and nothing else
     * @return a token that wasn't used before, {@code spt_…}
     */
    String token(Limits limits);

    /**
     * What a token may be used for.
     *
     * @param amount the most it may be charged, in the smallest unit
     * @param currency an ISO 4217 code in lower case
     * @param networkId who may charge it
     * @param expiresAt when it can't be charged any more
     * @param metadata what the seller says goes with it
     * @since 0.1
     */
    record Limits(long amount, String currency, String networkId, Instant expiresAt, Map<String, String> metadata) {

        /**
         * Checks the parts.
         *
         * @param amount the most it may be charged, in the smallest unit
         * @param currency an ISO 4217 code in lower case
         * @param networkId who may charge it
         * @param expiresAt when it can't be charged any more
         * @param metadata what the seller says goes with it
         */
        public Limits {
            Objects.requireNonNull(currency, "currency");
            Objects.requireNonNull(networkId, "networkId");
            Objects.requireNonNull(expiresAt, "expiresAt");
            metadata = Map.copyOf(metadata);
        }
    }
}
