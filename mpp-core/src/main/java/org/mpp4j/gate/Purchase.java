package org.mpp4j.gate;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mpp4j.gate.ChallengeCheck.Standing;
import org.mpp4j.method.ReplayKey;
import org.mpp4j.method.ReplayKey.Retention;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.store.Attempt;

/** A request whose proof of payment holds, with everything that it is about to use up. */
final class Purchase {

    private static final Logger LOG = System.getLogger("org.mpp4j.gate");
    private static final Duration RETRY_AFTER_BUG = Duration.ofSeconds(10);

    /**
     * A key outlives its challenge by this: other instances' clocks may be behind, and a settlement that began in the last
     * moment has to end before its key is forgotten.
     */
    private static final Duration GRACE = Duration.ofMinutes(10);

    private final Exchange exchange;
    private final Route route;
    private final Challenge challenge;
    private final VerifiedPayment payment;
    private final PaidAnswers.Question question;
    private final Claims claims;
    private final @Nullable String memo;
    private final String challengeKey;
    private final boolean stale;

    Purchase(
            GateSettings settings,
            Exchange exchange,
            Route route,
            Challenge challenge,
            Standing standing,
            VerifiedPayment payment,
            PaidAnswers.Question question,
            String holder) {
        this.exchange = exchange;
        this.route = route;
        this.challenge = challenge;
        this.payment = payment;
        this.question = question;
        this.stale = standing.isStale();
        this.challengeKey = "challenge:" + challenge.id();
        Instant now = settings.clock().instant();
        Map<String, Instant> keys = keys(settings, standing, now);
        // With a challenge that is over nothing new is begun, so a new key of the client's has nothing to guard.
        String freeKey = stale ? null : question.idempotencyKey();
        this.claims = new Claims(settings, Attempt.by(holder), keys, freeKey, now);
        this.memo = PaymentMemo.of(exchange.target(), challenge, payment, keys, freeKey, now)
                .write()
                .orElse(null);
    }

    private Map<String, Instant> keys(GateSettings settings, Standing standing, Instant now) {
        Instant untilExpiry = (stale ? now : standing.expiry()).plus(GRACE);
        Map<String, Instant> keys = new LinkedHashMap<>();
        if (!stale && question.idempotencyKey() != null) {
            keys.put(question.idempotencyKey(), now.plus(settings.answerRetention()));
        }
        keys.put(challengeKey, untilExpiry);
        for (ReplayKey key : payment.replayKeys()) {
            keys.put(key.key(), key.retention() == Retention.FOREVER ? Instant.MAX : untilExpiry);
        }
        return keys;
    }

    /** Claims everything, or nothing. With a challenge that is over only an earlier attempt is taken up. */
    Claims.Outcome acquire() {
        return claims.acquire(stale, challengeKey, memo);
    }

    /** Moves the money. A bug on the way tells nothing about whether it moved. */
    Settlement settle(boolean attemptedBefore) {
        try {
            return payment.settle(attemptedBefore);
        } catch (RuntimeException bug) {
            LOG.log(
                    Level.ERROR,
                    "The payment method {0} failed while settling: {1}",
                    challenge.method(),
                    Bug.describe(bug));
            return new Settlement.Unknown(bug, RETRY_AFTER_BUG, true);
        }
    }

    Exchange exchange() {
        return exchange;
    }

    Route route() {
        return route;
    }

    Challenge challenge() {
        return challenge;
    }

    VerifiedPayment payment() {
        return payment;
    }

    PaidAnswers.Question question() {
        return question;
    }

    Claims claims() {
        return claims;
    }
}
