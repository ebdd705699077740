package org.mpp4j.session;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for a session to allow something. None of them holds a thread: a change of the session wakes them, and the
 * time when their patience ends. If others write to the store they look again each second, too.
 */
final class Waiting implements AutoCloseable {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final int THREADS = 32;

    private final Map<String, Set<Waiter<?>>> waiters = new ConcurrentHashMap<>();
    private final boolean isShared;
    private @Nullable ScheduledThreadPoolExecutor clock;
    private @Nullable ExecutorService threads;
    private boolean isClosed;

    Waiting(boolean isShared) {
        this.isShared = isShared;
    }

    /**
     * Waits.
     *
     * @param tooLate gets what an attempt has brought when the time was up already
     */
    <R> CompletionStage<Optional<R>> until(
            String id, Duration patience, Supplier<SessionAttempt<R>> attempt, Consumer<R> tooLate) {
        Waiter<R> waiter = new Waiter<>(id, attempt, tooLate);
        waiter.tryNow();
        if (!waiter.answer.isDone()) {
            waiters.compute(id, (key, all) -> {
                Set<Waiter<?>> those = all == null ? ConcurrentHashMap.newKeySet() : all;
                those.add(waiter);
                return those;
            });
            waiter.watchTheClock(patience);
            waiter.wake(); // it may have changed between the first try and now
        }
        return waiter.answer;
    }

    void signal(String id) {
        Set<Waiter<?>> those = waiters.get(id);
        if (those != null) {
            those.forEach(Waiter::wake);
        }
    }

    int size() {
        return waiters.values().stream().mapToInt(Set::size).sum();
    }

    private synchronized @Nullable ScheduledThreadPoolExecutor clock() {
        if (clock == null && !isClosed) {
            clock = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "mpp4j-session-clock"));
            clock.setRemoveOnCancelPolicy(true);
        }
        return clock;
    }

    private synchronized @Nullable ExecutorService threads() {
        if (threads == null && !isClosed) {
            ThreadPoolExecutor pool = new ThreadPoolExecutor(
                    THREADS,
                    THREADS,
                    30,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(), // holds each waiter once at most
                    task -> daemon(task, "mpp4j-session"));
            pool.allowCoreThreadTimeOut(true);
            threads = pool;
        }
        return threads;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        ScheduledThreadPoolExecutor endedClock;
        ExecutorService endedThreads;
        synchronized (this) {
            isClosed = true;
            endedClock = clock;
            endedThreads = threads;
        }
        if (endedClock != null) {
            endedClock.shutdownNow();
        }
        waiters.values().forEach(those -> those.forEach(Waiter::giveUp));
        if (endedThreads != null) {
            endedThreads.shutdown();
        }
    }

    private final class Waiter<R> {

        private final String id;
        private final Supplier<SessionAttempt<R>> attempt;
        private final Consumer<R> tooLate;
        private final CompletableFuture<Optional<R>> answer = new CompletableFuture<>();
        private final AtomicInteger calls = new AtomicInteger();
        private @Nullable Future<?> patience;
        private @Nullable Future<?> looks;

        Waiter(String id, Supplier<SessionAttempt<R>> attempt, Consumer<R> tooLate) {
            this.id = id;
            this.attempt = attempt;
            this.tooLate = tooLate;
        }

        void watchTheClock(Duration limit) {
            ScheduledThreadPoolExecutor running = clock();
            if (running == null) {
                giveUp();
                return;
            }
            try {
                patience = running.schedule(this::giveUp, limit.toMillis(), TimeUnit.MILLISECONDS);
                if (isShared) {
                    looks = running.scheduleWithFixedDelay(
                            this::wake, LOOK_AGAIN.toMillis(), LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (RejectedExecutionException closed) {
                giveUp();
            }
        }

        /** Many calls while it is trying come to one more try. */
        void wake() {
            if (calls.getAndIncrement() == 0) {
                ExecutorService running = threads();
                try {
                    if (running != null) {
                        running.execute(this::tryUntilQuiet);
                    }
                } catch (RejectedExecutionException closed) {
                    giveUp();
                }
            }
        }

        private void tryUntilQuiet() {
            int seen;
            do {
                seen = calls.get();
                tryNow();
            } while (!answer.isDone() && !calls.compareAndSet(seen, 0));
        }

        private void tryNow() {
            if (answer.isDone()) {
                return;
            }
            try {
                SessionAttempt<R> made = attempt.get();
                if (made.isOver() && !end(made.result())) {
                    made.result().ifPresent(tooLate);
                }
            } catch (RuntimeException failed) {
                leave();
                answer.completeExceptionally(failed);
            }
        }

        void giveUp() {
            var unused = end(Optional.empty());
        }

        private boolean end(Optional<R> result) {
            leave();
            return answer.complete(result);
        }

        private void leave() {
            waiters.computeIfPresent(id, (key, all) -> {
                all.remove(this);
                return all.isEmpty() ? null : all;
            });
            cancel(patience);
            cancel(looks);
        }

        private void cancel(@Nullable Future<?> task) {
            if (task != null) {
                task.cancel(false);
            }
        }
    }
}
