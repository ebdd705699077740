package org.mpp4j.stripe.internal.api;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A refund that is to be made.
 *
 * @param intentId of the payment
 * @param amount in the smallest unit; all that is left if empty
 * @param refundId the merchant's own name of it
 * @param account the connected account that was paid, if it was one
 * @param reverseTransfer whether what was transferred is taken back
 * @param refundFee whether the platform's fee is given back
 * @param idempotencyKey by which Stripe recognizes that it is asked for the same again
 */
public record RefundTerms(
        String intentId,
        OptionalLong amount,
        String refundId,
        Optional<String> account,
        boolean reverseTransfer,
        boolean refundFee,
        String idempotencyKey) {}
