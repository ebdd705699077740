package org.mpp4j.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.ProtocolException;

/**
 * What answering a challenge moves.
 *
 * @param method the payment method, without which a currency means nothing: one method's {@code usd} is counted in cents,
 *     another's may not be
 * @param currency as the payment method names it
 * @param amount all that is paid, in base units of the currency; zero for a proof of identity
 * @param recipients everybody who gets something, as the payment method names them; may be empty where the method doesn't say
 * @since 0.1
 */
public record Demand(String method, String currency, Amount amount, List<String> recipients) {

    /**
     * Copies the recipients.
     *
     * @param method not null
     * @param currency not null
     * @param amount not null
     * @param recipients not null
     */
    public Demand {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(currency, "currency");
        Objects.requireNonNull(amount, "amount");
        recipients = List.copyOf(recipients);
    }

    /**
     * Reads the members that all payment methods share: amount, currency, recipient, and the recipients of
     * {@code methodDetails.splits}.
     *
     * @param challenge that a server sent
     * @return what it asks for
     * @throws ProtocolException if it has no amount or currency, or one of them is malformed
     */
    public static Demand of(Challenge challenge) {
        PaymentRequest request = challenge.request();
        List<String> recipients = new ArrayList<>();
        request.recipient().ifPresent(recipients::add);
        for (JsonObject split : request.methodDetails().objects("splits")) {
            recipients.add(split.requireString("recipient"));
        }
        return new Demand(challenge.method(), request.currency(), request.amount(), recipients);
    }

    /**
     * Whether no money is asked for, only a proof of who the client is.
     *
     * @return true for an amount of zero
     */
    public boolean isProof() {
        return amount.isZero();
    }

    /** For people: amount, currency and method. */
    @Override
    public String toString() {
        return amount + " base units of " + currency + " by " + method;
    }
}
