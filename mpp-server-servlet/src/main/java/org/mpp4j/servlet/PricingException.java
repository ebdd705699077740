package org.mpp4j.servlet;

/** A price function failed, or what it answered can't be charged. */
final class PricingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PricingException(RuntimeException cause) {
        super("The price function failed", cause);
    }
}
