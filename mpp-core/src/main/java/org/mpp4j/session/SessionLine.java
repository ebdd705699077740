package org.mpp4j.session;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.SessionRecord;
import org.mpp4j.store.SessionStore;
import org.mpp4j.store.StoreUnavailableException;

/**
 * The changes of one session on this instance, in line. Whoever comes while a write is under way joins the next one, which
 * carries the changes of all who joined; the first of them writes it. If somebody elsewhere wrote in between, all changes
 * that weren't stored are made again, from what is stored then.
 */
final class SessionLine {

    /** Is told what was stored. */
    interface Listener {
        void changed(@Nullable SessionAccount before, SessionAccount after);
    }

    /** What became of a step: its result, or that it has to be made again. */
    record Result<R>(@Nullable R maybe, boolean isStored) {

        static <R> Result<R> again() {
            return new Result<>(null, false);
        }

        @SuppressWarnings("NullAway") // present when it is stored
        R value() {
            return maybe;
        }
    }

    /** Changes that are written together. */
    private static final class Batch {
        private final CompletableFuture<Boolean> stored = new CompletableFuture<>();
        private boolean isLost; // built on changes that weren't stored
    }

    /** How many use it; changed under the guard of the map it is in. */
    volatile int users;

    private final SessionStore store;
    private final String id;
    private final Listener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Semaphore writing = new Semaphore(1);

    // Guarded by the lock.
    private boolean isKnown;
    private long version;
    private @Nullable SessionAccount stored;
    private @Nullable SessionAccount latest;
    private @Nullable Batch open; // whoever comes joins it
    private @Nullable Batch underWay;

    SessionLine(SessionStore store, String id, Listener listener) {
        this.store = store;
        this.id = id;
        this.listener = listener;
    }

    <R> Result<R> update(Function<Optional<SessionAccount>, SessionChange<R>> step) {
        R result;
        @Nullable Batch batch;
        boolean isFirst = false;
        lock.lock();
        try {
            boolean isFresh = !isKnown;
            if (isFresh) {
                load();
            }
            SessionChange<R> change = step.apply(Optional.ofNullable(latest));
            if (change.next().isEmpty()) {
                batch = open == null ? underWay : open;
                if (batch == null && !isFresh && isOutdated()) {
                    return Result.again();
                }
            } else {
                latest = change.next().get();
                if (open == null) {
                    open = new Batch();
                    isFirst = true;
                }
                batch = open;
            }
            result = change.result();
        } finally {
            lock.unlock();
        }
        if (isFirst && batch != null) {
            write(batch);
        }
        return batch == null || isStored(batch) ? new Result<>(result, true) : Result.again();
    }

    /** What is remembered may be out of date. For a change the store finds out; for a "no" it has to be asked. */
    private boolean isOutdated() {
        long before = version;
        load();
        return version != before;
    }

    private void load() {
        Optional<SessionRecord> found = store.find(id);
        version = found.map(SessionRecord::version).orElse(0L);
        stored = found.map(SessionAccount::read).orElse(null);
        latest = stored;
        isKnown = true;
    }

    private void write(Batch batch) {
        writing.acquireUninterruptibly();
        SessionAccount before = null;
        SessionAccount after = null;
        boolean isStored = false;
        try {
            long expected;
            lock.lock();
            try {
                if (batch.isLost) {
                    return;
                }
                open = null;
                underWay = batch;
                expected = version;
                before = stored;
                after = latest;
            } finally {
                lock.unlock();
            }
            isStored = compareAndSet(batch, expected, after);
        } finally {
            writing.release();
            if (isStored && after != null) {
                listener.changed(before, after);
            }
            batch.stored.complete(isStored); // if it isn't completed with a failure already
        }
    }

    private boolean compareAndSet(Batch batch, long expected, @Nullable SessionAccount next) {
        boolean isStored = false;
        try {
            Instant dueAt = next == null ? Instant.MAX : next.dueAt();
            isStored = next != null && store.compareAndSet(id, expected, next.write(), dueAt);
        } catch (RuntimeException failed) {
            batch.stored.completeExceptionally(failed);
        }
        lock.lock();
        try {
            underWay = null;
            if (isStored) {
                version = expected + 1;
                stored = next;
            } else {
                isKnown = false;
                if (open != null) {
                    open.isLost = true;
                    open = null;
                }
            }
        } finally {
            lock.unlock();
        }
        return isStored;
    }

    private static boolean isStored(Batch batch) {
        try {
            return batch.stored.join();
        } catch (CompletionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof StoreUnavailableException unavailable) {
                // Each gets an exception of its own: stack traces and suppressed exceptions are added to them.
                throw new StoreUnavailableException(String.valueOf(unavailable.getMessage()), unavailable);
            }
            throw new IllegalStateException("The session could not be stored", cause);
        }
    }
}
