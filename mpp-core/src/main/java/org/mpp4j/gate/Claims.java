package org.mpp4j.gate;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.mpp4j.internal.http.Base64Url;
import org.mpp4j.method.ReplayKey;
import org.mpp4j.method.ReplayKey.Retention;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.BodyDigest;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.Ending;
import org.mpp4j.store.Ending.How;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.StoreUnavailableException;

/** Everything one credential uses up, claimed together or not at all: its challenge, and what its proof brings along. */
final class Claims {

    enum Outcome {
        /** All is claimed, for the first time. */
        CLAIMED,
        /** All is claimed again after an attempt whose outcome is unknown. */
        RESUMED,
        /** Something is in use by another request, or by a credential whose outcome is unknown. */
        IN_FLIGHT,
        /** Something was used before. */
        SPENT,
        /** Only an earlier attempt could be taken up, and there is none. */
        NOTHING_TO_RESUME
    }

    private static final Logger LOG = System.getLogger("org.mpp4j.gate");

    /**
     * A claim outlives its challenge by this: other instances' clocks may be behind, and a settlement that began in the last
     * moment has to end before its claim does.
     */
    private static final Duration GRACE = Duration.ofMinutes(10);

    private static final Duration LEASE = Duration.ofMinutes(10);

    private record Key(String name, Instant expiresAt) {}

    private final ReplayStore store;
    private final Attempt attempt;
    private final Instant undecidedUntil;
    private final List<Key> keys = new ArrayList<>(2);
    private final List<Key> held = new ArrayList<>(2);

    /**
     * Names what is to be claimed.
     *
     * @param holder who claims, from {@link #holder}
     * @param challengeExpiry until when the challenge can be answered
     * @param undecidedUntil how long a payment of unknown outcome is kept
     */
    Claims(
            ReplayStore store,
            String holder,
            Challenge challenge,
            Instant challengeExpiry,
            Instant undecidedUntil,
            VerifiedPayment payment) {
        this.store = store;
        this.attempt = Attempt.by(holder);
        this.undecidedUntil = undecidedUntil;
        Instant untilExpiry = challengeExpiry.plus(GRACE);
        keys.add(new Key("challenge:" + challenge.id(), untilExpiry));
        for (ReplayKey key : payment.replayKeys()) {
            keys.add(new Key(key.key(), key.retention() == Retention.FOREVER ? Instant.MAX : untilExpiry));
        }
    }

    /**
     * The same for the same proof of the same challenge, however a client writes it down. Tells nothing of the proof.
     *
     * @throws ProtocolException if the payload has no canonical form
     */
    static String holder(Credential credential) {
        MessageDigest sha256 = BodyDigest.newSha256();
        sha256.update(credential.challenge().id().getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) '|');
        sha256.update(credential.source().orElse("").getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) '|');
        return Base64Url.encode(sha256.digest(canonical(credential.payload()).getBytes(StandardCharsets.UTF_8)));
    }

    private static String canonical(JsonObject payload) {
        try {
            return payload.toCanonicalString();
        } catch (IllegalArgumentException inexact) {
            throw new ProtocolException("The payload holds what JSON can't carry exactly");
        }
    }

    /**
     * Claims everything, or nothing.
     *
     * @throws StoreUnavailableException if the store can't tell; then nothing stays claimed, as far as the store can be told
     */
    Outcome acquire(boolean onlyResume) {
        boolean resumed = false;
        try {
            for (Key key : keys) {
                ReplayStore.Claim claim = store.claim(key.name(), attempt, LEASE, key.expiresAt(), null);
                if (claim == ReplayStore.Claim.UNDECIDED && store.resume(key.name(), attempt, LEASE)) {
                    resumed = true;
                } else if (claim != ReplayStore.Claim.CLAIMED) {
                    giveBack(resumed);
                    return claim == ReplayStore.Claim.SPENT ? Outcome.SPENT : Outcome.IN_FLIGHT;
                }
                held.add(key);
                if (onlyResume && !resumed) {
                    giveBack(false);
                    return Outcome.NOTHING_TO_RESUME;
                }
            }
        } catch (StoreUnavailableException unavailable) {
            giveBack(resumed);
            throw unavailable;
        }
        return resumed ? Outcome.RESUMED : Outcome.CLAIMED;
    }

    private void giveBack(boolean resumed) {
        if (resumed) {
            undecided();
        } else {
            release();
        }
    }

    /** For a payment that was certainly not attempted: all of it may be tried again, or paid another way. */
    void release() {
        record(How.RELEASED, key -> key.expiresAt());
    }

    /** For a payment that may have been made: only this credential may go on with it. */
    void undecided() {
        record(How.UNDECIDED, key -> key.expiresAt().isAfter(undecidedUntil) ? key.expiresAt() : undecidedUntil);
    }

    /** For a payment that was made, or can never be made again. */
    void spent() {
        record(How.SPENT, key -> key.expiresAt());
    }

    /**
     * Tells the store how it ended. If that fails the keys stay claimed, which lets nobody else in; so the decision stands,
     * and whoever has paid gets what was paid for.
     */
    private void record(How how, Function<Key, Instant> keepUntil) {
        try {
            store.end(held.stream()
                    .map(key -> new Ending(key.name(), attempt, how, keepUntil.apply(key)))
                    .toList());
        } catch (RuntimeException lost) {
            LOG.log(
                    Level.ERROR,
                    "The replay store did not take the outcome of a payment, its claim stays in flight: {0}",
                    Bug.describe(lost));
        }
    }
}
