package org.mpp4j.examples.cluster;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.mpp4j.examples.cluster.HttpConnection.Answer;

/** Sends credentials many times at once to several instances, and sorts the answers. */
final class ReplayRace {

    /** What came of one credential. */
    static final class Tally {

        final AtomicInteger served = new AtomicInteger();
        final AtomicInteger replayed = new AtomicInteger();
        final AtomicInteger inFlight = new AtomicInteger();

        /** Bodies with their receipts. */
        final Set<String> contents = ConcurrentHashMap.newKeySet();
    }

    /**
     * What came of all of them.
     *
     * @param unexpected answers that nobody should get
     */
    record Result(List<Tally> tallies, Queue<String> unexpected, long requests, double seconds) {

        int served() {
            return tallies.stream().mapToInt(tally -> tally.served.get()).sum();
        }

        int replayed() {
            return tallies.stream().mapToInt(tally -> tally.replayed.get()).sum();
        }

        int inFlight() {
            return tallies.stream().mapToInt(tally -> tally.inFlight.get()).sum();
        }
    }

    private final List<URI> instances;
    private final List<String> credentials;
    private final int timesEach;
    private final List<Tally> tallies = new ArrayList<>();
    private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
    private final AtomicInteger next = new AtomicInteger();
    private final LongAdder requests = new LongAdder();

    ReplayRace(List<URI> instances, List<String> credentials, int timesEach) {
        this.instances = instances;
        this.credentials = credentials;
        this.timesEach = timesEach;
        credentials.forEach(credential -> tallies.add(new Tally()));
    }

    /** Runs it, over so many connections, one credential after the other, so that all connections send the same at a time. */
    Result run(int connections) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        long begun = System.nanoTime();
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                URI instance = instances.get(i % instances.size());
                all.add(threads.submit(() -> send(instance)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return new Result(tallies, unexpected, requests.sum(), (System.nanoTime() - begun) / 1e9);
    }

    private Void send(URI instance) throws IOException {
        try (HttpConnection connection = new HttpConnection(instance)) {
            int number = next.getAndIncrement();
            while (number < credentials.size() * timesEach) {
                int credential = number / timesEach;
                sort(connection.get("/fortune", credentials.get(credential)), tallies.get(credential));
                requests.increment();
                number = next.getAndIncrement();
            }
        }
        return null;
    }

    private void sort(Answer answer, Tally tally) {
        if (answer.status() == 200) {
            tally.contents.add(answer.body() + answer.header("Payment-Receipt"));
            if (answer.header("Idempotent-Replayed").equals("true")) {
                tally.replayed.incrementAndGet();
            } else {
                tally.served.incrementAndGet();
            }
        } else if (answer.status() == 409 && answer.has("Retry-After") && !answer.has("WWW-Authenticate")) {
            tally.inFlight.incrementAndGet();
        } else {
            unexpected.add(answer.status() + " " + answer.headers().keySet() + " " + answer.body());
        }
    }
}
