package org.mpp4j.stripe;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mpp4j.client.Demand;
import org.mpp4j.client.Payer;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.ProtocolException;

/**
 * The client's side of {@code stripe/charge}: answers challenges with Shared Payment Tokens. What may be spent is for the caller
 * to decide before {@link #pay}, which blocks as long as the tokens' source does.
 *
 * <p>Whom it pays is known by the {@code networkId} of the merchant. Thread-safe if its source of tokens is.
 *
 * @since 0.1
 */
public final class StripePayer implements Payer {

    /** For challenges that don't expire. */
    private static final Duration DEFAULT_LIFETIME = Duration.ofHours(1);

    private final SharedPaymentTokens tokens;
    private final InstantSource clock;
    private final @Nullable String source;

    private StripePayer(SharedPaymentTokens tokens, InstantSource clock, @Nullable String source) {
        this.tokens = Objects.requireNonNull(tokens, "tokens");
        this.clock = clock;
        this.source = source;
    }

    /**
     * A payer.
     *
     * @param tokens where its tokens come from
     * @return the payer, who doesn't say who pays
     */
    public static StripePayer with(SharedPaymentTokens tokens) {
        return new StripePayer(tokens, InstantSource.system(), null);
    }

    /**
     * This payer with a name that servers are told.
     *
     * @param name preferably a DID
     * @return a copy
     */
    public StripePayer as(String name) {
        return new StripePayer(tokens, clock, Objects.requireNonNull(name, "name"));
    }

    @Override
    public String method() {
        return "stripe";
    }

    /**
     * Whether a challenge can be answered: its method, intent and request are those of a charge through Stripe. Pays nothing.
     *
     * @param challenge that a server sent
     * @return true if {@link #pay} can be called with it
     */
    @Override
    public boolean canAnswer(Challenge challenge) {
        if (!challenge.method().equals("stripe") || !challenge.intent().equals("charge")) {
            return false;
        }
        try {
            limits(challenge);
            return true;
        } catch (ProtocolException | ArithmeticException notAChargeThroughStripe) {
            return false;
        }
    }

    /**
     * What answering a challenge lets the server charge.
     *
     * @param challenge for which {@link #canAnswer} is true
     * @return the amount in the currency's smallest unit; the recipient is the merchant's {@code networkId}
     * @throws ProtocolException if the request isn't that of a charge through Stripe
     */
    @Override
    public Demand demand(Challenge challenge) {
        PaymentRequest request = challenge.request();
        return new Demand(
                method(),
                request.currency(),
                request.amount(),
                List.of(request.methodDetails().requireString("networkId")));
    }

    /**
     * Obtains a token for a challenge, and so authorizes the server to charge it.
     *
     * @param challenge for which {@link #canAnswer} is true
     * @return the answer to it
     * @throws ProtocolException if the request isn't that of a charge through Stripe
     */
    @Override
    public Credential pay(Challenge challenge) {
        JsonObject.Builder payload = JsonObject.builder().put("spt", tokens.token(limits(challenge)));
        challenge.request().externalId().ifPresent(reference -> payload.put("externalId", reference));
        return source == null
                ? Credential.of(challenge, payload.build())
                : Credential.of(challenge, source, payload.build());
    }

    private SharedPaymentTokens.Limits limits(Challenge challenge) {
        PaymentRequest request = challenge.request();
        JsonObject details = request.methodDetails();
        Instant expiry = challenge.expiresAt().orElseGet(() -> clock.instant().plus(DEFAULT_LIFETIME));
        Map<String, String> metadata = new TreeMap<>();
        details.object("metadata")
                .ifPresent(entries -> entries.names().forEach(name -> metadata.put(name, entries.requireString(name))));
        return new SharedPaymentTokens.Limits(
                request.amount().baseUnits().longValueExact(),
                request.currency(),
                details.requireString("networkId"),
                expiry,
                metadata);
    }

    /** Nothing of the tokens. */
    @Override
    public String toString() {
        return "StripePayer[" + (source == null ? "anonymous" : source) + "]";
    }
}
