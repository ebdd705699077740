package org.mpp4j.gate;

import java.time.Instant;
import java.util.function.Predicate;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.StoreUnavailableException;

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
    public Claim claim(String key, String holder, Instant expiresAt) {
        call("claim", key);
        return store.claim(key, holder, expiresAt);
    }

    @Override
    public boolean resume(String key, String holder) {
        call("resume", key);
        return store.resume(key, holder);
    }

    @Override
    public void undecided(String key, String holder, Instant keepUntil) {
        call("undecided", key);
        store.undecided(key, holder, keepUntil);
    }

    @Override
    public void spent(String key, String holder) {
        call("spent", key);
        store.spent(key, holder);
    }

    @Override
    public void release(String key, String holder) {
        call("release", key);
        store.release(key, holder);
    }
}
