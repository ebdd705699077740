package org.mpp4j.client;

import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.ProtocolException;

/**
 * Pays challenges of one payment method: the SPI that payment rails implement for clients (draft-httpauth-payment section
 * "Credentials").
 *
 * <p>What may be spent, and who may be paid, is for the caller to decide before {@link #pay}; {@link PayingHttpClient} does.
 * A payer checks what only its rail knows, such as network and invoice. Thread-safe.
 *
 * @since 0.1
 */
public interface Payer {

    /**
     * The payment method.
     *
     * @return for example {@code tempo}, or {@code *} for a payer of many
     */
    String method();

    /**
     * The kind of payment.
     *
     * @return {@code charge}, or {@code *} for a payer of many
     */
    default String intent() {
        return "charge";
    }

    /**
     * Whether this payer could answer a challenge: its payment method, intent, and all it has to know of the request. Pays
     * nothing and asks nobody.
     *
     * @param challenge that a server sent
     * @return true if {@link #demand} and {@link #pay} can be called with it
     */
    boolean canAnswer(Challenge challenge);

    /**
     * What answering a challenge moves, as this payer would do it. Limits are held against this and nothing else, so it names
     * everybody who gets something.
     *
     * @param challenge for which {@link #canAnswer} was true
     * @return amount, currency and recipients
     * @throws ProtocolException if the request doesn't say
     */
    default Demand demand(Challenge challenge) {
        return Demand.of(challenge);
    }

    /**
     * Pays, or authorizes the server to take the payment. May block.
     *
     * @param challenge for which {@link #canAnswer} was true
     * @return the answer to it, which is worth money until the server has used it
     * @throws PaymentFailedException if there is no answer; it says whether money may have moved
     */
    Credential pay(Challenge challenge);
}
