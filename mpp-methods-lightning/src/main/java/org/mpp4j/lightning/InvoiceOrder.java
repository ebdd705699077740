package org.mpp4j.lightning;

import java.time.Duration;
import java.util.Objects;

/**
 * An invoice to be made.
 *
 * @param millisatoshi what is to be paid; 0 if the payer decides; a thousandth of a satoshi is the smallest unit
 * @param description for people, may be empty
 * @param expiry how long it can be paid, in whole seconds
 * @since 0.1
 */
public record InvoiceOrder(long millisatoshi, String description, Duration expiry) {

    /**
     * Checks the parts.
     *
     * @param millisatoshi what is to be paid; 0 if the payer decides; a thousandth of a satoshi is the smallest unit
     * @param description for people, may be empty
     * @param expiry how long it can be paid, in whole seconds
     */
    public InvoiceOrder {
        Objects.requireNonNull(description, "description");
        if (millisatoshi < 0) {
            throw new IllegalArgumentException("An invoice asks for no less than nothing, got " + millisatoshi);
        }
        if (expiry.toSeconds() < 1) {
            throw new IllegalArgumentException("An invoice can be paid for at least a second, got " + expiry);
        }
    }

    /**
     * What is to be paid in satoshi, for nodes that know nothing smaller.
     *
     * @return whole satoshi
     * @throws NodeUnavailableException if the amount isn't whole
     */
    public long wholeSatoshi() {
        if (millisatoshi % 1000 != 0) {
            throw new NodeUnavailableException("This node makes invoices of whole satoshi only");
        }
        return millisatoshi / 1000;
    }
}
