package org.mpp4j.stripe.internal.api;

/**
 * What came of asking Stripe for something. What matters is whether it may have been done.
 *
 * @param <T> what was asked for
 */
public sealed interface Answer<T> {

    /**
     * It is done.
     *
     * @param value what Stripe made or found
     * @param replayed whether it was done when the same was asked before
     */
    record Done<T>(T value, boolean replayed) implements Answer<T> {}

    /**
     * The bank or the card network said no. Nothing was charged, and nothing will be.
     *
     * @param code what kind of no
     * @param declineCode more of it, empty if there is none
     */
    record Declined<T>(String code, String declineCode) implements Answer<T> {}

    /**
     * Stripe takes no such request. Nothing was done for this one.
     *
     * @param cause for the operator
     * @param code what kind of mistake, empty if there is none
     * @param parameter that is mistaken, empty if there is none
     */
    record Refused<T>(StripeFailure cause, String code, String parameter) implements Answer<T> {}

    /**
     * Nothing was tried: Stripe couldn't be reached, doesn't know who asks, or was asked too often.
     *
     * @param cause for the operator
     * @param isKeyUnknown whether it will be like that until the merchant's key is mended
     */
    record NotTried<T>(StripeFailure cause, boolean isKeyUnknown) implements Answer<T> {}

    /**
     * It may have been done.
     *
     * @param cause for the operator
     */
    record Unclear<T>(StripeFailure cause) implements Answer<T> {}
}
