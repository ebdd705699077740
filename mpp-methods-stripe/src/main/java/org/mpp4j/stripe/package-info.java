/**
 * Payments through Stripe. {@link org.mpp4j.stripe.StripeCharge} is the payment method {@code stripe} with intent
 * {@code charge}; {@link org.mpp4j.stripe.ConnectPolicy} shares a payment with a connected account;
 * {@link org.mpp4j.stripe.StripeRefunds} gives money back; {@link org.mpp4j.stripe.StripePayer} is the client's side;
 * {@link org.mpp4j.stripe.StripeMethodProvider} makes the method from texts.
 */
@NullMarked
package org.mpp4j.stripe;

import org.jspecify.annotations.NullMarked;
