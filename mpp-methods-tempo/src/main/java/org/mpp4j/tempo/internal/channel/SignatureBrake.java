package org.mpp4j.tempo.internal.channel;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.mpp4j.tempo.internal.session.Bytes32;

/**
 * Keeps anybody from having this server look at any number of bad signatures, as each costs more to look at than to send
 * (draft-tempo-session section "Denial of Service"). Good ones are free. Thread-safe.
 */
final class SignatureBrake {

    static final int MOST_REMEMBERED = 100_000;
    private static final int LOOKED_AT = 16;
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** When the last of the failures so far will be forgotten, each taking its share of a second. */
    private final ConcurrentMap<Bytes32, Instant> forgottenAt = new ConcurrentHashMap<>();

    private final Duration share;
    private final InstantSource clock;

    SignatureBrake(int failuresPerSecond, InstantSource clock) {
        this.share = SECOND.dividedBy(failuresPerSecond);
        this.clock = clock;
    }

    /** Whether one more may be looked at. */
    boolean allows(Bytes32 channelId) {
        Instant end = forgottenAt.get(channelId);
        return end == null || !end.plus(share).isAfter(clock.instant().plus(SECOND));
    }

    void failed(Bytes32 channelId) {
        Instant now = clock.instant();
        forgottenAt.compute(channelId, (id, end) -> (end == null || end.isBefore(now) ? now : end).plus(share));
        if (forgottenAt.size() > MOST_REMEMBERED) {
            Iterator<Instant> some = forgottenAt.values().iterator();
            for (int i = 0; i < LOOKED_AT && some.hasNext(); i++) {
                if (some.next().isBefore(now) || forgottenAt.size() > 2 * MOST_REMEMBERED) {
                    some.remove();
                }
            }
        }
    }
}
