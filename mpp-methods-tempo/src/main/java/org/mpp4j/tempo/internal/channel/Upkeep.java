package org.mpp4j.tempo.internal.channel;

import java.math.BigInteger;
import java.time.Instant;

/**
 * What is noted of a channel for the one who looks after it.
 *
 * @param activeAt when a voucher came last, or something was found to be spent, in seconds since 1970
 * @param seenSpent in base units, what was spent when somebody looked last
 * @param settledAt when money was fetched last, or the channel opened, in seconds since 1970
 * @param failures how often in a row fetching it has failed
 */
record Upkeep(long activeAt, BigInteger seenSpent, long settledAt, int failures) {

    static Upkeep since(Instant opening) {
        return new Upkeep(opening.getEpochSecond(), BigInteger.ZERO, opening.getEpochSecond(), 0);
    }

    Upkeep active(Instant now) {
        return new Upkeep(Math.max(activeAt, now.getEpochSecond()), seenSpent, settledAt, failures);
    }

    /** Whoever looks sees that something was spent since the last look. */
    Upkeep seen(BigInteger spent, Instant now) {
        return spent.equals(seenSpent)
                ? this
                : new Upkeep(Math.max(activeAt, now.getEpochSecond()), spent, settledAt, failures);
    }

    Upkeep settled(Instant now) {
        return new Upkeep(activeAt, seenSpent, now.getEpochSecond(), 0);
    }

    Upkeep failed() {
        return new Upkeep(activeAt, seenSpent, settledAt, Math.min(failures + 1, 30));
    }
}
