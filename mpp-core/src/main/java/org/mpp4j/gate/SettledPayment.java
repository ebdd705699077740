package org.mpp4j.gate;

import java.util.Objects;
import java.util.Optional;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Receipt;

/**
 * A payment that was made for a request.
 *
 * @param challenge that was paid
 * @param receipt of the payment
 * @param payer who paid, as far as the proof shows it
 * @since 0.1
 */
public record SettledPayment(Challenge challenge, Receipt receipt, Optional<String> payer) {

    /**
     * Checks the parts.
     *
     * @param challenge that was paid
     * @param receipt of the payment
     * @param payer who paid, as far as the proof shows it
     */
    public SettledPayment {
        Objects.requireNonNull(challenge, "challenge");
        Objects.requireNonNull(receipt, "receipt");
        Objects.requireNonNull(payer, "payer");
    }
}
