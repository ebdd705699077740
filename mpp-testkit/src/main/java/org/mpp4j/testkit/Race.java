package org.mpp4j.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Does something from several threads that start together. */
final class Race {

    private Race() {}

    /** Gives what each runner got, in no order; what one of them throws is thrown. */
    static <T> List<T> between(int runners, IntFunction<T> run) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(runners);
        CyclicBarrier start = new CyclicBarrier(runners);
        try {
            List<Callable<T>> tasks = new ArrayList<>();
            for (int i = 0; i < runners; i++) {
                int runner = i;
                tasks.add(() -> {
                    start.await(10, TimeUnit.SECONDS);
                    return run.apply(runner);
                });
            }
            List<T> results = new ArrayList<>();
            for (Future<T> done : threads.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
                results.add(done.get());
            }
            return results;
        } catch (ExecutionException failed) {
            throw new AssertionError("A runner of the race failed", failed.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
