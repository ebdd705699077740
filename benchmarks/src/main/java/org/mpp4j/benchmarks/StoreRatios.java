package org.mpp4j.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.store.Stores;

/**
 * Paid requests per second beside the plainest single writes that the same server takes through the same connections, in
 * turn. A request is paid, let in, completed with a short answer, and counts only when its ledger entries, its answer and the
 * end of its claim are stored; the rest of its cost is the gate's.
 */
public final class StoreRatios {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Servers say when they start and stop, and the gate says of each request that was turned away why; those are counted. */
    private static final Logger LOGS = Logger.getLogger("");

    private final StoreUnderTest store;
    private final SampleClaim sample;
    private final Crew crew;
    private final int requests;

    private StoreRatios(StoreUnderTest store, SampleClaim sample, Crew crew, int requests) {
        this.store = store;
        this.sample = sample;
        this.crew = crew;
        this.requests = requests;
    }

    private record Round(double plain, double paid, double http) {

        double paidRatio() {
            return paid / plain;
        }

        double httpRatio() {
            return http / plain;
        }
    }

    /**
     * Measures.
     *
     * @param args {@code postgresql} or {@code redis}; then, as wanted, the number of rounds (5), of requests in each
     *     measurement (20000), and of threads (32)
     * @throws Exception if a server can't be started, or a request isn't let in
     */
    public static void main(String... args) throws Exception {
        if (args.length == 0 || !List.of("postgresql", "redis").contains(args[0])) {
            System.err.println("usage: StoreRatios postgresql|redis [rounds, 5] [requests, 20000] [threads, 32]");
            System.exit(2);
        }
        int rounds = number(args, 1, 5);
        int requests = number(args, 2, 20_000);
        int threads = number(args, 3, 32);
        LOGS.setLevel(Level.OFF);
        SampleClaim sample = SampleClaim.take();
        try (StoreUnderTest store =
                        args[0].equals("redis") ? new RedisUnderTest(sample) : new PostgreSqlUnderTest(sample);
                Crew crew = new Crew(threads)) {
            System.out.println(store.describe());
            System.out.println(requests + " requests in each measurement, " + threads + " threads; a claim with "
                    + sample.width() + " characters beside its key");
            new StoreRatios(store, sample, crew, requests).run(rounds);
        }
        System.exit(0); // threads of embedded servers may go on for a while
    }

    private static int number(String[] args, int index, int usual) {
        return args.length > index ? Integer.parseInt(args[index]) : usual;
    }

    private void run(int count) throws Exception {
        System.out.printf(
                Locale.ROOT, "| round | %s/s | paid/s | ratio | paid over HTTP/s | ratio |%n", store.writeName());
        System.out.println("|---|---|---|---|---|---|");
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i <= count; i++) {
            Round round = new Round(plain(), paid(), http());
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %,.0f | %,.0f | %.3f | %,.0f | %.3f |%n",
                    i == 0 ? "warm-up" : Integer.toString(i),
                    round.plain(),
                    round.paid(),
                    round.paidRatio(),
                    round.http(),
                    round.httpRatio());
            if (i > 0) {
                rounds.add(round);
            }
        }
        tell("paid / plain writes", rounds, Round::paidRatio);
        tell("paid over HTTP / plain writes", rounds, Round::httpRatio);
    }

    private static void tell(String what, List<Round> rounds, ToDoubleFunction<Round> value) {
        double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%s: median %.3f (%d rounds: %.3f to %.3f)%n",
                what,
                sorted[sorted.length / 2],
                sorted.length,
                sorted[0],
                sorted[sorted.length - 1]);
    }

    private double plain() throws Exception {
        store.tidy();
        String[] keys = new String[requests];
        for (int i = 0; i < requests; i++) {
            keys[i] = sample.newKey();
        }
        return rate(crew.work(requests, i -> store.write(keys[i])));
    }

    private double paid() throws Exception {
        store.tidy();
        WatchedReplayStore watched = new WatchedReplayStore(store.stores().replays());
        try (PaymentGate gate = gate(watched)) {
            PaidRequests paid = new PaidRequests(gate, requests);
            double rate = measure(watched, paid::serve);
            complain(paid.turnedAway());
            return rate;
        }
    }

    private double http() throws Exception {
        store.tidy();
        WatchedReplayStore watched = new WatchedReplayStore(store.stores().replays());
        try (PaymentGate gate = gate(watched);
                PaidHttpRequests paid = new PaidHttpRequests(gate)) {
            paid.prepare(crew, requests);
            double rate = measure(watched, paid::serve);
            complain(paid.turnedAway());
            return rate;
        }
    }

    private PaymentGate gate(WatchedReplayStore watched) {
        Stores stores = store.stores();
        return PaidRequests.gate().stores(stores).replayStore(watched).build();
    }

    /** The time goes on until the last outcome is stored. */
    private double measure(WatchedReplayStore watched, Crew.Work work) throws Exception {
        long start = System.nanoTime();
        long answered = crew.work(requests, work);
        watched.awaitEnded(requests, PATIENCE);
        long stored = System.nanoTime() - start;
        if (stored > answered * 1.05) {
            System.out.printf(
                    Locale.ROOT,
                    "  (all were answered after %.2f s, and stored after %.2f s)%n",
                    answered / 1e9,
                    stored / 1e9);
        }
        return rate(stored);
    }

    private static void complain(int turnedAway) {
        if (turnedAway > 0) {
            System.out.println(
                    "  (turned away because too much waited to be stored, and asked again: " + turnedAway + ")");
        }
    }

    private double rate(long nanos) {
        return requests / (nanos / 1e9);
    }
}
