package org.mpp4j.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Fuzzes one class with one {@code @FuzzTest} method for a while, in a JVM of its own, because the fuzzer has to instrument
 * classes before they are loaded. Starts from the inputs in the resources folder {@code <class>Inputs/<method>}.
 */
public final class Fuzzer {

    /** For starting the JVM, instrumenting, and reporting; a run that takes longer hangs. */
    private static final Duration ALLOWANCE = Duration.ofMinutes(3);

    private final Path workDirectory;

    /**
     * A fuzzer.
     *
     * @param workDirectory where it leaves crash inputs and its corpus
     */
    public Fuzzer(Path workDirectory) {
        this.workDirectory = workDirectory;
    }

    /**
     * Fuzzes.
     *
     * @param target class with one fuzz test
     * @param instrumented patterns of the classes in which it looks for new ways to go, with commas between
     * @param time for which it looks
     * @throws AssertionError with the input and the stack trace if something is found, or if the fuzzer itself can't run
     * @throws IOException if the directory can't be used
     * @throws InterruptedException if this thread is
     */
    public void run(Class<?> target, String instrumented, Duration time) throws IOException, InterruptedException {
        Path directory = Files.createDirectories(workDirectory.resolve(target.getSimpleName()));
        Path log = directory.resolve("fuzzing.log");
        Process fuzzing = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+EnableDynamicAgentLoading",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath(),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + target.getName(),
                        "--instrumentation_includes=" + instrumented.replace(",", File.pathSeparator),
                        "--custom_hook_includes=" + instrumented.replace(",", File.pathSeparator),
                        "-artifact_prefix=" + directory + File.separator,
                        "-max_total_time=" + time.toSeconds(),
                        "-timeout=60",
                        "-print_final_stats=1")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!fuzzing.waitFor(time.plus(ALLOWANCE).toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("Fuzzing " + target.getSimpleName() + " hangs\n" + report(log));
            }
        } finally {
            fuzzing.destroyForcibly().waitFor();
        }
        String report = report(log);
        if (fuzzing.exitValue() != 0) {
            throw new AssertionError("Fuzzing " + target.getSimpleName() + " found:\n" + findings(directory) + report);
        }
        if (!report.contains("stat::number_of_executed_units")) {
            throw new AssertionError("Fuzzing " + target.getSimpleName() + " did not run:\n" + report);
        }
    }

    /** Surefire starts the tests from a jar that only points to the real class path. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static String findings(Path directory) throws IOException {
        StringBuilder found = new StringBuilder();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (file.getFileName().toString().matches("(crash|timeout|oom|slow-unit)-.*")) {
                    found.append("input (to be kept as a regression test): ")
                            .append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .append('\n');
                }
            }
        }
        return found.toString();
    }

    /** What the fuzzer said, without its progress. */
    private static String report(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
        return String.join(
                "\n",
                lines.stream()
                        .filter(line -> !line.startsWith("INFO: ") && !line.matches("#\\d+\\s.*"))
                        .limit(200)
                        .toList());
    }
}
