package org.mpp4j.gate;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.BodyDigest;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.store.IdempotencyStore;
import org.mpp4j.store.StoredAnswer;

/**
 * Answers that were paid for, to be given again to who asks again: with the same credential, or with the same idempotency key
 * and a credential of the same payer, which is then not charged (draft-httpauth-payment section "Idempotency and Side
 * Effects").
 */
final class PaidAnswers {

    static final String KEY_HEADER = "Idempotency-Key";

    private static final int MAX_KEY_LENGTH = 255;

    /**
     * What a request asks for, as far as answers are told apart.
     *
     * @param credentialKey names the answer by its credential
     * @param idempotencyKey names it by the client's own key, scoped to the route and the payer; null if it sent none
     * @param fingerprint stands for the resource and its body
     */
    record Question(String credentialKey, @Nullable String idempotencyKey, String fingerprint) {}

    private final IdempotencyStore store;
    private final InstantSource clock;
    private final Listeners listeners;
    private final boolean kept;
    private final Duration retention;

    PaidAnswers(GateSettings settings) {
        this.store = settings.answerStore();
        this.clock = settings.clock();
        this.listeners = settings.listeners();
        this.kept = settings.answerLimit() > 0;
        this.retention = settings.answerRetention();
    }

    boolean areKept() {
        return kept;
    }

    private Optional<String> clientKey(Exchange exchange) {
        if (!kept) {
            return Optional.empty();
        }
        List<String> values = exchange.headers(KEY_HEADER);
        if (values.isEmpty()) {
            return Optional.empty();
        }
        String key = values.get(0).strip();
        if (values.size() > 1 || key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
            throw new ProtocolException(
                    "The request needs one Idempotency-Key of at most " + MAX_KEY_LENGTH + " characters, or none");
        }
        return Optional.of(key);
    }

    /** Whether the client has given the request a name of its own. */
    boolean hasClientKey(Exchange exchange) {
        return kept && !exchange.headers(KEY_HEADER).isEmpty();
    }

    /**
     * What a request asks for.
     *
     * @throws ProtocolException if it has several idempotency keys, or one that is too long
     */
    Question question(Exchange exchange, Route route, String holder, Optional<String> payer) {
        return new Question(
                "answer:" + holder,
                clientKey(exchange)
                        .map(key -> "idempotency:" + TextHash.ofAll(route.scope(), payer.orElse(holder), key))
                        .orElse(null),
                kept ? fingerprint(exchange, route) : "");
    }

    private static String fingerprint(Exchange exchange, Route route) {
        Optional<BodyDigest> body = route.bindsBody() ? exchange.bodyDigest() : Optional.empty();
        return TextHash.ofAll(
                exchange.resource(), body.map(BodyDigest::toString).orElse(""));
    }

    /**
     * Whether a credential that can't be used for this request was used for another one with an idempotency key, most likely
     * this same key: then the key isn't this request's either.
     */
    boolean isReused(Exchange exchange, Credential credential) {
        try {
            return clientKey(exchange).isPresent()
                    && store.find("answer:" + Holder.of(credential)).isPresent();
        } catch (ProtocolException notAnswerable) {
            return false;
        }
    }

    /** Whether an answer that used the credential up is kept, to this or another question. */
    boolean isGiven(Question question) {
        return kept && store.find(question.credentialKey()).isPresent();
    }

    /** Whether an answer is kept under the client's own key. */
    boolean isGivenToKey(Question question) {
        String key = question.idempotencyKey();
        return kept && key != null && store.find(key).isPresent();
    }

    /** The answer that was given to the same question before, or why there is none; empty if the credential is just used up. */
    Optional<Admission> again(Purchase purchase) {
        return again(purchase.exchange(), purchase.challenge(), purchase.question());
    }

    /** The same, for who asks with this challenge. */
    Optional<Admission> again(Exchange exchange, Challenge challenge, Question question) {
        Optional<Admission> answer = again(question);
        answer.ifPresent(admission -> {
            if (admission instanceof Admission.Replayed replayed) {
                listeners.tell(listener -> listener.replayed(
                        exchange.target(), challenge, replayed.answer().status()));
            }
        });
        return answer;
    }

    private Optional<Admission> again(Question question) {
        if (!kept) {
            return Optional.empty();
        }
        if (question.idempotencyKey() == null) {
            return store.find(question.credentialKey())
                    .filter(answer -> answer.fingerprint().equals(question.fingerprint()))
                    .map(Admission.Replayed::new);
        }
        Optional<StoredAnswer> answer =
                store.find(question.idempotencyKey()).or(() -> store.find(question.credentialKey()));
        return answer.map(known -> known.fingerprint().equals(question.fingerprint())
                ? new Admission.Replayed(known)
                : Refusals.keyReused());
    }

    List<IdempotencyStore.Entry> entries(Question question, CapturedAnswer captured) {
        List<IdempotencyStore.Entry> entries = new ArrayList<>(2);
        entries.add(entry(question.credentialKey(), question, captured));
        if (question.idempotencyKey() != null) {
            entries.add(entry(question.idempotencyKey(), question, captured));
        }
        return entries;
    }

    /** An answer under one of its names. */
    IdempotencyStore.Entry entry(String name, Question question, CapturedAnswer captured) {
        return new IdempotencyStore.Entry(
                name,
                new StoredAnswer(question.fingerprint(), captured.status(), captured.headers(), captured.body()),
                clock.instant().plus(retention));
    }
}
