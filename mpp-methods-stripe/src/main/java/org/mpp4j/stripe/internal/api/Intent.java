package org.mpp4j.stripe.internal.api;

/**
 * What Stripe says of a PaymentIntent.
 *
 * @param id the merchant's reference, {@code pi_…}
 * @param status Stripe's word for how far it is
 * @param amount in the smallest unit
 * @param received of it, in the smallest unit
 * @param currency in lower case
 */
public record Intent(String id, String status, long amount, long received, String currency) {}
