package org.mpp4j.gate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.Ending;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.StoreUnavailableException;
import org.mpp4j.store.UnresolvedClaim;

/** A store that can't be reached for the calls a test chooses: {@code claim challenge:…}, {@code spent test:tx:1}. */
final class FailingStore implements ReplayStore {

    private final ReplayStore store;
    volatile Predicate<String> failing = call -> false;

    FailingStore(ReplayStore store) {
        this.store = store;
    }

    private void call(String what, String key) {
        if (failing.test(what + " " + key)) {
            throw new StoreUnavailableException("no connection");
        }
    }

    @Override
    public Claim claim(String key, Attempt attempt, Duration lease, Instant expiresAt, @Nullable String memo) {
        call("claim", key);
        return store.claim(key, attempt, lease, expiresAt, memo);
    }

    @Override
    public boolean resume(String key, Attempt attempt, Duration lease) {
        call("resume", key);
        return store.resume(key, attempt, lease);
    }

    @Override
    public boolean renew(String key, Attempt attempt, Duration lease) {
        call("renew", key);
        return store.renew(key, attempt, lease);
    }

    @Override
    public void end(List<Ending> endings) {
        for (Ending ending : endings) {
            call(ending.how().name().toLowerCase(Locale.ROOT), ending.key());
            store.end(List.of(ending));
        }
    }

    @Override
    public List<UnresolvedClaim> unresolved(int limit) {
        call("unresolved", "");
        return store.unresolved(limit);
    }

    @Override
    public int purge(int limit) {
        call("purge", "");
        return store.purge(limit);
    }
}
