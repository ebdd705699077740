package org.mpp4j.stripe.fake;

/** What {@link FakeStripe} can do instead of charging. */
public enum Fault {
    /** The bank says no. */
    DECLINED,
    /** There isn't enough money. */
    INSUFFICIENT_FUNDS,
    /** The bank wants to be asked by the payer. */
    AUTHENTICATION_REQUIRED,
    /** The payment waits for the payer. */
    REQUIRES_ACTION,
    /** The payment waits for somebody, and can't be canceled. */
    REQUIRES_ACTION_FOR_EVER,
    /** The payment takes longer. */
    PROCESSING,
    /** Too many requests; nothing is tried. */
    RATE_LIMITED,
    /** Another request has the lock; nothing is tried. */
    CONFLICT,
    /** An error of Stripe's own before anything was done, the same whenever the request is repeated. */
    ERROR_BEFORE_EFFECT,
    /** An error of Stripe's own after the charge, the same whenever the request is repeated. */
    ERROR_AFTER_EFFECT,
    /** No answer, and no charge. */
    SILENT_BEFORE_EFFECT,
    /** No answer, but a charge. */
    SILENT_AFTER_EFFECT,
    /** The connection breaks, and nothing was charged. */
    DROPPED_BEFORE_EFFECT,
    /** The connection breaks after the charge. */
    DROPPED_AFTER_EFFECT,
    /** The key isn't known. */
    UNAUTHORIZED,
    /** The token can't be used. */
    TOKEN_REFUSED,
    /** A setting of the merchant's is wrong. */
    SETTING_REFUSED,
    /** A page of a proxy, after the charge. */
    GARBAGE_AFTER_EFFECT,
    /** A page of a proxy that wants to be paid itself, after the charge. */
    PROXY_REFUSES_AFTER_EFFECT,
    /** More was charged than was asked for. */
    WRONG_AMOUNT
}
