package org.mpp4j;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Runs the same thing in many threads that start together. */
public final class Race {

    private Race() {}

    /** The results, once all have finished; the first failure if one fails. */
    public static <T> List<T> of(int threads, IntFunction<Callable<T>> runner) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch ready = new CountDownLatch(threads);
            CountDownLatch start = new CountDownLatch(1);
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Callable<T> run = runner.apply(i);
                futures.add(pool.submit(() -> {
                    ready.countDown();
                    start.await();
                    return run.call();
                }));
            }
            ready.await();
            start.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(30, TimeUnit.SECONDS));
            }
            return results;
        } catch (InterruptedException | ExecutionException | TimeoutException failed) {
            throw new AssertionError("A racing thread failed", failed);
        } finally {
            pool.shutdownNow();
        }
    }
}
