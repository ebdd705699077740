package org.mpp4j.gate;

import java.util.Objects;
import java.util.Optional;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Receipt;

/**
 * A payment that was made for a request.
 *
 * @since 0.1
 */
public final class SettledPayment {

    private final Challenge challenge;
    private final Receipt receipt;
    private final Optional<String> payer;

    SettledPayment(Challenge challenge, Receipt receipt, Optional<String> payer) {
        this.challenge = Objects.requireNonNull(challenge, "challenge");
        this.receipt = Objects.requireNonNull(receipt, "receipt");
        this.payer = Objects.requireNonNull(payer, "payer");
    }

    /**
     * The challenge that was paid.
     *
     * @return as it was answered
     */
    public Challenge challenge() {
        return challenge;
    }

    /**
     * The receipt of the payment.
     *
     * @return as the rail made it
     */
    public Receipt receipt() {
        return receipt;
    }

    /**
     * Who paid.
     *
     * @return as far as the proof shows it
     */
    public Optional<String> payer() {
        return payer;
    }
}
