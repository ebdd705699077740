package org.mpp4j.method;

import java.util.Objects;
import java.util.Optional;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;

/**
 * A credential whose challenge the gate has found authentic, in time and for the offer at hand.
 *
 * @param credential what the client sent
 * @since 0.1
 */
public record PaymentAttempt(Credential credential) {

    /**
     * Checks the part.
     *
     * @param credential what the client sent
     */
    public PaymentAttempt {
        Objects.requireNonNull(credential, "credential");
    }

    /**
     * The challenge that is answered.
     *
     * @return an authentic challenge
     */
    public Challenge challenge() {
        return credential.challenge();
    }

    /**
     * What is to be paid.
     *
     * @return an authentic request
     */
    public PaymentRequest request() {
        return credential.challenge().request();
    }

    /**
     * The proof of payment, unchecked.
     *
     * @return whatever the client sent
     */
    public JsonObject payload() {
        return credential.payload();
    }

    /**
     * Who pays, unchecked.
     *
     * @return whatever the client says
     */
    public Optional<String> source() {
        return credential.source();
    }
}
