package org.mpp4j.stripe.fake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.mpp4j.protocol.JsonObject;

/** What {@link FakeStripe} has charged and given back. */
public final class FakeBook {

    /** A charge that succeeded. */
    public record Charge(String intentId, long amount, String currency, String token, String account) {}

    private final List<Charge> charges = new ArrayList<>();
    private final Set<String> usedTokens = new TreeSet<>();
    private final Map<String, JsonObject> intents = new LinkedHashMap<>();
    private final Set<String> uncancelable = new TreeSet<>();
    private final List<JsonObject> refunds = new ArrayList<>();

    /** Money that was really taken. */
    public synchronized List<Charge> charges() {
        return List.copyOf(charges);
    }

    public synchronized List<JsonObject> refunds() {
        return List.copyOf(refunds);
    }

    /** Every PaymentIntent's status. */
    public synchronized List<String> statuses() {
        return intents.values().stream()
                .map(intent -> intent.requireString("status"))
                .toList();
    }

    /** Null if the token is used up. */
    synchronized JsonObject pay(FakeStripe.Asked asked, String token, String status, int more, boolean cancelable) {
        boolean charged = status.equals("succeeded");
        if (usedTokens.contains(token) || (charged && !usedTokens.add(token))) {
            return null;
        }
        String id = "pi_fake" + (intents.size() + 1);
        long amount = Long.parseLong(asked.parameters().get("amount")) + more;
        String currency = asked.parameters().get("currency");
        JsonObject.Builder metadata = JsonObject.builder();
        asked.parameters().forEach((name, value) -> {
            if (name.startsWith("metadata[")) {
                metadata.put(name.substring(9, name.length() - 1), value);
            }
        });
        JsonObject intent = JsonObject.builder()
                .put("id", id)
                .put("object", "payment_intent")
                .put("amount", amount)
                .put("amount_received", charged ? amount : 0)
                .put("currency", currency)
                .put("status", status)
                .put("client_secret", id + "_secret_canary")
                .put("metadata", metadata.build())
                .build();
        intents.put(id, intent);
        if (!cancelable) {
            uncancelable.add(id);
        }
        if (charged) {
            charges.add(new Charge(id, amount, currency, token, asked.header("Stripe-Account")));
        }
        return intent;
    }

    /** The payer, or a bank, ends what was open. */
    public synchronized void become(String intentId, String status) {
        JsonObject intent = intents.get(intentId);
        long amount = intent.integer("amount").orElseThrow();
        intents.put(
                intentId,
                intent.toBuilder()
                        .put("status", status)
                        .put("amount_received", status.equals("succeeded") ? amount : 0)
                        .build());
    }

    /** Null if it can't be canceled. */
    synchronized JsonObject cancel(String intentId) {
        JsonObject intent = intents.get(intentId);
        if (intent == null
                || uncancelable.contains(intentId)
                || !intent.requireString("status").startsWith("requires_")) {
            return null;
        }
        become(intentId, "canceled");
        return intents.get(intentId);
    }

    synchronized List<JsonObject> byChallenge(String challengeId) {
        return intents.values().stream()
                .filter(intent -> intent.requireObject("metadata")
                        .requireString("mpp_challenge_id")
                        .equals(challengeId))
                .toList();
    }

    /** Null if it is more than is left. */
    synchronized JsonObject refund(Map<String, String> parameters) {
        String intentId = parameters.get("payment_intent");
        long paid = charges.stream()
                .filter(charge -> charge.intentId().equals(intentId))
                .mapToLong(Charge::amount)
                .sum();
        long left = paid
                - refundsOf(intentId).stream()
                        .mapToLong(refund -> refund.integer("amount").orElseThrow())
                        .sum();
        long amount = parameters.containsKey("amount") ? Long.parseLong(parameters.get("amount")) : left;
        if (amount < 1 || amount > left) {
            return null;
        }
        JsonObject refund = JsonObject.builder()
                .put("id", "re_fake" + (refunds.size() + 1))
                .put("object", "refund")
                .put("amount", amount)
                .put("status", "succeeded")
                .put("payment_intent", intentId)
                .put(
                        "metadata",
                        JsonObject.builder()
                                .put("mpp_refund_id", parameters.get("metadata[mpp_refund_id]"))
                                .build())
                .build();
        refunds.add(refund);
        return refund;
    }

    synchronized List<JsonObject> refundsOf(String intentId) {
        return refunds.stream()
                .filter(refund -> refund.requireString("payment_intent").equals(intentId))
                .toList();
    }

    static String list(String kind, List<JsonObject> elements) {
        return JsonObject.builder()
                .put("object", kind)
                .put("url", "/v1/list")
                .put("has_more", false)
                .put("data", elements)
                .build()
                .toCanonicalString();
    }
}
