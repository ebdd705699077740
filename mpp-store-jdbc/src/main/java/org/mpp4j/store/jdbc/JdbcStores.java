package org.mpp4j.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.store.ChallengeStore;
import org.mpp4j.store.IdempotencyStore;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.SessionStore;
import org.mpp4j.store.StoreUnavailableException;
import org.mpp4j.store.Stores;

/**
 * All the state of a server in a database, shared by any number of instances. PostgreSQL 12 or newer; H2 for development.
 * Thread-safe.
 *
 * <pre>{@code
 * HikariConfig pool = new HikariConfig();
 * pool.setJdbcUrl("jdbc:postgresql://db.internal/shop?socketTimeout=10&connectTimeout=3");
 * pool.setConnectionTimeout(3000);
 *
 * Stores stores = JdbcStores.builder(new HikariDataSource(pool)).build();
 * }</pre>
 *
 * <h2>Time limits</h2>
 *
 * Each statement is given up after {@link Builder#queryTimeout}, by asking the database to stop it. A database that no longer
 * answers at all isn't stopped by that, so the other two limits have to be set as well: the driver's {@code socketTimeout}, a
 * little longer than the query timeout (10 seconds), with {@code connectTimeout} (3 seconds); and the pool's wait for a
 * connection (3 seconds; HikariCP waits 30 by default). Then a database that stalls ends as a
 * {@link StoreUnavailableException}, and nobody is let in, in little more than ten seconds. Setting up the tables is given
 * longer: use a data source without {@code socketTimeout} with {@link JdbcMigrator} if old tables are large.
 *
 * <h2>Concurrency</h2>
 *
 * A claim is one statement and one round trip, committed at once. Every change is a single conditional statement, or one
 * transaction in the ledger; nothing is read first and written later, so READ COMMITTED is enough. Connections may come with
 * autocommit off or with another isolation, and are given back as they came. What collides with others' work is tried again.
 *
 * <h2>Time</h2>
 *
 * Leases and expiries hang on the database's clock, not on the instances'. Its distance from {@link System#nanoTime} is measured
 * at the start and about once a minute, on the way of other work. It is known to within half the round trip of the best
 * measurement, and 0.1 milliseconds for each second since; so two instances on one network agree to within some milliseconds.
 *
 * @since 0.1
 */
public final class JdbcStores implements Stores {

    private final ReplayStore replays;
    private final IdempotencyStore answers;
    private final PaymentLedger ledger;
    private final SessionStore sessions;
    private final ChallengeStore challenges;

    private JdbcStores(Database database, String prefix) {
        this.replays = new JdbcReplayStore(database, prefix);
        this.answers = new JdbcIdempotencyStore(database, prefix);
        this.ledger = new JdbcPaymentLedger(database, prefix);
        this.sessions = new JdbcSessionStore(database, prefix);
        this.challenges = new JdbcChallengeStore(database, prefix);
    }

    /**
     * Begins to set up stores.
     *
     * @param dataSource leads to the database; a pool. It isn't closed here
     * @return with the defaults
     */
    public static Builder builder(DataSource dataSource) {
        return new Builder(dataSource);
    }

    @Override
    public ReplayStore replays() {
        return replays;
    }

    @Override
    public IdempotencyStore answers() {
        return answers;
    }

    @Override
    public PaymentLedger ledger() {
        return ledger;
    }

    @Override
    public SessionStore sessions() {
        return sessions;
    }

    @Override
    public ChallengeStore challenges() {
        return challenges;
    }

    /**
     * Sets up {@link JdbcStores}. Not thread-safe.
     *
     * @since 0.1
     */
    public static final class Builder {

        private final DataSource dataSource;
        private String prefix = JdbcMigrator.DEFAULT_PREFIX;
        private boolean migrate = true;
        private Duration queryTimeout = Duration.ofSeconds(5);
        private @Nullable InstantSource clock;

        private Builder(DataSource dataSource) {
            this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        }

        /**
         * What the names of all tables begin with; {@code mpp_} by default.
         *
         * @param tablePrefix of lower-case letters, digits and underscores, the first one a letter; at most 31 characters
         * @return this
         * @throws ConfigurationException if it is of another form
         */
        public Builder tablePrefix(String tablePrefix) {
            this.prefix = JdbcMigrator.validPrefix(tablePrefix);
            return this;
        }

        /**
         * Tells when something is over. By default the database does.
         *
         * @param source that all instances agree on
         * @return this
         */
        public Builder clock(InstantSource source) {
            this.clock = Objects.requireNonNull(source, "source");
            return this;
        }

        /**
         * Whether to make the tables, and to bring those of earlier versions up to date. True by default.
         *
         * @param wanted false if something else does; then it is only checked that it did
         * @return this
         * @see JdbcMigrator
         */
        public Builder migrate(boolean wanted) {
            this.migrate = wanted;
            return this;
        }

        /**
         * When a statement is given up, 5 seconds by default.
         *
         * @param timeout at least a second; parts of one count as a whole one
         * @return this
         * @throws ConfigurationException if it is shorter
         */
        public Builder queryTimeout(Duration timeout) {
            if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new ConfigurationException("The query timeout is " + timeout
                        + "; JDBC counts it in whole seconds, so it is at least PT1S");
            }
            this.queryTimeout = timeout;
            return this;
        }

        /**
         * Opens the stores.
         *
         * @return ready to use
         * @throws ConfigurationException if the database is of an unknown kind, if tables are missing or newer than this
         *     library, or if the user has no rights to them
         * @throws StoreUnavailableException if the database can't be reached
         */
        public JdbcStores build() {
            if (migrate) {
                new JdbcMigrator(dataSource, prefix).migrate();
            }
            Dialect dialect;
            try (Connection connection = dataSource.getConnection()) {
                dialect = Dialect.of(connection);
            } catch (SQLException failure) {
                throw Database.unavailable("connect", failure);
            }
            SchemaCheck.check(dataSource, dialect, prefix, Database.seconds(queryTimeout));
            return new JdbcStores(new Database(dataSource, dialect, queryTimeout, clock), prefix);
        }
    }
}
