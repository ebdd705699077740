package org.mpp4j.testkit.readme;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.crypto.Mac;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.Verification;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.Receipt;

/** The payment method that the README shows: prepaid vouchers, whose owners prove that they have a voucher's key. */
// README begins
public final class VoucherCharge implements PaymentMethod {
    private final Map<String, Mac> keys = new HashMap<>();
    private final Map<String, BigInteger> credits = new HashMap<>();
    private final Set<String> paid = new HashSet<>();

    public synchronized void sell(String voucher, Mac key, long amount) {
        keys.put(voucher, key);
        credits.put(voucher, BigInteger.valueOf(amount));
    }

    @Override
    public String name() {
        return "voucher";
    }

    @Override
    public PreparedOffer prepare(OfferTerms terms) {
        return PreparedOffer.fixed(PaymentRequest.of(JsonObject.builder()
                .put("amount", terms.amount(0).toString()) // whole credits; another price stops start-up
                .put("currency", "credits")
                .build()));
    }

    @Override
    public synchronized Verification verify(PaymentAttempt attempt) { // has no side effects
        String voucher = attempt.payload().requireString("voucher"); // or else the payload is invalid
        byte[] proof = attempt.payload().requireString("proof").getBytes(UTF_8);
        byte[] challenge = attempt.challenge().id().getBytes(UTF_8);
        Mac key = keys.get(voucher);
        if (key == null || !MessageDigest.isEqual(proof, Base64.getEncoder().encode(key.doFinal(challenge)))) {
            return Rejected.verificationFailed("The proof was not made with the key of a voucher.");
        }
        return new Verification.Verified(
                new Use(Optional.of("urn:voucher:" + voucher), () -> charge(voucher, attempt)));
    }

    private record Use(Optional<String> payer, Supplier<Settlement> charging) implements VerifiedPayment {
        @Override
        public Settlement settle(boolean attemptedBefore) { // the gate has claimed the challenge
            return charging.get();
        }
    }

    private synchronized Settlement charge(String voucher, PaymentAttempt attempt) {
        BigInteger left =
                credits.get(voucher).subtract(attempt.request().amount().baseUnits());
        String challenge = attempt.challenge().id();
        if (left.signum() >= 0 && paid.add(challenge)) { // in a database: a transaction, and a unique key
            credits.put(voucher, left);
        }
        return paid.contains(challenge)
                ? new Settlement.Settled(Receipt.of(name(), challenge, Instant.now()))
                : new Rejected(Problem.of(ProblemType.PAYMENT_INSUFFICIENT, "Too few credits are left."));
    }
}
// README ends
