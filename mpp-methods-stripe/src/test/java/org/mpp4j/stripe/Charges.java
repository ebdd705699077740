package org.mpp4j.stripe;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Verification;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.stripe.fake.FakeStripe;

/** A merchant, a moment, and what is asked and paid at it. */
final class Charges {

    static final Instant NOW = Instant.parse("2026-11-22T15:13:01Z");
    static final String PROFILE = "profile_1MqDcVKA5fEO2tZvKQm9g8Yj";

    private static final AtomicInteger LAST_TOKEN = new AtomicInteger();

    private Charges() {}

    static StripeChargeBuilder builder(FakeStripe stripe) {
        return StripeCharge.builder()
                .secretKey(FakeStripe.KEY)
                .networkId(PROFILE)
                .apiBase(stripe.url())
                .clock(() -> NOW)
                .deadline(Duration.ofSeconds(3));
    }

    static String newToken() {
        return "spt_canary" + LAST_TOKEN.incrementAndGet() + "1N4Zv32eZvKYlo2CPhVPkJlW";
    }

    static Challenge challenge(StripeCharge charge, OfferTerms terms) {
        return Challenge.builder(
                        "localhost", "stripe", "charge", charge.prepare(terms).request())
                .expires(NOW.plusSeconds(300))
                .build("challenge-" + LAST_TOKEN.incrementAndGet());
    }

    static Challenge challenge(StripeCharge charge) {
        return challenge(charge, OfferTerms.of(Price.of("1.00")));
    }

    static Credential credential(Challenge challenge, String token) {
        return Credential.of(challenge, JsonObject.builder().put("spt", token).build());
    }

    static VerifiedPayment verified(StripeCharge charge, Credential credential) {
        return ((Verification.Verified) charge.verify(new PaymentAttempt(credential))).payment();
    }

    static Rejected rejected(StripeCharge charge, Credential credential) {
        return (Rejected) charge.verify(new PaymentAttempt(credential));
    }
}
