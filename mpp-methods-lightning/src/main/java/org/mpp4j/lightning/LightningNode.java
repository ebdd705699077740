package org.mpp4j.lightning;

/**
 * What is needed of a Lightning node. {@link LightningBackend} has those that are built in. Thread-safe; every method blocks
 * no longer than the deadline it was given or made with.
 *
 * @since 0.1
 */
public interface LightningNode {

    /**
     * Makes an invoice with a payment hash that was never used before. What comes back is checked by the caller.
     *
     * @param order what it asks for
     * @return the invoice
     * @throws NodeUnavailableException if there is none, whatever the reason
     */
    CreatedInvoice createInvoice(InvoiceOrder order);

    /**
     * Looks up whether an invoice of this node is paid.
     *
     * @param paymentHash of the invoice
     * @return what the node knows
     * @throws NodeUnavailableException if the node doesn't say
     */
    InvoiceState lookUp(PaymentHash paymentHash);

    /**
     * Pays an invoice of another node. Needs a credential that may spend; a charge never calls this.
     *
     * @param order what to pay, and how much that may cost
     * @return how it ended; never an exception because of the network or the node
     */
    PaymentResult pay(PaymentOrder order);

    /**
     * Looks up a payment that this node may have been asked to make, so that after a lost answer nothing is paid twice.
     *
     * @param paymentHash of the invoice that was to be paid
     * @return what the node knows; {@link OutgoingState#UNKNOWN} by default
     * @throws NodeUnavailableException if the node doesn't say now
     */
    default OutgoingState lookUpPayment(PaymentHash paymentHash) {
        return OutgoingState.UNKNOWN;
    }

    /**
     * Whether this node makes and pays invoices that leave the amount to the payer, as refunds need it.
     *
     * @return by default false
     */
    default boolean knowsOpenAmounts() {
        return false;
    }

    /**
     * Whether {@link #lookUp} tells money that has arrived from money that hasn't.
     *
     * @return by default true
     */
    default boolean tellsSettlement() {
        return true;
    }
}
