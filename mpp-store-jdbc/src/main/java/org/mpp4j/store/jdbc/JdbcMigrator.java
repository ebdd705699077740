package org.mpp4j.store.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.store.StoreUnavailableException;

/**
 * Makes the tables of {@link JdbcStores}, or brings those of an earlier version up to date. Any number of instances may do so
 * at once: one does the work, the others wait for it.
 *
 * <p>The scripts lie beside this class, in {@code org/mpp4j/store/jdbc/postgresql}, named as Flyway names them. Whoever has a
 * tool for migrations runs them with it, with the table prefix as the placeholder <code>${prefix}</code>; each script notes its
 * version in the table {@code mpp_schema} by itself.
 *
 * <h2>Versions</h2>
 *
 * Version 1 has claims without leases. Version 2 adds leases to them, and tables for answers, the ledger, sessions and
 * challenges. Rows of version 1 stay and keep their meaning; what they show in flight counts as a lease that has run out, so
 * that its holder can go on with it. Let instances that use version 1 finish their requests and stop before migrating. One that
 * still runs can end what it began, but each new claim of it fails, and it lets nobody in: the new column {@code attempt} has
 * no default. Tables that are newer than the library aren't touched, and {@link JdbcStores} refuses them.
 *
 * @since 0.1
 */
public final class JdbcMigrator {

    /** The version of the tables that this library reads and writes. */
    public static final int VERSION = 2;

    static final String DEFAULT_PREFIX = "mpp_";

    private static final List<String> SCRIPTS =
            List.of("V1__replay.sql", "V2__leases_answers_ledger_sessions_challenges.sql");

    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9_]{0,30}");
    private static final int TIMEOUT_SECONDS = 300;

    /** For databases that can't lock against other instances. Those live in one process. */
    private static final ReentrantLock IN_PROCESS = new ReentrantLock();

    private final DataSource dataSource;
    private final String prefix;

    /**
     * For tables that begin with {@code mpp_}.
     *
     * @param dataSource leads to the database, as a user who may create tables
     */
    public JdbcMigrator(DataSource dataSource) {
        this(dataSource, DEFAULT_PREFIX);
    }

    /**
     * For tables that begin with a prefix.
     *
     * @param dataSource leads to the database, as a user who may create tables
     * @param tablePrefix of lower-case letters, digits and underscores, the first one a letter; at most 31 characters
     * @throws ConfigurationException if the prefix is of another form
     */
    public JdbcMigrator(DataSource dataSource, String tablePrefix) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        this.prefix = validPrefix(tablePrefix);
    }

    static String validPrefix(String prefix) {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new ConfigurationException("The table prefix \"" + prefix + "\" isn't one: it has 1 to 31 lower-case"
                    + " letters, digits and underscores, and begins with a letter, as \"" + DEFAULT_PREFIX + "\" does."
                    + " To choose a schema, set it on the connection (currentSchema)");
        }
        return prefix;
    }

    /**
     * Runs the scripts that have not been run. Each migration is given five minutes.
     *
     * @return how many were run; 0 if the tables were up to date
     * @throws ConfigurationException if the database is of an unknown kind, or doesn't allow it
     * @throws StoreUnavailableException if the database can't be reached
     */
    public int migrate() {
        IN_PROCESS.lock();
        try (Connection connection = dataSource.getConnection()) {
            Dialect dialect = Dialect.of(connection);
            boolean autoCommit = connection.getAutoCommit();
            int isolation = connection.getTransactionIsolation();
            connection.setAutoCommit(false);
            // What others did while this one waited for them has to be seen.
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            try {
                int run = migrate(connection, dialect);
                connection.commit();
                return run;
            } catch (SQLException | RuntimeException | Error failure) {
                Database.rollBack(connection, failure);
                throw failure;
            } finally {
                connection.setTransactionIsolation(isolation);
                connection.setAutoCommit(autoCommit);
            }
        } catch (SQLException failure) {
            throw refused(failure);
        } finally {
            IN_PROCESS.unlock();
        }
    }

    private int migrate(Connection connection, Dialect dialect) throws SQLException {
        Link link = new Link(connection, TIMEOUT_SECONDS);
        dialect.lockForMigration(link, prefix);
        int version = version(link, dialect);
        for (String script : SCRIPTS.subList(Math.min(version, VERSION), VERSION)) {
            try (Statement statement = connection.createStatement()) {
                statement.setQueryTimeout(TIMEOUT_SECONDS);
                statement.execute(read(dialect, script).replace("${prefix}", prefix));
            }
        }
        return Math.max(0, VERSION - version);
    }

    /** 0 if there are no tables. */
    private int version(Link link, Dialect dialect) throws SQLException {
        Savepoint before = link.connection().setSavepoint();
        try {
            return version(link, prefix);
        } catch (SQLException failure) {
            if (!dialect.isNoSuchTable(failure)) {
                throw failure;
            }
            link.connection().rollback(before);
            return 0;
        }
    }

    static int version(Link link, String prefix) throws SQLException {
        return link.query("SELECT max(version) FROM " + prefix + "schema", row -> row.getInt(1))
                .get(0);
    }

    private RuntimeException refused(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        // PostgreSQL: no rights, or a server that is read only; H2: no rights.
        if (state.equals("42501") || state.equals("25006") || state.startsWith("90096") || state.equals("90040")) {
            return new ConfigurationException(
                    "The user of the data source may not create the tables " + prefix + "* ("
                            + Database.codes(failure) + "). Grant CREATE on the schema, or have the scripts in "
                            + folder("postgresql") + " run by somebody who may, and build the stores with"
                            + " migrate(false)",
                    Database.withoutText(failure));
        }
        if (state.startsWith("42")) {
            return new ConfigurationException(
                    "The tables " + prefix + "* can't be made (" + Database.codes(failure)
                            + "): something else has one of these names. Choose another tablePrefix, or remove it",
                    Database.withoutText(failure));
        }
        return Database.unavailable("migrate", failure);
    }

    static String folder(String dialect) {
        return "classpath:org/mpp4j/store/jdbc/" + dialect;
    }

    static String read(Dialect dialect, String script) {
        try (InputStream in = JdbcMigrator.class.getResourceAsStream(dialect.resources() + "/" + script)) {
            return new String(Objects.requireNonNull(in, script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
