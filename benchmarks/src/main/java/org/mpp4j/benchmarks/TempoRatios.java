package org.mpp4j.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link TempoBenchmark} in rounds, each with native code and then with Java, every benchmark in a JVM of its own, and prints
 * how fast each is beside the same round's raw recovery. Takes JMH's own options; {@code -f} is the number of rounds.
 */
public final class TempoRatios {

    private static final int ROUNDS = 5;
    private static final String RAW = "rawRecovery";
    private static final List<String> WAYS = List.of("native", "bouncycastle");

    private TempoRatios() {}

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
        List<Map<String, Double>> rounds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, Double> round = new HashMap<>();
            for (String way : WAYS) {
                round.putAll(measured(given, way));
            }
            rounds.add(round);
        }
        for (String name : new TreeSet<>(rounds.get(0).keySet())) {
            String raw = name.substring(0, name.indexOf(' ') + 1) + RAW;
            List<Double> times = sorted(rounds, round -> nanos(round, name));
            List<Double> speeds = sorted(rounds, round -> 100 * nanos(round, raw) / nanos(round, name));
            System.out.printf(
                    Locale.ROOT,
                    "%-40s median %7.0f ns, %5.1f %% of the speed of raw recovery (%d rounds: %.1f to %.1f)%n",
                    name,
                    times.get(count / 2),
                    speeds.get(count / 2),
                    count,
                    speeds.get(0),
                    speeds.get(count - 1));
        }
        List<Double> gains =
                sorted(rounds, round -> nanos(round, WAYS.get(1) + " " + RAW) / nanos(round, WAYS.get(0) + " " + RAW));
        System.out.printf(
                Locale.ROOT,
                "Native code recovers %.1f times as fast as BouncyCastle (%d rounds: %.1f to %.1f)%n",
                gains.get(count / 2),
                count,
                gains.get(0),
                gains.get(count - 1));
    }

    private static Map<String, Double> measured(CommandLineOptions given, String way) throws RunnerException {
        Options options = new OptionsBuilder()
                .parent(given)
                .include(TempoBenchmark.class.getName())
                .jvmArgsAppend("-Dorg.mpp4j.tempo.secp256k1=" + way)
                .forks(1)
                .build();
        return new Runner(options)
                .run().stream()
                        .collect(Collectors.toMap(
                                result -> way + " " + result.getPrimaryResult().getLabel(), TempoRatios::median));
    }

    private static double nanos(Map<String, Double> round, String name) {
        return round.getOrDefault(name, Double.NaN);
    }

    private static double median(RunResult result) {
        return result.getPrimaryResult().getStatistics().getPercentile(50);
    }

    private static List<Double> sorted(List<Map<String, Double>> rounds, ToDoubleFunction<Map<String, Double>> value) {
        List<Double> values =
                new ArrayList<>(rounds.stream().mapToDouble(value).boxed().toList());
        Collections.sort(values);
        return values;
    }
}
