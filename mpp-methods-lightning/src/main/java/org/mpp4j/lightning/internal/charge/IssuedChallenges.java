package org.mpp4j.lightning.internal.charge;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.method.OfferUnavailableException;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.Opaque;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.store.ChallengeStore;
import org.mpp4j.store.StoreUnavailableException;

/**
 * Remembers of each challenge what some clients don't echo, by the payment hash of its invoice. Nothing here is secret.
 * Thread-safe.
 */
public final class IssuedChallenges {

    private static final long FORMAT = 1;

    /** A challenge is asked for again after its expiry only to take up a payment that was begun in time. */
    private static final Duration GRACE = Duration.ofMinutes(10);

    private final ChallengeStore store;

    private final Function<PaymentRequest, PaymentHash> paymentHash;

    /**
     * Kept in a store.
     *
     * @param paymentHash reads it from a request; throws {@link ProtocolException} if there is none
     */
    public IssuedChallenges(ChallengeStore store, Function<PaymentRequest, PaymentHash> paymentHash) {
        this.store = store;
        this.paymentHash = paymentHash;
    }

    /**
     * Keeps a challenge.
     *
     * @param invoiceExpiry when its invoice expires
     * @param mayShareInvoice whether it may have the payment hash of another challenge
     * @throws OfferUnavailableException if it can't be kept, or if its payment hash has been in a challenge before and mustn't
     */
    public void keep(Challenge challenge, Instant invoiceExpiry, boolean mayShareInvoice) {
        JsonObject.Builder json = JsonObject.builder().put("v", FORMAT).put("id", challenge.id());
        challenge.opaque().ifPresent(opaque -> json.put("opaque", opaque.text()));
        challenge.digest().ifPresent(digest -> json.put("digest", digest));
        challenge.credentialHeader().ifPresent(header -> json.put("header", header));
        PaymentHash hash = paymentHash.apply(challenge.request());
        String text = json.build().toCanonicalString();
        Instant until = invoiceExpiry.plus(GRACE);
        boolean fresh;
        try {
            fresh = store.put(key(hash), text, until)
                    || mayShareInvoice && store.put(key(hash, challenge.id()), text, until);
        } catch (StoreUnavailableException unavailable) {
            throw new OfferUnavailableException("The challenge can't be kept", unavailable);
        }
        if (!fresh) {
            throw new OfferUnavailableException("The Lightning node used a payment hash a second time");
        }
    }

    /**
     * An echo, completed with what was kept.
     *
     * @return empty if nothing was kept of that challenge
     * @throws StoreUnavailableException if that can't be told
     */
    public Optional<Challenge> recall(Challenge echoed) {
        try {
            PaymentHash hash = paymentHash.apply(echoed.request());
            return find(key(hash), echoed).or(() -> find(key(hash, echoed.id()), echoed));
        } catch (ProtocolException notOurs) {
            return Optional.empty();
        }
    }

    private Optional<Challenge> find(String key, Challenge echoed) {
        return store.find(key)
                .map(JsonObject::parse)
                .filter(kept -> kept.integer("v").orElse(0) == FORMAT)
                .filter(kept -> kept.requireString("id").equals(echoed.id()))
                .map(kept -> completed(echoed, kept));
    }

    private static Challenge completed(Challenge echoed, JsonObject kept) {
        return Challenge.builder(echoed.realm(), echoed.method(), echoed.intent(), echoed.request())
                .expires(echoed.expires().orElse(null))
                .opaque(kept.string("opaque").map(Opaque::ofText).orElse(null))
                .digest(kept.string("digest").orElse(null))
                .credentialHeader(kept.string("header").orElse(null))
                .build(echoed.id());
    }

    private static String key(PaymentHash hash) {
        return "lightning:challenge:" + hash;
    }

    /** Of a challenge that came later, with an invoice that was in another one before. */
    private static String key(PaymentHash hash, String challengeId) {
        return key(hash) + ":" + challengeId;
    }
}
