package org.mpp4j.tempo;

import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Verification;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;

/** A merchant, a moment, and what is asked and paid at it. */
public final class Charges {

    public static final Instant NOW = Instant.parse("2026-11-22T15:13:01Z");
    public static final String MERCHANT = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    public static final BigInteger SOON = BigInteger.valueOf(NOW.getEpochSecond() + 25);
    public static final TempoPayer PAYER =
            new TempoPayer("0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a");

    private Charges() {}

    public static TempoChargeBuilder builder() {
        return TempoCharge.builder()
                .network(TempoNetwork.MODERATO)
                .rpcUrl(URI.create("http://127.0.0.1:9"))
                .recipient(MERCHANT)
                .clock(() -> NOW)
                .simulate(false)
                .deadline(Duration.ofMillis(1500));
    }

    public static Challenge challenge(TempoCharge charge, String price) {
        return Challenge.builder(
                        "localhost",
                        "tempo",
                        "charge",
                        charge.prepare(OfferTerms.of(Price.of(price)).withExternalId("order-7"))
                                .request())
                .expires(NOW.plusSeconds(300))
                .build("a-challenge-of-" + price);
    }

    public static VerifiedPayment verified(TempoCharge charge, Credential credential) {
        return ((Verification.Verified) charge.verify(new PaymentAttempt(credential))).payment();
    }

    public static Rejected rejected(TempoCharge charge, Credential credential) {
        return (Rejected) charge.verify(new PaymentAttempt(credential));
    }
}
