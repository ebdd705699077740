package org.mpp4j.lightning;

import java.time.Duration;
import java.util.Objects;

/**
 * An invoice to be paid.
 *
 * @param bolt11 the invoice, with an amount in it
 * @param maxFeeMillisatoshi what all forwarding nodes together may take, not negative
 * @param deadline how long to try
 * @since 0.1
 */
public record PaymentOrder(String bolt11, long maxFeeMillisatoshi, Duration deadline) {

    /**
     * Checks the parts.
     *
     * @param bolt11 the invoice, with an amount in it
     * @param maxFeeMillisatoshi what all forwarding nodes together may take, not negative
     * @param deadline how long to try
     */
    public PaymentOrder {
        Objects.requireNonNull(bolt11, "bolt11");
        if (maxFeeMillisatoshi < 0) {
            throw new IllegalArgumentException("A fee limit isn't negative, got " + maxFeeMillisatoshi);
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("A deadline is positive, got " + deadline);
        }
    }
}
