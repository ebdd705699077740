package org.mpp4j.stripe;

import org.mpp4j.protocol.PaymentRequest;

/**
 * Decides what a connected account has to do with a payment (draft-stripe-charge section "Stripe Connect Settlement"). What it
 * answers stays between this server and Stripe; clients neither see nor change it.
 *
 * <p>It is asked when an offer is made and whenever a payment is verified, from many threads, and has to answer the same for
 * the same request: Stripe takes a repeated payment only with unchanged parameters.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ConnectPolicy {

    /**
     * Decides.
     *
     * @param request what is to be paid, as this server offered it
     * @return the settlement, {@link ConnectSettlement#none} for the platform's own payments
     */
    ConnectSettlement settlement(PaymentRequest request);
}
