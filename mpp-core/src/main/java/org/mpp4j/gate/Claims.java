package org.mpp4j.gate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.mpp4j.internal.http.Base64Url;
import org.mpp4j.method.ReplayKey;
import org.mpp4j.method.ReplayKey.Retention;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.BodyDigest;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.store.ReplayStore;

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
        /** The challenge is over, and no attempt was left open. */
        EXPIRED
    }

    /** Other instances may be a little behind: a claim outlives its challenge by this. */
    private static final Duration CLOCK_GRACE = Duration.ofMinutes(1);

    private record Key(String name, Instant expiresAt) {}

    private final ReplayStore store;
    private final String holder;
    private final List<Key> keys = new ArrayList<>(2);
    private final List<Key> held = new ArrayList<>(2);

    Claims(ReplayStore store, Credential credential, Instant challengeExpiry, VerifiedPayment payment) {
        this.store = store;
        this.holder = fingerprint(credential);
        Instant untilExpiry = challengeExpiry.plus(CLOCK_GRACE);
        keys.add(new Key(challengeKey(credential.challenge()), untilExpiry));
        for (ReplayKey key : payment.replayKeys()) {
            keys.add(new Key(key.key(), key.retention() == Retention.FOREVER ? Instant.MAX : untilExpiry));
        }
    }

    private static String challengeKey(Challenge challenge) {
        return "challenge:" + challenge.id();
    }

    /** The same for the same proof of the same challenge, however a client writes it down. Tells nothing of the proof. */
    private static String fingerprint(Credential credential) {
        MessageDigest sha256 = BodyDigest.newSha256();
        sha256.update(credential.challenge().id().getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) '|');
        sha256.update(credential.source().orElse("").getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) '|');
        return Base64Url.encode(
                sha256.digest(credential.payload().toCanonicalString().getBytes(StandardCharsets.UTF_8)));
    }

    /** Claims everything, or nothing. A challenge that is over can only be resumed. */
    Outcome acquire(boolean expired) {
        boolean resumed = false;
        if (expired) {
            if (!store.resume(keys.get(0).name(), holder)) {
                return Outcome.EXPIRED;
            }
            held.add(keys.get(0));
            resumed = true;
        }
        for (Key key : keys.subList(held.size(), keys.size())) {
            ReplayStore.Claim claim = store.claim(key.name(), holder, key.expiresAt());
            if (claim == ReplayStore.Claim.UNDECIDED && store.resume(key.name(), holder)) {
                resumed = true;
            } else if (claim != ReplayStore.Claim.CLAIMED) {
                giveBack(resumed);
                return claim == ReplayStore.Claim.SPENT ? Outcome.SPENT : Outcome.IN_FLIGHT;
            }
            held.add(key);
        }
        return resumed ? Outcome.RESUMED : Outcome.CLAIMED;
    }

    private void giveBack(boolean resumed) {
        for (Key key : held) {
            if (resumed) {
                store.undecided(key.name(), holder, key.expiresAt());
            } else {
                store.release(key.name(), holder);
            }
        }
    }

    /** For a payment that was certainly not attempted: all of it may be tried again, or paid another way. */
    void release() {
        held.forEach(key -> store.release(key.name(), holder));
    }

    /** For a payment that may have been made: only this credential may go on with it. */
    void undecided(Instant keepUntil) {
        for (Key key : held) {
            store.undecided(key.name(), holder, key.expiresAt().isAfter(keepUntil) ? key.expiresAt() : keepUntil);
        }
    }

    /** For a payment that was made, or can never be made again. */
    void spent() {
        held.forEach(key -> store.spent(key.name(), holder));
    }
}
