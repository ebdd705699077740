package org.mpp4j.stripe;

import org.mpp4j.store.LedgerEntry;

/**
 * What came of a refund.
 *
 * @since 0.1
 */
public sealed interface RefundOutcome {

    /**
     * The money is given back, and the ledger says so.
     *
     * @param entry of the ledger
     */
    record Refunded(LedgerEntry entry) implements RefundOutcome {}

    /**
     * Stripe is about to give the money back. Asking again with the same refund id tells whether it has.
     *
     * @param reference Stripe's name of the refund
     */
    record Pending(String reference) implements RefundOutcome {}

    /**
     * No money is given back, and asking again doesn't change that.
     *
     * @param reason for the operator
     */
    record Refused(String reason) implements RefundOutcome {}

    /**
     * It isn't known whether the money is given back. Asking again with the same refund id finds out, and gives it back if it
     * wasn't.
     *
     * @param cause for the operator
     */
    record Unknown(Throwable cause) implements RefundOutcome {}
}
