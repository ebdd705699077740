package org.mpp4j.lightning;

import java.util.Objects;

/**
 * How paying an invoice ended.
 *
 * @since 0.1
 */
public sealed interface PaymentResult {

    /**
     * It is paid.
     *
     * @param preimage the proof of it
     */
    record Paid(Preimage preimage) implements PaymentResult {

        /**
         * Checks the part.
         *
         * @param preimage the proof of it
         */
        public Paid {
            Objects.requireNonNull(preimage, "preimage");
        }
    }

    /**
     * It isn't paid, and won't be by this attempt.
     *
     * @param reason for the operator, in this library's own words
     */
    record Failed(String reason) implements PaymentResult {}

    /**
     * It may be paid, now or later. Paying it again with the same invoice is safe, as a node pays an invoice once.
     *
     * @param reason for the operator, in this library's own words
     */
    record Unclear(String reason) implements PaymentResult {}
}
