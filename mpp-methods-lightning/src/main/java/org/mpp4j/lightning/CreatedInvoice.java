package org.mpp4j.lightning;

import java.util.Objects;

/**
 * An invoice as a node says it made it, unchecked.
 *
 * @param bolt11 the invoice
 * @param paymentHash what the node says its payment hash is
 * @since 0.1
 */
public record CreatedInvoice(String bolt11, PaymentHash paymentHash) {

    /**
     * Checks that both are there.
     *
     * @param bolt11 the invoice
     * @param paymentHash what the node says its payment hash is
     */
    public CreatedInvoice {
        Objects.requireNonNull(bolt11, "bolt11");
        Objects.requireNonNull(paymentHash, "paymentHash");
    }
}
