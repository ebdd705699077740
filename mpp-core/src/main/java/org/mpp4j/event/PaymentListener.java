package org.mpp4j.event;

import java.util.List;
import java.util.Optional;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.Receipt;

/**
 * Is told what happens to payments. Called in the request's own thread, or in one of the
 * rail's, so it should be quick; what it throws is logged and
 * never breaks a request. Thread-safe.
 *
 * <p>The {@code target} is the request method and path, without query, such as {@code GET /fortune}.
 *
 * @since 0.1
 */
public interface PaymentListener {

    /**
     * A request was answered with challenges.
     *
     * @param target of the request
     * @param problem why: nobody paid yet, or what was wrong with the credential
     * @param challenges one per offer
     */
    default void challenged(String target, Problem problem, List<Challenge> challenges) {}

    /**
     * A payment was settled. The money is the merchant's; the resource isn't delivered yet.
     *
     * @param target of the request
     * @param challenge that was paid
     * @param receipt of the payment
     * @param payer who paid, if known
     */
    default void settled(String target, Challenge challenge, Receipt receipt, Optional<String> payer) {}

    /**
     * A payment was taken by its rail and isn't made yet, and the resource is delivered all the same. Followed by
     * {@link #settled}, {@link #settlementFailed} or {@link #undecided}, before or after the delivery.
     *
     * @param target of the request
     * @param challenge that was answered
     * @param receipt as the payer is shown it
     * @param payer who pays, if known
     */
    default void accepted(String target, Challenge challenge, Receipt receipt, Optional<String> payer) {}

    /**
     * A payment that was {@link #accepted} will never be made. What was to be paid for is delivered, or is being delivered. The
     * credential stays used up.
     *
     * @param target of the request
     * @param method the payment method
     * @param challengeId of the challenge that was answered
     * @param problem why it failed
     */
    default void settlementFailed(String target, String method, String challengeId, Problem problem) {}

    /**
     * A credential with an authentic challenge was rejected.
     *
     * @param target of the request
     * @param challenge that was answered
     * @param problem what was wrong
     */
    default void rejected(String target, Challenge challenge, Problem problem) {}

    /**
     * A payment may or may not have been made.
     *
     * @param target of the request
     * @param challenge that was answered
     * @param cause what the rail did
     */
    default void undecided(String target, Challenge challenge, Throwable cause) {}

    /**
     * The resource was delivered for a settled payment.
     *
     * @param target of the request
     * @param receipt of the payment
     * @param status of the response, 2xx or 3xx
     */
    default void delivered(String target, Receipt receipt, int status) {}

    /**
     * A payment was settled and the resource was not delivered.
     *
     * @param target of the request
     * @param receipt of the payment
     * @param status of the response, or 0 if there was none
     */
    default void deliveryFailed(String target, Receipt receipt, int status) {}

    /**
     * A request was answered with what was paid for and answered before.
     *
     * @param target of the request
     * @param challenge that was answered again
     * @param status of the answer
     */
    default void replayed(String target, Challenge challenge, int status) {}

    /**
     * The outcome of a payment that was unknown was found out in the background. If it was settled, it isn't delivered: that
     * is up to whoever paid, with the same credential.
     *
     * @param method the payment method
     * @param challengeId of the challenge that was answered
     * @param receipt of the payment; empty if it will never be made
     */
    default void lookedUp(String method, String challengeId, Optional<Receipt> receipt) {}
}
