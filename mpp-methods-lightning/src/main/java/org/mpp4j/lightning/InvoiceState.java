package org.mpp4j.lightning;

/**
 * What a node knows of an invoice of its own.
 *
 * @since 0.1
 */
public enum InvoiceState {
    /** Nobody has paid. */
    OPEN,
    /** Somebody has paid, but the node holds the payment and may still send it back. */
    HELD,
    /** The money is the merchant's. */
    SETTLED,
    /** It can't be paid any longer, and wasn't. */
    CANCELED,
    /** The node has no such invoice. */
    UNKNOWN
}
