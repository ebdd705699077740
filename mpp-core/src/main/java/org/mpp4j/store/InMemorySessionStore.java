package org.mpp4j.store;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A {@link SessionStore} in the memory of one process, for development.
 *
 * @since 0.1
 */
public final class InMemorySessionStore implements SessionStore {

    private final Map<String, SessionRecord> records = new ConcurrentHashMap<>();

    /** An empty store. */
    public InMemorySessionStore() {}

    @Override
    public Optional<SessionRecord> find(String key) {
        return Optional.ofNullable(records.get(key));
    }

    @Override
    public boolean compareAndSet(String key, long expectedVersion, String value, Instant dueAt) {
        Objects.requireNonNull(value, "value");
        AtomicBoolean done = new AtomicBoolean();
        records.compute(key, (k, held) -> {
            if ((held == null ? 0 : held.version()) != expectedVersion) {
                return held;
            }
            done.set(true);
            return new SessionRecord(k, expectedVersion + 1, value, dueAt);
        });
        return done.get();
    }

    @Override
    public boolean remove(String key, long expectedVersion) {
        AtomicBoolean done = new AtomicBoolean();
        records.computeIfPresent(key, (k, held) -> {
            done.set(held.version() == expectedVersion);
            return done.get() ? null : held;
        });
        return done.get();
    }

    @Override
    public List<SessionRecord> due(String prefix, Instant now, int limit) {
        return records.values().stream()
                .filter(held -> !held.dueAt().isAfter(now) && held.key().startsWith(prefix))
                .sorted(Comparator.comparing(SessionRecord::dueAt))
                .limit(limit)
                .toList();
    }
}
