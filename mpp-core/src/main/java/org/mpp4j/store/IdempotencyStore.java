package org.mpp4j.store;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps answers that were paid for, so that who asks again gets the same answer instead of a bill (draft-httpauth-payment
 * section "Idempotency and Side Effects"). Whether an answer is still being made is for the {@link ReplayStore} to know; here
 * are only finished ones.
 *
 * <p>Every method is atomic for each key across all processes that share the store, and throws
 * {@link StoreUnavailableException} if the storage can't be reached. Implementations are thread-safe.
 *
 * @since 0.1
 */
public interface IdempotencyStore {

    /**
     * An answer to keep.
     *
     * @param key what it is the answer to, at most 512 characters
     * @param answer to be given again
     * @param expiresAt until when
     */
    record Entry(String key, StoredAnswer answer, Instant expiresAt) {

        /**
         * Checks the parts.
         *
         * @param key what it is the answer to, at most 512 characters
         * @param answer to be given again
         * @param expiresAt until when
         */
        public Entry {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(answer, "answer");
            Objects.requireNonNull(expiresAt, "expiresAt");
        }
    }

    /**
     * Keeps answers. The first answer to a key stays until its time is over; later ones are passed over.
     *
     * @param entries of different keys
     */
    void put(List<Entry> entries);

    /**
     * Looks up an answer.
     *
     * @param key what it is the answer to
     * @return the answer, if it is there and its time isn't over
     */
    Optional<StoredAnswer> find(String key);

    /**
     * Forgets for good some answers whose time is over. Any number of processes may do so at once.
     *
     * @param limit how many at most
     * @return how many
     */
    int purge(int limit);
}
