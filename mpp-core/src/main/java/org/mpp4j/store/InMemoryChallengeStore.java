package org.mpp4j.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/**
 * A {@link ChallengeStore} in the memory of one process. It is bounded: when full, the records that would be over first go
 * first.
 *
 * @since 0.1
 */
public final class InMemoryChallengeStore implements ChallengeStore {

    private static final int CAPACITY = 100_000;

    private final Expiring<String> records;

    /**
     * A store with a given clock.
     *
     * @param clock tells when a record is over
     */
    public InMemoryChallengeStore(InstantSource clock) {
        this.records = new Expiring<>(clock, CAPACITY);
    }

    @Override
    public boolean put(String key, String value, Instant expiresAt) {
        return records.putIfAbsent(key, Objects.requireNonNull(value, "value"), expiresAt);
    }

    @Override
    public Optional<String> find(String key) {
        return records.find(key);
    }

    @Override
    public boolean remove(String key) {
        return records.remove(key);
    }

    @Override
    public int purge(int limit) {
        return records.purge(limit);
    }
}
