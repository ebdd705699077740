package org.mpp4j.examples.cluster;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.jdbc.JdbcStores;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL that comes as a library, only for Linux on amd64. As root it runs in a user namespace of its own. */
final class PostgreSqlStore implements SharedStore {

    /** Held on to, because loggers that nobody holds forget their level. It is loud about servers that were ended. */
    private static final Logger LIBRARY_LOG = Logger.getLogger("io.zonky.test.db.postgres");

    private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Path directory;
    private @Nullable EmbeddedPostgres server;
    private int port;

    private PostgreSqlStore(Path directory) {
        this.directory = directory;
    }

    static boolean isAvailable() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
    }

    /** A new one, without data. */
    static PostgreSqlStore create() {
        LIBRARY_LOG.setLevel(Level.OFF);
        PostgreSqlStore created = new PostgreSqlStore(DataFolder.create("postgresql"));
        created.start();
        return created;
    }

    @Override
    public String name() {
        return "PostgreSQL";
    }

    private String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("MPP_STORE", url(), "MPP_STORE_USER", "postgres");
    }

    @Override
    public View open() {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(url());
        database.setUser("postgres");
        return new View(JdbcStores.builder(database).build(), () -> {});
    }

    @Override
    public synchronized void start() {
        // A folder for each user: what root unpacked, others can't overwrite.
        File programs =
                new File(System.getProperty("java.io.tmpdir"), "mpp4j-postgres-" + System.getProperty("user.name"));
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(programs)
                    .setDataDirectory(directory)
                    .setCleanDataDirectory(false)
                    .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                    .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                    .setServerConfig("max_connections", "300")
                    // The library turns it off; then a power cut takes the last commits along.
                    .setServerConfig("synchronous_commit", "on");
            if (port != 0) {
                builder.setPort(port);
            }
            EmbeddedPostgres started = builder.start();
            port = started.getPort();
            server = started;
        } catch (IOException failed) {
            throw new UncheckedIOException("The embedded PostgreSQL doesn't start", failed);
        }
    }

    /** SIGQUIT, PostgreSQL's "immediate" shutdown: no checkpoint, so that the next start has to recover from its log. */
    @Override
    public synchronized void stop() {
        if (server == null) {
            return;
        }
        Path pidFile = directory.resolve("postmaster.pid");
        try {
            String pid = Files.readAllLines(pidFile).get(0).strip();
            new ProcessBuilder("/bin/sh", "-c", "kill -QUIT " + pid).start().waitFor();
            // It is not a child of this process, so there is nothing to wait for but its file.
            long deadline = System.nanoTime() + STOP_NANOS;
            while (Files.exists(pidFile)) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException("PostgreSQL doesn't stop");
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
            server.close();
            server = null;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        stop();
        DataFolder.delete(directory);
    }

    @Override
    public String toString() {
        return "PostgreSqlStore[port " + port + "]";
    }
}
