package org.mpp4j.benchmarks;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link ProtocolBenchmark} and prints the medians over all iterations as ratios: a machine that is shared with others
 * has iterations that tell about those others. Takes JMH's own options.
 */
public final class ProtocolRatios {

    private ProtocolRatios() {}

    /**
     * Runs the benchmarks.
     *
     * @param args options of JMH, such as {@code -f 1}
     * @throws RunnerException if JMH fails
     * @throws CommandLineOptionException if an option is not one of JMH's
     */
    public static void main(String... args) throws RunnerException, CommandLineOptionException {
        Options options = new OptionsBuilder()
                .parent(new CommandLineOptions(args))
                .include(ProtocolBenchmark.class.getName())
                .build();
        Collection<RunResult> results = new Runner(options).run();
        Map<String, Double> nanos = results.stream()
                .collect(Collectors.toMap(
                        result -> result.getPrimaryResult().getLabel(),
                        result -> result.getPrimaryResult().getStatistics().getPercentile(50)));
        double raw = nanos.getOrDefault("rawHmac", Double.NaN);
        nanos.forEach((name, score) ->
                System.out.printf(Locale.ROOT, "%-20s %8.0f ns  %.2f x raw HMAC%n", name, score, score / raw));
    }
}
