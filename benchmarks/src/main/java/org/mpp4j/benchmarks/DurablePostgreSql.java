package org.mpp4j.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A PostgreSQL server of its own, as durable as one is that nobody has configured. The embedded one is not by itself. */
final class DurablePostgreSql implements AutoCloseable {

    private final EmbeddedPostgres server;

    DurablePostgreSql() throws IOException, SQLException {
        // A folder for each user: what root unpacked, others can't overwrite.
        File folder =
                new File(System.getProperty("java.io.tmpdir"), "mpp4j-postgres-" + System.getProperty("user.name"));
        server = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(folder)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
        try (HikariDataSource pool = pool(1)) {
            if (!show(pool, "fsync").equals("on")
                    || !show(pool, "synchronous_commit").equals("on")) {
                throw new IllegalStateException("The server doesn't write through to the disk");
            }
        }
    }

    /** For processes that have pools of their own. */
    String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    HikariDataSource pool(int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url());
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(30_000);
        return new HikariDataSource(config);
    }

    static String describe(DataSource dataSource) throws SQLException {
        StringBuilder text = new StringBuilder("PostgreSQL ")
                .append(show(dataSource, "server_version").replaceAll(" .*", ""));
        for (String setting :
                new String[] {"fsync", "synchronous_commit", "full_page_writes", "wal_sync_method", "shared_buffers"}) {
            text.append(", ").append(setting).append(' ').append(show(dataSource, setting));
        }
        return text.toString();
    }

    private static String show(DataSource dataSource, String setting) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + setting)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
