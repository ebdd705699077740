package org.mpp4j.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.Ending;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.UnresolvedClaim;

/** Tells when so many uses are written down as ended, which is the last thing that is written about a payment. */
final class WatchedReplayStore implements ReplayStore {

    private final ReplayStore store;
    private final AtomicInteger ended = new AtomicInteger();
    private volatile @Nullable SampleClaim sample;

    WatchedReplayStore(ReplayStore store) {
        this.store = store;
    }

    @Nullable
    SampleClaim sample() {
        return sample;
    }

    /** Waits until as many uses have ended. */
    synchronized void awaitEnded(int count, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (ended.get() < count) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new IllegalStateException("Only " + ended + " of " + count + " payments are written down");
            }
            wait(left);
        }
    }

    @Override
    public Claim claim(String key, Attempt attempt, Duration lease, Instant expiresAt, @Nullable String memo) {
        if (sample == null && memo != null) {
            sample = new SampleClaim(key, attempt, memo);
        }
        return store.claim(key, attempt, lease, expiresAt, memo);
    }

    @Override
    public boolean resume(String key, Attempt attempt, Duration lease) {
        return store.resume(key, attempt, lease);
    }

    @Override
    public boolean renew(String key, Attempt attempt, Duration lease) {
        return store.renew(key, attempt, lease);
    }

    @Override
    public void end(List<Ending> endings) {
        store.end(endings);
        ended.addAndGet(endings.size());
        synchronized (this) {
            notifyAll();
        }
    }

    @Override
    public List<UnresolvedClaim> unresolved(int limit) {
        return store.unresolved(limit);
    }

    @Override
    public int purge(int limit) {
        return store.purge(limit);
    }
}
