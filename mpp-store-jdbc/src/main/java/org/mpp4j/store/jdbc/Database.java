package org.mpp4j.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.StoreUnavailableException;

/**
 * Does work on connections of a data source, whatever state they come in, and tries again what collided with others' work.
 * Thread-safe.
 */
final class Database {

    /** Something to do on a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Link link) throws SQLException;
    }

    private static final int TRIES = 20;
    private static final String BY_INDEX = "SELECT set_config('enable_seqscan', 'off', true),"
            + " set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)";

    private final DataSource dataSource;
    private final Dialect dialect;
    private final int timeoutSeconds;
    private final InstantSource clock;
    private final @Nullable DatabaseClock ownClock;

    Database(DataSource dataSource, Dialect dialect, Duration timeout, @Nullable InstantSource clock) {
        this.dataSource = dataSource;
        this.dialect = dialect;
        this.timeoutSeconds = seconds(timeout);
        if (clock != null) {
            this.clock = clock;
            this.ownClock = null;
            return;
        }
        DatabaseClock own = new DatabaseClock(dialect);
        this.clock = own;
        this.ownClock = own;
        run("ask for the time", true, link -> {
            own.start(link);
            return own;
        });
    }

    static int seconds(Duration timeout) {
        return (int) Math.min(Integer.MAX_VALUE / 1000, Math.max(1, (timeout.toMillis() + 999) / 1000));
    }

    Dialect dialect() {
        return dialect;
    }

    /** The time by which things are over. */
    long now() {
        return EpochMillis.of(clock.instant());
    }

    /** Statements that each stand for themselves, on the way of a request: nothing but them is done. */
    <T> T atOnce(String what, Work<T> work) {
        return run(what, true, work);
    }

    /** Statements that each stand for themselves. */
    <T> T each(String what, Work<T> work) {
        return run(what, true, link -> inPassing(link, work.on(link)));
    }

    /** All or nothing. */
    <T> T together(String what, Work<T> work) {
        return run(what, false, work);
    }

    private <T> T inPassing(Link link, T done) {
        if (ownClock != null) {
            try {
                ownClock.refresh(link);
            } catch (SQLException later) {
                // What was asked for is done. The time is still good enough, and is asked for again.
                return done;
            }
        }
        return done;
    }

    /**
     * All or nothing, with statements that find many rows by their keys. PostgreSQL may think that reading the whole table is
     * cheaper, and keeps a plan that was good while the table was nearly empty; so it is told not to.
     */
    <T> T byIndex(String what, Work<T> work) {
        return run(what, false, link -> {
            if (dialect == Dialect.POSTGRESQL) {
                link.query(BY_INDEX, row -> true);
            }
            return work.on(link);
        });
    }

    private <T> T run(String what, boolean autoCommit, Work<T> work) {
        long start = System.nanoTime();
        for (int tries = 1; ; tries++) {
            try {
                return tryOnce(autoCommit, work);
            } catch (SQLException failure) {
                boolean late = System.nanoTime() - start > timeoutSeconds * 1_000_000_000L;
                if (!dialect.isPassing(failure) || tries == TRIES || late) {
                    throw unavailable(what, failure);
                }
            }
        }
    }

    private <T> T tryOnce(boolean autoCommit, Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            boolean before = connection.getAutoCommit();
            if (before != autoCommit) {
                connection.setAutoCommit(autoCommit);
            }
            try {
                Link link = new Link(connection, timeoutSeconds);
                if (ownClock != null && ownClock.isDoubtful()) {
                    ownClock.measure(link);
                }
                T done = work.on(link);
                if (!autoCommit) {
                    connection.commit();
                }
                return done;
            } catch (SQLException | RuntimeException | Error failure) {
                if (!autoCommit) {
                    rollBack(connection, failure);
                }
                throw failure;
            } finally {
                restore(connection, before, autoCommit);
            }
        }
    }

    static void rollBack(Connection connection, Throwable because) {
        try {
            connection.rollback();
        } catch (SQLException alsoBroken) {
            because.addSuppressed(alsoBroken);
        }
    }

    /** A pool that minds gives the connection out as it was. What is broken now was of no consequence for what was done. */
    private static void restore(Connection connection, boolean before, boolean now) {
        if (before != now) {
            try {
                connection.setAutoCommit(before);
            } catch (SQLException broken) {
                // The pool finds out by itself.
                return;
            }
        }
    }

    /** Drivers' messages quote SQL, values and URLs, so their text goes nowhere; their codes and types tell enough. */
    static StoreUnavailableException unavailable(String what, SQLException failure) {
        return new StoreUnavailableException(
                "The database failed (" + what + "): " + codes(failure)
                        + ". See the database's and the connection pool's own logs",
                withoutText(failure));
    }

    static String codes(SQLException failure) {
        Set<String> types = new LinkedHashSet<>();
        for (Throwable cause = failure; cause != null && types.size() < 8; cause = cause.getCause()) {
            types.add(cause.getClass().getSimpleName());
        }
        return "SQLState " + failure.getSQLState() + ", code " + failure.getErrorCode() + ", "
                + String.join(" by ", types);
    }

    static SQLException withoutText(SQLException failure) {
        SQLException bare = new SQLException(codes(failure), failure.getSQLState(), failure.getErrorCode());
        bare.setStackTrace(failure.getStackTrace());
        return bare;
    }
}
