package org.mpp4j.testkit;

import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;

/**
 * Pays challenges of one payment method, for {@link PayingHttpClient}. Thread-safe.
 *
 * @since 0.1
 */
public interface ChallengePayer {

    /**
     * Whether this payer could answer a challenge: its payment method, intent, and all it has to know of the request. Pays
     * nothing. The client has checked expiry and will check the amount.
     *
     * @param challenge that a server sent
     * @return true if {@link #pay} can be called with it
     */
    boolean canAnswer(Challenge challenge);

    /**
     * Pays, or authorizes the server to take the payment.
     *
     * @param challenge for which {@link #canAnswer} was true
     * @return the answer to it
     */
    Credential pay(Challenge challenge);
}
