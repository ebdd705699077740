package org.mpp4j.store;

import java.time.Instant;
import java.util.Objects;

/**
 * What a {@link SessionStore} keeps of a session.
 *
 * @param key of the session
 * @param version counted from 1
 * @param value the rail's own text
 * @param dueAt when somebody has to look at it; {@link Instant#MAX} for never
 * @since 0.1
 */
public record SessionRecord(String key, long version, String value, Instant dueAt) {

    /**
     * Checks the parts.
     *
     * @param key of the session
     * @param version counted from 1
     * @param value the rail's own text
     * @param dueAt when somebody has to look at it; {@link Instant#MAX} for never
     */
    public SessionRecord {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(dueAt, "dueAt");
        if (version < 1) {
            throw new IllegalArgumentException("Versions count from 1, got " + version);
        }
    }

    /** Key and version. */
    @Override
    public String toString() {
        return "SessionRecord[" + key + " " + version + "]";
    }
}
