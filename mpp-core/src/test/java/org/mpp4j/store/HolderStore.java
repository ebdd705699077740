package org.mpp4j.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mpp4j.store.Ending.How;

/** A replay store as seen by tests that only care for holders: every claim is a new attempt, on a lease of a minute. */
final class HolderStore {

    private static final Duration LEASE = Duration.ofMinutes(1);

    private final InMemoryReplayStore store;
    private final Map<String, Attempt> attempts = new ConcurrentHashMap<>();
    private final Map<String, Instant> expiries = new ConcurrentHashMap<>();

    HolderStore(InMemoryReplayStore store) {
        this.store = store;
    }

    ReplayStore.Claim claim(String key, String holder, Instant expiresAt) {
        Attempt attempt = Attempt.by(holder);
        ReplayStore.Claim claim = store.claim(key, attempt, LEASE, expiresAt, null);
        if (claim == ReplayStore.Claim.CLAIMED) {
            attempts.put(key, attempt);
            expiries.put(key, expiresAt);
        }
        return claim;
    }

    boolean resume(String key, String holder) {
        Attempt attempt = Attempt.by(holder);
        boolean resumed = store.resume(key, attempt, LEASE);
        if (resumed) {
            attempts.put(key, attempt);
        }
        return resumed;
    }

    void spent(String key, String holder) {
        end(key, holder, How.SPENT, expiries.getOrDefault(key, Instant.MAX));
    }

    void release(String key, String holder) {
        end(key, holder, How.RELEASED, Instant.MAX);
    }

    void undecided(String key, String holder, Instant keepUntil) {
        end(key, holder, How.UNDECIDED, keepUntil);
    }

    private void end(String key, String holder, How how, Instant keepUntil) {
        Attempt attempt = attempts.get(key);
        if (attempt == null || !attempt.holder().equals(holder)) {
            attempt = Attempt.by(holder);
        }
        store.end(List.of(new Ending(key, attempt, how, keepUntil)));
    }

    long size() {
        return store.size();
    }

    int notedExpiries() {
        return store.notedExpiries();
    }
}
