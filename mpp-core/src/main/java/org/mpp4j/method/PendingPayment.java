package org.mpp4j.method;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;

/**
 * What is remembered of a payment whose outcome isn't known, so that {@link PaymentMethod#lookUp} can find out without the
 * credential.
 *
 * @param challengeId of the challenge that was answered
 * @param request what was to be paid
 * @param payer who pays, as far as the proof showed it
 * @param data what {@link VerifiedPayment#lookUpData} gave
 * @param since when the payment was begun
 * @since 0.1
 */
public record PendingPayment(
        String challengeId, PaymentRequest request, Optional<String> payer, JsonObject data, Instant since) {

    /**
     * Checks the parts.
     *
     * @param challengeId of the challenge that was answered
     * @param request what was to be paid
     * @param payer who pays, as far as the proof showed it
     * @param data what {@link VerifiedPayment#lookUpData} gave
     * @param since when the payment was begun
     */
    public PendingPayment {
        Objects.requireNonNull(challengeId, "challengeId");
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(payer, "payer");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(since, "since");
    }

    /** The challenge, not who pays. */
    @Override
    public String toString() {
        return "PendingPayment[" + challengeId + "]";
    }
}
