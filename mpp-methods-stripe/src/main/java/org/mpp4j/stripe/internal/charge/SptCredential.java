package org.mpp4j.stripe.internal.charge;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Verification;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.stripe.ConnectSettlement;
import org.mpp4j.stripe.TokenParameter;
import org.mpp4j.stripe.internal.api.IntentTerms;
import org.mpp4j.stripe.internal.api.StripeApi;

/** Checks credentials (draft-stripe-charge section "Verification Procedure"), and makes out what Stripe is to be asked for. */
public final class SptCredential {

    /** How long a value of Stripe's metadata may be. */
    private static final int MAX_METADATA_VALUE = 500;

    private static final int MAX_EXTERNAL_ID = 255;
    private static final Pattern TOKEN = Pattern.compile("spt_[A-Za-z0-9_]{1,160}");

    private final StripeApi api;
    private final TokenParameter placement;
    private final Map<String, String> metadata;
    private final Function<PaymentRequest, ConnectSettlement> connect;
    private final Duration patience;
    private final InstantSource clock;

    /**
     * @param metadata the merchant's own
     * @param connect what a connected account has to do with a payment, within its amount
     */
    public SptCredential(
            StripeApi api,
            TokenParameter placement,
            Map<String, String> metadata,
            Function<PaymentRequest, ConnectSettlement> connect,
            Duration patience,
            InstantSource clock) {
        this.api = api;
        this.placement = placement;
        this.metadata = metadata;
        this.connect = connect;
        this.patience = patience;
        this.clock = clock;
    }

    /**
     * Checks a credential.
     *
     * @throws ProtocolException if the payload isn't of the right form
     */
    public Verification verify(PaymentAttempt attempt) {
        String token = attempt.payload().requireString("spt");
        if (!TOKEN.matcher(token).matches()) {
            return Rejected.invalidPayload("The member \"spt\" is not a Shared Payment Token, which begins with spt_.");
        }
        Optional<String> reference = attempt.payload().string("externalId");
        if (reference.filter(text -> text.length() > MAX_EXTERNAL_ID).isPresent()) {
            return Rejected.invalidPayload(
                    "The member \"externalId\" is longer than " + MAX_EXTERNAL_ID + " characters.");
        }
        Optional<String> asked = attempt.request().externalId();
        if (asked.isPresent() && !asked.equals(reference)) {
            return new Rejected(Problem.of(
                    ProblemType.INVALID_CHALLENGE, "The externalId of the credential isn't that of the challenge."));
        }
        ConnectSettlement settlement = connect.apply(attempt.request());
        PaymentEnding ending = new PaymentEnding(attempt.request(), reference, settlement.account(), api, clock);
        return new Verification.Verified(
                new SptPayment(terms(attempt, token, settlement), attempt.challenge(), ending, patience));
    }

    private IntentTerms terms(PaymentAttempt attempt, String token, ConnectSettlement settlement) {
        return new IntentTerms(
                attempt.request().amount().baseUnits().longValueExact(),
                attempt.request().currency(),
                token,
                placement,
                metadata(attempt),
                settlement,
                "mpp_" + attempt.challenge().id() + "_" + token);
    }

    private Map<String, String> metadata(PaymentAttempt attempt) {
        Challenge challenge = attempt.challenge();
        Map<String, String> all = new LinkedHashMap<>();
        all.put("machine_payment", "true");
        all.putAll(metadata);
        all.put("mpp_intent", challenge.intent());
        all.put(StripeApi.CHALLENGE_ID, challenge.id());
        all.put("mpp_server_id", cut(challenge.realm()));
        attempt.source().filter(source -> !source.isBlank()).ifPresent(source -> all.put("mpp_client_id", cut(source)));
        return all;
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= MAX_METADATA_VALUE
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MAX_METADATA_VALUE));
    }
}
