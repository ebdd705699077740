package org.mpp4j.store;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * An {@link IdempotencyStore} in the memory of one process. It is bounded: when full, the answers that would be over first go
 * first.
 *
 * @since 0.1
 */
public final class InMemoryIdempotencyStore implements IdempotencyStore {

    /** Answers that are kept by default, each with its body. */
    public static final int DEFAULT_CAPACITY = 1000;

    private final Expiring<StoredAnswer> answers;

    /**
     * A store with a given clock and capacity.
     *
     * @param clock tells when an answer is over
     * @param capacity how many answers are kept, at least 1
     */
    public InMemoryIdempotencyStore(InstantSource clock, int capacity) {
        this.answers = new Expiring<>(clock, capacity);
    }

    @Override
    public void put(List<Entry> entries) {
        entries.forEach(entry -> answers.putIfAbsent(entry.key(), entry.answer(), entry.expiresAt()));
    }

    @Override
    public Optional<StoredAnswer> find(String key) {
        return answers.find(key);
    }

    @Override
    public int purge(int limit) {
        return answers.purge(limit);
    }
}
