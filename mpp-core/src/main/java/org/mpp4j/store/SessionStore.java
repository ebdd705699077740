package org.mpp4j.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps what a rail has to know of each of its sessions, such as the best voucher of a payment channel. A record is replaced
 * as a whole, by whoever has seen its latest version: of any number of concurrent {@link #compareAndSet} calls with one
 * version, exactly one succeeds, across all processes that share the store. So each key is linearizable.
 *
 * <p>A record stays until it is removed. Its due time is when somebody has to look at it, so that a session that everybody
 * left is closed. Methods throw {@link StoreUnavailableException} if the storage can't be reached; whether a change was made
 * is then open, and the next {@link #find} tells. Implementations are thread-safe.
 *
 * @since 0.1
 */
public interface SessionStore {

    /**
     * Looks up a record.
     *
     * @param key of the session, at most 512 characters
     * @return the latest version if there is one; no later call sees an earlier one
     */
    Optional<SessionRecord> find(String key);

    /**
     * Puts a new version in the place of the one that the caller has seen.
     *
     * @param key of the session
     * @param expectedVersion that is to be replaced; 0 if there must be none
     * @param value the rail's own text, with the number of its format in it; at most 65,536 characters
     * @param dueAt when somebody has to look at it; {@link Instant#MAX} for never
     * @return true if that was the latest version; the new one's number is one higher
     */
    boolean compareAndSet(String key, long expectedVersion, String value, Instant dueAt);

    /**
     * Removes a record.
     *
     * @param key of the session
     * @param expectedVersion that the caller has seen
     * @return true if that was the latest version
     */
    boolean remove(String key, long expectedVersion);

    /**
     * What somebody has to look at, the longest overdue first.
     *
     * @param prefix what the keys begin with, such as {@code tempo:}; what others have to look at doesn't count
     * @param now records that are due at this time or earlier are given
     * @param limit how many at most
     * @return none or more
     */
    List<SessionRecord> due(String prefix, Instant now, int limit);
}
