package org.mpp4j.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Assumptions;

/** Databases that live as long as the test run. */
enum TestDatabase {
    H2 {
        @Override
        String url() {
            return "jdbc:h2:mem:mpp;DB_CLOSE_DELAY=-1";
        }
    },
    POSTGRESQL {
        @Override
        String url() {
            return Server.url();
        }
    };

    private static final AtomicInteger PREFIXES = new AtomicInteger();
    private final Map<String, DataSource> doors = new ConcurrentHashMap<>();

    abstract String url();

    /** A pool of its own for each name, as each process has one. */
    DataSource door(String name) {
        return doors.computeIfAbsent(name, n -> {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(url());
            config.setMaximumPoolSize(10);
            config.setMinimumIdle(0);
            config.setConnectionTimeout(10_000);
            return new HikariDataSource(config);
        });
    }

    DataSource door() {
        return door("first");
    }

    /** One that no other test uses. */
    static String newPrefix() {
        return "t" + PREFIXES.incrementAndGet() + "_";
    }

    /** One server for the whole run. It ends with the process. As root it runs in a user namespace of its own. */
    private static final class Server {

        private static final EmbeddedPostgres POSTGRES = start();

        static String url() {
            Assumptions.assumeTrue(
                    POSTGRES != null,
                    "Left out: there is no embedded PostgreSQL for this system (only for Linux on amd64)");
            return POSTGRES.getJdbcUrl("postgres", "postgres");
        }

        private static EmbeddedPostgres start() {
            boolean available = System.getProperty("os.name").equals("Linux")
                    && System.getProperty("os.arch").equals("amd64");
            if (!available) {
                return null;
            }
            try {
                // A folder for each user: what root unpacked, others can't overwrite.
                File folder = new File(
                        System.getProperty("java.io.tmpdir"), "mpp4j-postgres-" + System.getProperty("user.name"));
                return EmbeddedPostgres.builder()
                        .setOverrideWorkingDirectory(folder)
                        .setServerConfig("max_connections", "300")
                        .start();
            } catch (IOException e) {
                throw new IllegalStateException("The embedded PostgreSQL doesn't start", e);
            }
        }
    }
}
