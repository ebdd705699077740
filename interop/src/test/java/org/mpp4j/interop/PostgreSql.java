package org.mpp4j.interop;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL that comes as a library, only for Linux on amd64. As root it runs in a user namespace of its own. */
final class PostgreSql implements AutoCloseable {

    /** Held on to, because loggers that nobody holds forget their level. It is loud about servers that were ended. */
    private static final Logger LIBRARY_LOG = Logger.getLogger("io.zonky.test.db.postgres");

    private final EmbeddedPostgres server;

    private PostgreSql(EmbeddedPostgres server) {
        this.server = server;
    }

    static boolean isAvailable() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
    }

    /** A new one, without data. */
    static PostgreSql start() {
        LIBRARY_LOG.setLevel(Level.OFF);
        // A folder for each user: what root unpacked, others can't overwrite.
        File programs =
                new File(System.getProperty("java.io.tmpdir"), "mpp4j-postgres-" + System.getProperty("user.name"));
        try {
            return new PostgreSql(EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(programs)
                    .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                    .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                    // The library turns it off; then a power cut takes the last commits along.
                    .setServerConfig("synchronous_commit", "on")
                    .start());
        } catch (IOException failed) {
            throw new UncheckedIOException("The embedded PostgreSQL doesn't start", failed);
        }
    }

    /** Leads to the database at such a location. */
    static DataSource connect(String location) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(location);
        database.setUser("postgres");
        database.setConnectTimeout(3);
        database.setSocketTimeout(20);
        return database;
    }

    /** As {@code MPP_STORE} names it. */
    String location() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
    }

    /** The kinds of what the ledger of mpp4j's tables says about a challenge, in no order. */
    List<String> ledger(String challengeId) {
        List<String> kinds = new ArrayList<>();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT kind FROM mpp_ledger WHERE challenge_id = ?")) {
            query.setString(1, challengeId);
            ResultSet entries = query.executeQuery();
            while (entries.next()) {
                kinds.add(entries.getString(1));
            }
            return kinds;
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
