package org.mpp4j.store;

import java.time.Instant;
import java.util.Optional;

/**
 * Keeps records of challenges for rails that need more than a challenge can carry, such as the invoice that was made for it.
 *
 * <p>Every method is atomic for its key across all processes that share the store, and throws
 * {@link StoreUnavailableException} if the storage can't be reached. Implementations are thread-safe.
 *
 * @since 0.1
 */
public interface ChallengeStore {

    /**
     * Keeps a record. There is no replacing one.
     *
     * @param key names it, at most 512 characters
     * @param value the rail's own text, with the number of its format in it; at most 65,536 characters
     * @param expiresAt until when it is kept; {@link Instant#MAX} for ever
     * @return false if there is a record of that key already
     */
    boolean put(String key, String value, Instant expiresAt);

    /**
     * Looks up a record.
     *
     * @param key that names it
     * @return the value, if it is there and its time isn't over
     */
    Optional<String> find(String key);

    /**
     * Removes a record. Of several concurrent calls one succeeds.
     *
     * @param key that names it
     * @return true if there was one whose time wasn't over
     */
    boolean remove(String key);

    /**
     * Forgets for good some records whose time is over. Any number of processes may do so at once.
     *
     * @param limit how many at most
     * @return how many
     */
    int purge(int limit);
}
