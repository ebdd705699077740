package org.mpp4j.stripe.internal.api;

import java.util.Optional;

/**
 * What Stripe says of a refund.
 *
 * @param id Stripe's name of it, {@code re_…}
 * @param status Stripe's word for how far it is
 * @param amount in the smallest unit
 * @param refundId the merchant's own name of it, if it was made here
 */
public record MadeRefund(String id, String status, long amount, Optional<String> refundId) {}
