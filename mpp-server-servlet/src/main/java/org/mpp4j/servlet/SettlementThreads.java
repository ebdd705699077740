package org.mpp4j.servlet;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The filter's own threads that wait for payments to settle: virtual ones where the JDK has them (21 and later). Each payment
 * has one for itself, so none waits behind another that hangs, and beyond the limit there is no queue but a refusal.
 */
final class SettlementThreads implements Executor, AutoCloseable {

    private static final String NAME = "mpp4j-settlement-";
    private static final int KEPT_SECONDS = 10;
    private static final int CLOSING_SECONDS = 5;

    private final ThreadPoolExecutor threads;

    private SettlementThreads(int most, ThreadFactory factory) {
        threads = new ThreadPoolExecutor(0, most, KEPT_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    }

    static SettlementThreads atMost(int most) {
        ThreadFactory virtual = virtualThreads();
        return new SettlementThreads(most, virtual == null ? platformThreads() : virtual);
    }

    /** What {@code Thread.ofVirtual().name(NAME, 0).factory()} says, for which this is compiled too early. */
    private static @Nullable ThreadFactory virtualThreads() {
        try {
            Class<?> type = Class.forName("java.lang.Thread$Builder$OfVirtual");
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Object named = type.getMethod("name", String.class, long.class).invoke(builder, NAME, 0L);
            return (ThreadFactory) type.getMethod("factory").invoke(named);
        } catch (ClassNotFoundException | NoSuchMethodException | IllegalAccessException none) {
            return null;
        } catch (InvocationTargetException onlyAPreview) {
            return null; // JDK 19 and 20 have them, and keep them locked
        }
    }

    private static ThreadFactory platformThreads() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, NAME + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Runs a task at once, or throws {@link java.util.concurrent.RejectedExecutionException} if too many run. */
    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** Takes nothing more, and gives what is under way a few seconds to end, so that its outcome is written down. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException stopped) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
