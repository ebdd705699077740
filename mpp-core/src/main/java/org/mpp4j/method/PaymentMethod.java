package org.mpp4j.method;

import java.time.Duration;

/**
 * A way to be paid: one payment method and intent, such as {@code tempo} and {@code charge}.
 *
 * <p>The gate calls a method from many threads at once. It calls {@link #prepare} when a route is configured (so that a
 * price that can't work stops start-up) or quoted, and for each credential first {@link #verify}, then
 * {@link VerifiedPayment#settle} when everything that may be used only once has been claimed.
 *
 * @since 0.1
 */
public interface PaymentMethod {

    /**
     * The payment method's identifier, lower-case (draft-httpauth-payment section "Method Identifier Format").
     *
     * @return for example {@code tempo}
     */
    String name();

    /**
     * The kind of payment.
     *
     * @return for example {@code charge}
     */
    default String intent() {
        return "charge";
    }

    /**
     * Works out everything about an offer that is the same for all its challenges.
     *
     * @param terms the price and what goes with it
     * @return the offer, ready to write challenges
     * @throws ConfigurationException if these terms can't be offered through this method
     */
    PreparedOffer prepare(OfferTerms terms);

    /**
     * Checks a credential as far as that goes without side effects: the payload's form, signatures, amounts. For one credential
     * the answer has to be the same at any time: after an unknown outcome it is asked again, and what depends on the time is
     * for {@link VerifiedPayment#settle} to look at.
     *
     * @param attempt a credential whose challenge is authentic, in time, and for this offer
     * @return {@link Verification.Verified} with what is left to do, or why it is {@link Rejected}
     */
    Verification verify(PaymentAttempt attempt);

    /**
     * Finds out what became of a payment whose outcome isn't known, without moving money. Called in the background, on any
     * instance, once in a while until the outcome is known or the payment is forgotten. Whoever paid may come back with the
     * credential at the same time.
     *
     * @param pending what is remembered of it
     * @return {@link Settlement.Settled} if the money is the merchant's, {@link Rejected} if it never will be whatever the
     *     payer does, otherwise {@link Settlement.Unknown}; by default always that
     */
    default Settlement lookUp(PendingPayment pending) {
        return new Settlement.Unknown(
                new UnsupportedOperationException("The payment method " + name() + " can't look up payments"),
                Duration.ZERO,
                true);
    }

    /**
     * Looks for what is wrong with this method's own configuration that could only be seen by trying, such as a node on
     * another chain. Called once before serving starts. A rail that just can't be reached now is no reason to throw.
     *
     * @throws ConfigurationException if this method can never work as configured
     */
    default void checkConfiguration() {}
}
