package org.mpp4j.gate;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.session.RequestMeter;

/**
 * A session that a request was let in with, which has to be reported back with
 * {@link PaymentGate#completed(Exchange, MeteredPayment, int, Optional)}.
 *
 * @since 0.1
 */
public final class MeteredPayment {

    private final Challenge challenge;
    private final Optional<String> payer;
    private final RequestMeter meter;
    private final KeyedRequests.@Nullable Request keyedRequest;

    MeteredPayment(
            Challenge challenge,
            Optional<String> payer,
            RequestMeter meter,
            KeyedRequests.@Nullable Request keyedRequest) {
        this.challenge = Objects.requireNonNull(challenge, "challenge");
        this.payer = Objects.requireNonNull(payer, "payer");
        this.meter = Objects.requireNonNull(meter, "meter");
        this.keyedRequest = keyedRequest;
    }

    KeyedRequests.@Nullable Request keyedRequest() {
        return keyedRequest;
    }

    /**
     * Whether the answer is given again to who asks again, because the request has an {@code Idempotency-Key}. Every request of a
     * session without one is a request of its own.
     *
     * @return whether it is worth capturing
     */
    public boolean isAnsweredAgain() {
        return keyedRequest != null;
    }

    /**
     * The challenge that was answered.
     *
     * @return as the client echoed it
     */
    public Challenge challenge() {
        return challenge;
    }

    /**
     * Who pays, as far as the proof shows it.
     *
     * @return preferably a DID
     */
    public Optional<String> payer() {
        return payer;
    }

    /**
     * What the request is charged with.
     *
     * @return the meter
     */
    public RequestMeter meter() {
        return meter;
    }

    /** The challenge, neither the session nor who pays. */
    @Override
    public String toString() {
        return "MeteredPayment[" + challenge + "]";
    }
}
