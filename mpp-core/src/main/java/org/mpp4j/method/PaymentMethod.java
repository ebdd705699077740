package org.mpp4j.method;

import java.time.Duration;
import java.util.Optional;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.ProblemType;

/**
 * A way to be paid: one payment method and intent, such as {@code tempo} and {@code charge}.
 *
 * <p>The gate calls a method from many threads at once. It calls {@link #prepare} when a route is configured (so that a
 * price that can't work stops start-up) or quoted, and for each credential first {@link #verify}, then
 * {@link VerifiedPayment#settle} when everything that may be used only once has been claimed.
 *
 * @since 0.1
 */
public interface PaymentMethod {

    /**
     * The payment method's identifier, lower-case (draft-httpauth-payment section "Method Identifier Format").
     *
     * @return for example {@code tempo}
     */
    String name();

    /**
     * The kind of payment.
     *
     * @return for example {@code charge}
     */
    default String intent() {
        return "charge";
    }

    /**
     * Whether credentials of this method belong to sessions ({@link Verification.InSession}). Then a challenge may be answered
     * more than once, and isn't bound to the body of one request.
     *
     * @return by default false
     */
    default boolean keepsSessions() {
        return false;
    }

    /**
     * Whether what is paid through this method is worth nothing, because it is made for tests and trials. Then nobody is warned
     * of settings that would lose real payments.
     *
     * @return by default false
     */
    default boolean takesPlayMoney() {
        return false;
    }

    /**
     * A way for clients to say who they are, for nothing, and to be told of the session that they have. Its offers are made to
     * those who ask for it by {@code Accept-Payment} with a request that isn't for the resource, and its credentials are good for
     * nothing else: they belong to sessions, too, and {@link SessionPayment#perform} of them ends with
     * {@link SessionOutcome.Introduced}, or doesn't succeed.
     *
     * @return by default none; the same one each time
     */
    default Optional<PaymentMethod> introduction() {
        return Optional.empty();
    }

    /**
     * Works out everything about an offer that is the same for all its challenges.
     *
     * @param terms the price and what goes with it
     * @return the offer, ready to write challenges
     * @throws ConfigurationException if these terms can't be offered through this method
     */
    PreparedOffer prepare(OfferTerms terms);

    /**
     * Told of each challenge through this method before it is sent, so that it can be kept for {@link #recall}.
     *
     * @param challenge as it is sent
     * @throws OfferUnavailableException if it mustn't be sent after all; the challenges of other rails are
     */
    default void issued(Challenge challenge) {}

    /**
     * The challenge as it was issued, for clients that echo no more of it than id, realm, method, intent, request and expires.
     * Asked only for a challenge that isn't authentic as it was echoed. The gate takes the answer only if it is authentic and
     * has the same parts as far as they were echoed, so whoever can write to a method's memory still can't issue challenges.
     *
     * @param echoed what the client sent, unchecked
     * @return what {@link #issued} kept, if anything; by default nothing
     * @throws org.mpp4j.store.StoreUnavailableException if that can't be told now; the client is told to come back
     */
    default Optional<Challenge> recall(Challenge echoed) {
        return Optional.empty();
    }

    /**
     * What this method calls a problem of the protocol with one of its challenges, if its specification has a name of its own.
     *
     * @param general such as {@link ProblemType#INVALID_CHALLENGE} or {@link ProblemType#PAYMENT_EXPIRED}
     * @return by default the same
     */
    default ProblemType problemType(ProblemType general) {
        return general;
    }

    /**
     * Checks a credential as far as that goes without side effects: the payload's form, signatures, amounts. For one credential
     * the answer has to be the same at any time: after an unknown outcome it is asked again, and what depends on the time is
     * for {@link VerifiedPayment#settle} to look at.
     *
     * @param attempt a credential whose challenge is authentic, in time, and for this offer
     * @return {@link Verification.Verified} with what is left to do, or why it is {@link Rejected}
     */
    Verification verify(PaymentAttempt attempt);

    /**
     * Finds out what became of a payment whose outcome isn't known, without moving money. Called in the background, on any
     * instance, once in a while until the outcome is known or the payment is forgotten. Whoever paid may come back with the
     * credential at the same time.
     *
     * @param pending what is remembered of it
     * @return {@link Settlement.Settled} if the money is the merchant's, {@link Rejected} if it never will be whatever the
     *     payer does, otherwise {@link Settlement.Unknown}; by default always that
     */
    default Settlement lookUp(PendingPayment pending) {
        return new Settlement.Unknown(
                new UnsupportedOperationException("The payment method " + name() + " can't look up payments"),
                Duration.ZERO,
                true);
    }

    /**
     * Looks for what is wrong with this method's own configuration that could only be seen by trying, such as a node on
     * another chain. Called once before serving starts. A rail that just can't be reached now is no reason to throw.
     *
     * @throws ConfigurationException if this method can never work as configured
     */
    default void checkConfiguration() {}
}
