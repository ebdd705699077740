package org.mpp4j.store;

import java.time.Instant;
import java.util.Objects;

/**
 * How the use of a key ended. It counts only while the key is in flight for this very attempt.
 *
 * @param key what was used
 * @param attempt that used it
 * @param how it ended
 * @param keepUntil until when the key is remembered; {@link Instant#MAX} for ever; no matter when it is released
 * @since 0.1
 */
public record Ending(String key, Attempt attempt, How how, Instant keepUntil) {

    /** The ways in which a use can end. */
    public enum How {
        /** The key was certainly not used: it is unknown again. */
        RELEASED,
        /** Nobody knows yet. The holder may go on with it, and {@link ReplayStore#unresolved} names it. */
        UNDECIDED,
        /** It is paid, and what was paid for isn't delivered. The holder may go on with it. */
        PAID,
        /** The key is used up. */
        SPENT
    }

    /**
     * Checks the parts.
     *
     * @param key what was used
     * @param attempt that used it
     * @param how it ended
     * @param keepUntil until when the key is remembered; {@link Instant#MAX} for ever; no matter when it is released
     */
    public Ending {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(attempt, "attempt");
        Objects.requireNonNull(how, "how");
        Objects.requireNonNull(keepUntil, "keepUntil");
    }
}
