package org.mpp4j.gate;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.StoreUnavailableException;

/**
 * What goes on beside the requests: leases are renewed, payments of unknown outcome looked up, and what is over is forgotten.
 * Started when the first payment is claimed or the first method registered. Each instance does it, at times of its own, and no
 * more than a bounded amount at a time. Each has a thread of its own: a rail that is slow to look payments up mustn't keep
 * leases from being renewed.
 */
final class Background implements AutoCloseable {

    private static final Logger LOG = System.getLogger("org.mpp4j.gate");
    private static final int TASKS = 3;
    private static final int PURGED_AT_ONCE = 1000;
    private static final int PURGES_IN_A_ROW = 20;

    private final GateSettings settings;
    private final LeaseKeeper leases;
    private final Reconciler reconciler;
    private @Nullable ScheduledExecutorService executor;
    private volatile boolean started;

    Background(GateSettings settings, LeaseKeeper leases, Reconciler reconciler) {
        this.settings = settings;
        this.leases = leases;
        this.reconciler = reconciler;
    }

    void start() {
        if (!started) {
            startOnce();
        }
    }

    private synchronized void startOnce() {
        if (started) {
            return;
        }
        started = true;
        executor = Executors.newScheduledThreadPool(TASKS, task -> {
            Thread thread = new Thread(task, "mpp4j-background");
            thread.setDaemon(true);
            return thread;
        });
        every(settings.claimLease().dividedBy(6), "renewing leases", leases::renew);
        every(settings.reconcileEvery(), "looking up payments", reconciler::run);
        every(settings.purgeEvery(), "forgetting what is over", this::purge);
    }

    private void every(Duration period, String what, Runnable task) {
        // The first time at random, so that instances that start together don't all come at once.
        long first = ThreadLocalRandom.current().nextLong(period.toMillis() / 2, period.toMillis() + 1);
        ScheduledExecutorService running = executor;
        if (running != null) {
            Future<?> unused = running.scheduleWithFixedDelay(
                    () -> quietly(what, task), first, period.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void quietly(String what, Runnable task) {
        try {
            task.run();
        } catch (StoreUnavailableException unavailable) {
            LOG.log(Level.WARNING, "A store can''t be reached while {0}: {1}", what, unavailable.getMessage());
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "Failed while {0}: {1}", what, Bug.describe(bug));
        }
    }

    private void purge() {
        for (int i = 0; i < PURGES_IN_A_ROW; i++) {
            int forgotten = settings.replayStore().purge(PURGED_AT_ONCE);
            forgotten += settings.answerStore().purge(PURGED_AT_ONCE);
            forgotten += settings.challengeStore() == null
                    ? 0
                    : settings.challengeStore().purge(PURGED_AT_ONCE);
            if (forgotten < PURGED_AT_ONCE) {
                return;
            }
        }
    }

    @Override
    public synchronized void close() {
        started = true; // and never again
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}
