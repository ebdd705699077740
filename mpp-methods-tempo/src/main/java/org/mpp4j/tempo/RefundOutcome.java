package org.mpp4j.tempo;

import java.time.Duration;
import java.util.Objects;
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
     * @param entry of the ledger; its reference is the hash of the transaction that gave the money back
     */
    record Refunded(LedgerEntry entry) implements RefundOutcome {

        /**
         * Checks the part.
         *
         * @param entry of the ledger
         */
        public Refunded {
            Objects.requireNonNull(entry, "entry");
        }
    }

    /**
     * Under this refund id no money is given back, and none is on its way. Once what is wrong is mended, the same refund may be
     * asked for again.
     *
     * @param reason what is wrong, for programs
     * @param detail what is wrong, for the operator
     */
    record Refused(Reason reason, String detail) implements RefundOutcome {

        /**
         * Checks the parts.
         *
         * @param reason what is wrong, for programs
         * @param detail what is wrong, for the operator
         */
        public Refused {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(detail, "detail");
        }
    }

    /**
     * It isn't known whether the money is given back, or nobody can tell now whether it may be. Asking again with the same refund
     * id finds out, and gives it back if it certainly wasn't.
     *
     * @param cause for the operator
     * @param retryAfter when asking again may tell more
     */
    record Unknown(Throwable cause, Duration retryAfter) implements RefundOutcome {

        /**
         * Checks the parts.
         *
         * @param cause for the operator
         * @param retryAfter when asking again may tell more
         */
        public Unknown {
            Objects.requireNonNull(cause, "cause");
            if (retryAfter.isNegative()) {
                throw new IllegalArgumentException("Nobody can ask again in the past: " + retryAfter);
            }
        }
    }

    /** Why no money is given back. */
    enum Reason {
        /** The ledger has no such payment through this method, or the chain doesn't confirm it. */
        NOT_PAID,
        /** Less than that is left of the payment. */
        MORE_THAN_IS_LEFT,
        /** The refund id was used for something else: another amount, or another payment. */
        ID_USED,
        /** The account that gives back hasn't got the amount, or not the fee. */
        BALANCE_TOO_LOW,
        /** Gas costs more than it may. */
        FEES_TOO_HIGH,
        /** The token doesn't let this transfer be made, for example because the payer may not receive it. */
        NOT_TRANSFERABLE
    }
}
