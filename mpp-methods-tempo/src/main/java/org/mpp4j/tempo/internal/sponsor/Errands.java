package org.mpp4j.tempo.internal.sponsor;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads for what no request may wait for. They end by themselves, as a payment method is never told that it is over. */
public final class Errands {

    private static final int MAX_THREADS = 32;
    private static final long IDLE_SECONDS = 5;

    private Errands() {}

    /** An executor that refuses what it has no thread for. */
    public static Executor executor(String name) {
        return new ThreadPoolExecutor(
                0, MAX_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
    }
}
