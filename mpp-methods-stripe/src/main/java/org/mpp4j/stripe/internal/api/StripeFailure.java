package org.mpp4j.stripe.internal.api;

/** For the operator: why Stripe didn't do what it was asked. Carries nothing of Stripe's own words, which may quote a token. */
public final class StripeFailure extends Exception {

    private static final long serialVersionUID = 1L;

    /** With what happened. */
    public StripeFailure(String message) {
        super(message);
    }
}
