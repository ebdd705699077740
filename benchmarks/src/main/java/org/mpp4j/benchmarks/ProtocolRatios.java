package org.mpp4j.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link ProtocolBenchmark} in rounds, each with every benchmark in a JVM of its own, and prints each as a multiple of
 * the same round's raw HMAC: a machine that is shared with others is slow for minutes at a time, for all of them alike. Takes
 * JMH's own options; {@code -f} is the number of rounds.
 */
public final class ProtocolRatios {

    private static final int ROUNDS = 7;
    private static final String RAW = "rawHmac";

    private ProtocolRatios() {}

    /**
     * Runs the benchmarks.
     *
     * @param args options of JMH, such as {@code -f 3}
     * @throws RunnerException if JMH fails
     * @throws CommandLineOptionException if an option is not one of JMH's
     */
    public static void main(String... args) throws RunnerException, CommandLineOptionException {
        CommandLineOptions given = new CommandLineOptions(args);
        int count = given.getForkCount().orElse(ROUNDS);
        Options options = new OptionsBuilder()
                .parent(given)
                .include(ProtocolBenchmark.class.getName())
                .forks(1)
                .build();
        List<Map<String, Double>> rounds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rounds.add(new Runner(options)
                    .run().stream()
                            .collect(Collectors.toMap(
                                    result -> result.getPrimaryResult().getLabel(), ProtocolRatios::median)));
        }
        for (String name : new TreeSet<>(rounds.get(0).keySet())) {
            List<Double> times = sorted(rounds, round -> nanos(round, name));
            List<Double> ratios = sorted(rounds, round -> nanos(round, name) / nanos(round, RAW));
            System.out.printf(
                    Locale.ROOT,
                    "%-20s median %6.0f ns, %.2f x raw HMAC (%d rounds: %.2f to %.2f)%n",
                    name,
                    times.get(count / 2),
                    ratios.get(count / 2),
                    count,
                    ratios.get(0),
                    ratios.get(count - 1));
        }
    }

    private static double nanos(Map<String, Double> round, String name) {
        return round.getOrDefault(name, Double.NaN);
    }

    private static double median(RunResult result) {
        return result.getPrimaryResult().getStatistics().getPercentile(50);
    }

    private static List<Double> sorted(List<Map<String, Double>> rounds, Function<Map<String, Double>, Double> value) {
        List<Double> values = new ArrayList<>(rounds.stream().map(value).toList());
        Collections.sort(values);
        return values;
    }
}
