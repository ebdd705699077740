package org.mpp4j.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A process that was started here, with all it printed. It ends with {@link #close}, or at the latest with this JVM. */
final class Program implements AutoCloseable {

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final String name;
    private final Process process;
    private final Output out;
    private final Output err;

    private Program(String name, Process process) {
        this.name = name;
        this.process = process;
        this.out = new Output(process.getInputStream());
        this.err = new Output(process.getErrorStream());
    }

    /**
     * Starts a program.
     *
     * @param environment all of it; nothing of this process's own is inherited
     */
    static Program start(String name, Path directory, Map<String, String> environment, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            RUNNING.add(process);
            return new Program(name, process);
        } catch (IOException failed) {
            throw new UncheckedIOException(name + " can't be started", failed);
        }
    }

    /** The first line on standard output of that kind. */
    String awaitLine(Predicate<String> wanted, Duration patience) {
        Optional<String> line = out.await(wanted, patience);
        return line.orElseThrow(
                () -> new IllegalStateException(name + " didn't print what it should. It printed:\n" + printed()));
    }

    /** Writes a line to its standard input; the answer is the next line on its standard output. */
    synchronized String ask(String line, Duration patience) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(UTF_8));
            process.getOutputStream().flush();
        } catch (IOException ended) {
            throw new UncheckedIOException(name + " has ended. It printed:\n" + printed(), ended);
        }
        return out.awaitNext(patience)
                .orElseThrow(() -> new IllegalStateException(name + " doesn't answer. It printed:\n" + printed()));
    }

    /** The exit status. A program that goes on for longer is ended. */
    int awaitExit(Duration patience) throws TimeoutException {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                close();
                throw new TimeoutException(name + " still runs after " + patience + ". It printed:\n" + printed());
            }
            RUNNING.remove(process);
            out.awaitEnd();
            err.awaitEnd();
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            close();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Asks it to end, with SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Ends it with SIGKILL, as a power cut would, and waits until it is gone. */
    void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException(name + " can't be killed");
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        RUNNING.remove(process);
    }

    /** What it has printed to standard output. */
    String out() {
        return out.text();
    }

    /** What it has printed to standard error. */
    String err() {
        return err.text();
    }

    String printed() {
        return out() + err();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        RUNNING.remove(process);
    }

    /** One of the two streams, read as it comes so that the program never waits for a reader. */
    private static final class Output {

        private final List<String> lines = new ArrayList<>();
        private final Thread reader;
        private int answersTaken;

        Output(InputStream stream) {
            reader = new Thread(() -> read(stream));
            reader.setDaemon(true);
            reader.start();
        }

        private void read(InputStream stream) {
            try (BufferedReader text = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
                for (String line = text.readLine(); line != null; line = text.readLine()) {
                    add(line);
                }
            } catch (IOException ended) {
                // The process was ended. What was read until then is kept.
            }
        }

        private synchronized void add(String line) {
            lines.add(line);
            notifyAll();
        }

        synchronized Optional<String> awaitNext(Duration patience) {
            return await(() -> Optional.of(answersTaken).filter(next -> next < lines.size()), patience)
                    .map(next -> lines.get(answersTaken++));
        }

        synchronized Optional<String> await(Predicate<String> wanted, Duration patience) {
            return await(() -> lines.stream().filter(wanted).findFirst(), patience);
        }

        private synchronized <T> Optional<T> await(Supplier<Optional<T>> wanted, Duration patience) {
            long end = System.nanoTime() + patience.toNanos();
            while (true) {
                Optional<T> found = wanted.get();
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (found.isPresent() || left <= 0 || !reader.isAlive()) {
                    return found;
                }
                try {
                    wait(Math.min(left, 100));
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
            }
        }

        void awaitEnd() throws InterruptedException {
            reader.join(5_000);
        }

        synchronized String text() {
            return String.join("\n", lines) + (lines.isEmpty() ? "" : "\n");
        }
    }
}
