package org.mpp4j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that share work. They live as long as the crew, so that starting them is no part of what is measured. */
final class Crew implements AutoCloseable {

    /** One piece of work, told apart by its number. */
    @FunctionalInterface
    interface Work {
        void number(int i) throws Exception;
    }

    private final ExecutorService threads;
    private final int size;

    Crew(int size) {
        this.threads = Executors.newFixedThreadPool(size);
        this.size = size;
    }

    int size() {
        return size;
    }

    /** Does so many pieces, and answers how many nanoseconds that took. */
    long work(int count, Work work) throws InterruptedException, ExecutionException {
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            running.add(threads.submit(() -> {
                int number;
                while ((number = next.getAndIncrement()) < count) {
                    work.number(number);
                }
                return null;
            }));
        }
        for (Future<?> thread : running) {
            thread.get();
        }
        return System.nanoTime() - start;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
