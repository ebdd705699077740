package org.mpp4j.lightning;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * An invoice to be paid.
 *
 * @param bolt11 the invoice
 * @param millisatoshi what to pay if the invoice leaves that to the payer; empty if the invoice says it
 * @param maxFeeMillisatoshi what all forwarding nodes together may take, not negative
 * @param deadline how long to try
 * @since 0.1
 */
public record PaymentOrder(String bolt11, OptionalLong millisatoshi, long maxFeeMillisatoshi, Duration deadline) {

    /**
     * Checks the parts.
     *
     * @param bolt11 the invoice
     * @param millisatoshi what to pay if the invoice leaves that to the payer; empty if the invoice says it
     * @param maxFeeMillisatoshi what all forwarding nodes together may take, not negative
     * @param deadline how long to try
     */
    public PaymentOrder {
        Objects.requireNonNull(bolt11, "bolt11");
        if (millisatoshi.isPresent() && millisatoshi.getAsLong() < 1) {
            throw new IllegalArgumentException("A payment is of at least 1 millisatoshi, got " + millisatoshi);
        }
        if (maxFeeMillisatoshi < 0) {
            throw new IllegalArgumentException("A fee limit isn't negative, got " + maxFeeMillisatoshi);
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("A deadline is positive, got " + deadline);
        }
    }

    /**
     * An invoice that says how much it asks for.
     *
     * @param bolt11 the invoice, with an amount in it
     * @param maxFeeMillisatoshi what all forwarding nodes together may take, not negative
     * @param deadline how long to try
     */
    public PaymentOrder(String bolt11, long maxFeeMillisatoshi, Duration deadline) {
        this(bolt11, OptionalLong.empty(), maxFeeMillisatoshi, deadline);
    }
}
