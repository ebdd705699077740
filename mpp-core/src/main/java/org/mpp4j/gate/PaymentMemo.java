package org.mpp4j.gate;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.PendingPayment;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.ProtocolException;

/**
 * What is noted with the claim of a challenge before anything is tried, so that the payment can be looked up if nobody is left
 * who knows how it ended. It begins with the number of its format.
 *
 * @param method the payment method
 * @param intent the kind of payment
 * @param target of the request
 * @param payment what the payment method is to look for
 * @param keys all that was claimed for the payment, and until when each is remembered once it is used up
 * @param freeKey the one of them, if any, that is used up only by delivery
 */
record PaymentMemo(
        String method,
        String intent,
        String target,
        PendingPayment payment,
        Map<String, Instant> keys,
        @Nullable String freeKey) {

    private static final long FORMAT = 1;
    private static final int MAX_LENGTH = 8192;

    static PaymentMemo of(
            String target,
            Challenge challenge,
            VerifiedPayment payment,
            Map<String, Instant> keys,
            @Nullable String freeKey,
            Instant now) {
        return new PaymentMemo(
                challenge.method(),
                challenge.intent(),
                target,
                new PendingPayment(challenge.id(), challenge.request(), payment.payer(), payment.lookUpData(), now),
                keys,
                freeKey);
    }

    /** The text to be kept, or empty if it is longer than stores keep. Then only the credential itself finds the payment. */
    Optional<String> write() {
        JsonObject.Builder json = JsonObject.builder()
                .put("v", FORMAT)
                .put("method", method)
                .put("intent", intent)
                .put("target", target)
                .put("challenge", payment.challengeId())
                .put("request", payment.request().text())
                .put("data", payment.data())
                .put("since", payment.since().toEpochMilli())
                .put("keys", List.copyOf(keys.keySet()))
                .put("until", keys.values().stream().map(PaymentMemo::millis).toList());
        payment.payer().ifPresent(payer -> json.put("payer", payer));
        if (freeKey != null) {
            json.put("free", freeKey);
        }
        String text = json.build().toCanonicalString();
        return text.length() <= MAX_LENGTH ? Optional.of(text) : Optional.empty();
    }

    /**
     * Reads what {@link #write} of this or an earlier version wrote.
     *
     * @throws ProtocolException if this version can't read it
     */
    static PaymentMemo read(String text) {
        JsonObject json = JsonObject.parse(text);
        if (json.integer("v").orElse(0) != FORMAT) {
            throw new ProtocolException("The note about a payment isn't in format " + FORMAT);
        }
        List<String> names = json.strings("keys");
        List<String> until = json.strings("until");
        Map<String, Instant> keys = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            keys.put(names.get(i), instant(until.get(i)));
        }
        return new PaymentMemo(
                json.requireString("method"),
                json.requireString("intent"),
                json.requireString("target"),
                new PendingPayment(
                        json.requireString("challenge"),
                        PaymentRequest.ofText(json.requireString("request")),
                        json.string("payer"),
                        json.requireObject("data"),
                        Instant.ofEpochMilli(json.integer("since").orElseThrow())),
                keys,
                json.string("free").orElse(null));
    }

    private static String millis(Instant until) {
        return until.equals(Instant.MAX) ? "" : Long.toString(until.toEpochMilli());
    }

    private static Instant instant(String millis) {
        return millis.isEmpty() ? Instant.MAX : Instant.ofEpochMilli(Long.parseLong(millis));
    }
}
