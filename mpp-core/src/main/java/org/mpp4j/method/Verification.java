package org.mpp4j.method;

import java.util.Objects;

/**
 * What {@link PaymentMethod#verify} found.
 *
 * @since 0.1
 */
public sealed interface Verification permits Verification.Verified, Rejected {

    /**
     * The credential holds as far as can be told without side effects.
     *
     * @param payment what is left to do
     */
    record Verified(VerifiedPayment payment) implements Verification {

        /**
         * Checks the part.
         *
         * @param payment what is left to do
         */
        public Verified {
            Objects.requireNonNull(payment, "payment");
        }
    }
}
