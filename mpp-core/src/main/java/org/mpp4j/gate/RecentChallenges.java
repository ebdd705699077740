package org.mpp4j.gate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;

/**
 * Challenges of sessions that were found authentic. A session's client shows the same one with many requests; so the id needs to
 * be computed once, and what is read from the challenge is read once. Whether a challenge is still in time, and still what a
 * route asks for, is looked at each time. Thread-safe.
 */
final class RecentChallenges {

    /** Challenges beyond that many take each other's places. Each needs about 3 KiB. */
    private static final int PLACES = 4096;

    private final AtomicReferenceArray<@Nullable Challenge> places = new AtomicReferenceArray<>(PLACES);

    /** The credential with the challenge that is known, or null if its challenge has to be checked. */
    @Nullable
    Credential recognize(Credential credential) {
        Challenge echoed = credential.challenge();
        Challenge known = places.get(place(echoed));
        return known != null && hasId(known, echoed) && known.equals(echoed) ? credential.withChallenge(known) : null;
    }

    void remember(Challenge authentic) {
        places.set(place(authentic), authentic);
    }

    private static int place(Challenge challenge) {
        int hash = challenge.id().hashCode();
        return (hash ^ hash >>> 16) & PLACES - 1;
    }

    /** Found out in constant time, as in {@link org.mpp4j.keys.ChallengeKeys#verify}: an id can't be guessed bit by bit. */
    private static boolean hasId(Challenge known, Challenge echoed) {
        return MessageDigest.isEqual(
                known.id().getBytes(StandardCharsets.UTF_8), echoed.id().getBytes(StandardCharsets.UTF_8));
    }
}
