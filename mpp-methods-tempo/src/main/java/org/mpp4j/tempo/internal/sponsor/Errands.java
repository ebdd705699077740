package org.mpp4j.tempo.internal.sponsor;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads for what no request may wait for. They end by themselves, as a payment method is never told that it is over. */
public final class Errands {

    private static final int THREADS = 16;
    private static final int WAITING = 1024;
    private static final long IDLE_SECONDS = 5;

    private Errands() {}

    /** An executor that refuses what would have to wait behind too many others. */
    public static Executor executor(String name) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
