package org.mpp4j.stripe;

/**
 * Where Stripe expects the Shared Payment Token when a PaymentIntent is made. It is in preview, and differs between versions of
 * the API.
 *
 * @since 0.1
 */
public enum TokenParameter {
    /** {@code shared_payment_granted_token}, as draft-stripe-charge says. */
    TOP_LEVEL,
    /** {@code payment_method_data[shared_payment_granted_token]}, as later previews have it. */
    PAYMENT_METHOD_DATA
}
