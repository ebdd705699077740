package org.mpp4j.method;

import java.util.Objects;

/**
 * What {@link PaymentMethod#verify} found.
 *
 * @since 0.1
 */
public sealed interface Verification permits Verification.Verified, Verification.InSession, Rejected {

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

    /**
     * The credential belongs to a session.
     *
     * @param payment what is left to do
     */
    record InSession(SessionPayment payment) implements Verification {

        /**
         * Checks the part.
         *
         * @param payment what is left to do
         */
        public InSession {
            Objects.requireNonNull(payment, "payment");
        }
    }
}
