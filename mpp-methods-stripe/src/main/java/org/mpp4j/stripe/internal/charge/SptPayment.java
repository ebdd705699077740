package org.mpp4j.stripe.internal.charge;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.ReplayKey;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.stripe.internal.api.Answer;
import org.mpp4j.stripe.internal.api.Deadline;
import org.mpp4j.stripe.internal.api.Intent;
import org.mpp4j.stripe.internal.api.IntentTerms;
import org.mpp4j.stripe.internal.api.StripeFailure;

/**
 * A Shared Payment Token that pays for a challenge once Stripe has charged it. Stripe is asked again with the same idempotency
 * key as long as it isn't clear what it did, and only that; what it did in an earlier attempt is looked up first, because it
 * forgets keys after a day.
 */
final class SptPayment implements VerifiedPayment {

    private static final Logger LOG = System.getLogger("org.mpp4j.stripe");
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration LOOK_UP_PATIENCE = Duration.ofSeconds(5);
    private static final int MAX_REPEATS = 2;

    /** Stripe remembers keys for a day, of which the challenge may have been open for one half. */
    private static final Duration KEY_IS_REMEMBERED = Duration.ofHours(12);

    private final IntentTerms terms;
    private final Challenge challenge;
    private final PaymentEnding ending;
    private final Duration patience;

    SptPayment(IntentTerms terms, Challenge challenge, PaymentEnding ending, Duration patience) {
        this.terms = terms;
        this.challenge = challenge;
        this.ending = ending;
        this.patience = patience;
    }

    /** The token doesn't show who pays. */
    @Override
    public Optional<String> payer() {
        return Optional.empty();
    }

    @Override
    public List<ReplayKey> replayKeys() {
        return List.of(ReplayKey.forever("stripe:spt:" + sha256(terms.token())));
    }

    @Override
    public JsonObject lookUpData() {
        return ChargeLookUp.data(ending.account(), ending.externalId());
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("Every Java platform has SHA-256", impossible);
        }
    }

    @Override
    public Settlement settle(boolean attemptedBefore) {
        Deadline deadline = Deadline.in(patience);
        return attemptedBefore ? lookUp(deadline).orElseGet(() -> charge(deadline, true)) : charge(deadline, false);
    }

    /** How an earlier attempt ended, or empty if Stripe may be asked for it once more. */
    private Optional<Settlement> lookUp(Deadline deadline) {
        Answer<List<Intent>> answer =
                ending.api().find(challenge.id(), ending.account(), deadline.leftUpTo(LOOK_UP_PATIENCE));
        if (answer instanceof Answer.Done<List<Intent>> found) {
            return found.value().isEmpty() ? Optional.empty() : Optional.of(ending.of(found.value(), deadline));
        }
        return isKeyRemembered()
                ? Optional.empty()
                : Optional.of(PaymentEnding.unknown(new StripeFailure("Stripe can't be searched for the payment now")));
    }

    private boolean isKeyRemembered() {
        return challenge
                .expiresAt()
                .filter(expiry -> ending.clock().instant().isBefore(expiry.plus(KEY_IS_REMEMBERED)))
                .isPresent();
    }

    private Settlement charge(Deadline deadline, boolean attemptedBefore) {
        boolean maybeDone = attemptedBefore;
        for (int repeats = 0; ; repeats++) {
            Answer<Intent> answer = ending.api().create(terms, deadline.left());
            if (!(answer instanceof Answer.Unclear<Intent> unclear)) {
                return conclude(answer, maybeDone, deadline);
            }
            maybeDone = true;
            if (repeats == MAX_REPEATS || !deadline.pause(PAUSE.multipliedBy(repeats + 1L))) {
                return PaymentEnding.unknown(unclear.cause());
            }
        }
    }

    private Settlement conclude(Answer<Intent> answer, boolean maybeDone, Deadline deadline) {
        if (answer instanceof Answer.Done<Intent> done) {
            return done.replayed() && !maybeDone ? usedBefore() : ending.of(done.value(), deadline);
        }
        if (answer instanceof Answer.Declined<Intent> declined) {
            return Declines.of(declined.code(), declined.declineCode());
        }
        if (answer instanceof Answer.Refused<Intent> refused) {
            return refused(refused, maybeDone);
        }
        StripeFailure cause = ((Answer.NotTried<Intent>) answer).cause();
        LOG.log(Level.WARNING, "Stripe didn''t take a payment, the client may try again: {0}", cause.getMessage());
        return new Settlement.Unknown(cause, RETRY_AFTER, maybeDone);
    }

    /** This server knows nothing of the payment, which Stripe does: its memory was lost, and what was paid for perhaps given. */
    private static Rejected usedBefore() {
        return Rejected.verificationFailed("The payment was made and used before.");
    }

    private static Settlement refused(Answer.Refused<Intent> refused, boolean maybeDone) {
        if (maybeDone) {
            // A refusal of this attempt says nothing about the one before.
            return PaymentEnding.unknown(refused.cause());
        }
        if (refused.parameter().contains("shared_payment_granted_token")) {
            return Rejected.verificationFailed(
                    "The Shared Payment Token can't be used: it isn't known, is used up, has expired, or is limited to less"
                            + " than the price or to another seller. Nothing was charged.");
        }
        LOG.log(
                Level.ERROR,
                "Stripe refuses to charge with these settings, so nobody can pay: {0}, parameter {1}",
                refused.cause().getMessage(),
                refused.parameter().isEmpty() ? "unknown" : refused.parameter());
        return new Settlement.Unknown(refused.cause(), RETRY_AFTER, false);
    }
}
