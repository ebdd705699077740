package org.mpp4j.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.mpp4j.store.InMemorySessionStore;
import org.mpp4j.store.SessionRecord;
import org.mpp4j.store.SessionStore;
import org.mpp4j.store.StoreUnavailableException;

/** A store that others may write to, so nothing of it is taken for granted. It counts its writes, and fails when told to. */
final class RivalStore implements SessionStore {

    private final InMemorySessionStore records = new InMemorySessionStore();
    final AtomicInteger writes = new AtomicInteger();
    final AtomicInteger failures = new AtomicInteger();
    volatile boolean failsAfterWriting;
    volatile Runnable beforeWriting = () -> {};

    @Override
    public Optional<SessionRecord> find(String key) {
        return records.find(key);
    }

    @Override
    public boolean compareAndSet(String key, long expectedVersion, String value, Instant dueAt) {
        beforeWriting.run();
        writes.incrementAndGet();
        boolean fails = failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        if (fails && !failsAfterWriting) {
            throw new StoreUnavailableException("down for a test", new IllegalStateException());
        }
        boolean done = records.compareAndSet(key, expectedVersion, value, dueAt);
        if (fails) {
            throw new StoreUnavailableException("down for a test", new IllegalStateException());
        }
        return done;
    }

    @Override
    public boolean remove(String key, long expectedVersion) {
        return records.remove(key, expectedVersion);
    }

    @Override
    public List<SessionRecord> due(String prefix, Instant now, int limit) {
        return records.due(prefix, now, limit);
    }
}
