package org.mpp4j.examples.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One paid-api, as a process of its own on a port that was free. It ends with this process at the latest. Thread-safe. */
final class Instance implements AutoCloseable {

    private static final String LISTENS = "paid-api listens on ";
    private static final String JAR = "paid-api/target/paid-api.jar";
    private static final int MOST_LINES = 500;
    private static final long START_SECONDS = 60;
    private static final long STOP_SECONDS = 30;

    private final Process process;
    private final Thread onExit;
    private final CompletableFuture<URI> url = new CompletableFuture<>();
    private final Deque<String> output = new ArrayDeque<>();

    private Instance(Process process) {
        this.process = process;
        this.onExit = new Thread(process::destroyForcibly, "instance-closer");
        Runtime.getRuntime().addShutdownHook(onExit);
        Thread reader = new Thread(this::read, "instance-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Begins to start one; {@link #url} waits until it listens, so that several can start at a time. */
    static Instance launch(Map<String, String> environment) {
        // It lives for minutes, and shares the machine with others: no time for a second compilation of its code.
        ProcessBuilder command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        jar().toString())
                .redirectErrorStream(true);
        // What configures the process that starts it is not meant for it.
        command.environment().keySet().removeIf(name -> name.matches("(MPP|TEMPO|STRIPE|LIGHTNING)_.*"));
        command.environment().putAll(environment);
        command.environment().put("PORT", "0");
        try {
            return new Instance(command.start());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The one that {@code PAID_API_JAR} names, or else the one that the build has put next to this module. */
    private static Path jar() {
        String named = System.getenv("PAID_API_JAR");
        if (named != null) {
            return Path.of(named);
        }
        Path here;
        try {
            here = Path.of(Instance.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
        for (@Nullable Path folder = here; folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve(JAR))) {
                return folder.resolve(JAR);
            }
        }
        throw new IllegalStateException("There is no examples/" + JAR
                + "; build it with: mvn -q -DskipTests -pl examples/paid-api -am package");
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                keep(line);
                if (line.startsWith(LISTENS)) {
                    url.complete(URI.create(line.substring(LISTENS.length()).replace("localhost", "127.0.0.1")));
                }
            }
        } catch (IOException ended) {
            keep("(its output ended: " + ended.getMessage() + ")");
        }
        url.completeExceptionally(new IllegalStateException("paid-api ended before it listened"));
    }

    private void keep(String line) {
        synchronized (output) {
            output.add(line);
            if (output.size() > MOST_LINES) {
                output.remove();
            }
        }
    }

    /** Where it is found. Blocks until it listens. */
    URI url() {
        try {
            return url.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } catch (ExecutionException | TimeoutException failed) {
            kill();
            throw new IllegalStateException("paid-api doesn't start. It said: " + output(), failed);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The latest lines that it wrote. */
    List<String> output() {
        synchronized (output) {
            return List.copyOf(output);
        }
    }

    /** SIGKILL: nothing is finished, nothing is written down. It has ended when this returns. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM: what is under way is settled and answered. It has ended when this returns. */
    void stop() {
        process.destroy();
        if (!awaitEnd()) {
            process.destroyForcibly();
        }
    }

    private boolean awaitEnd() {
        try {
            boolean ended = process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
            if (ended) {
                Runtime.getRuntime().removeShutdownHook(onExit);
            }
            return ended;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } catch (IllegalStateException endingAnyway) {
            return true;
        }
    }

    /** As {@link #kill}. */
    @Override
    public void close() {
        kill();
    }

    @Override
    public String toString() {
        return "Instance[process " + pid() + "]";
    }
}
