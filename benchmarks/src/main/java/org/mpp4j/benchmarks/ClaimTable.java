package org.mpp4j.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.Ending;
import org.mpp4j.store.Ending.How;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.jdbc.JdbcStores;

/** A table of claims that were used up, and new claims beside them. */
final class ClaimTable {

    /** What the databases say in different words. */
    enum Dialect {
        POSTGRESQL(
                "SELECT ? || translate(encode(sha256(('%1$s' || i)::bytea), 'base64'), '+/=', '-_'), ?, 'SPENT', ? + i, ?,"
                        + " NULL, NULL FROM generate_series(?::bigint, ?) i",
                "VACUUM ANALYZE ", "CHECKPOINT"),

        /** It has no base64, so its random keys are as long, of other characters. */
        H2(
                "SELECT CONCAT(?, SUBSTRING(RAWTOHEX(HASH('SHA256', STRINGTOUTF8('%1$s' || x))), 1, 43)), ?, 'SPENT', ? + x, ?,"
                        + " NULL, NULL FROM system_range(?, ?)",
                "ANALYZE TABLE ", "CHECKPOINT");

        private final String spentClaims;
        private final String tidyTable;
        private final String tidyAll;

        Dialect(String spentClaims, String tidyTable, String tidyAll) {
            this.spentClaims = spentClaims;
            this.tidyTable = tidyTable;
            this.tidyAll = tidyAll;
        }
    }

    private static final long AT_ONCE = 100_000;

    private final DataSource dataSource;
    private final Dialect dialect;
    private final SampleClaim sample;
    private final String table;
    private final ReplayStore store;
    private final long firstExpiry;
    private long size;

    ClaimTable(DataSource dataSource, Dialect dialect, String prefix, SampleClaim sample) {
        this.dataSource = dataSource;
        this.dialect = dialect;
        this.sample = sample;
        this.table = prefix + "replay";
        this.store = JdbcStores.builder(dataSource).tablePrefix(prefix).build().replays();
        this.firstExpiry = Instant.now().plus(Duration.ofDays(1)).toEpochMilli();
    }

    long size() {
        return size;
    }

    /** Adds claims that are used up, until there are so many. */
    void fillTo(long wanted) throws SQLException {
        String sql = "INSERT INTO " + table + " (claim_key, holder, state, expires_at, attempt, look_at, memo) "
                + String.format(dialect.spentClaims, table);
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setQueryTimeout(0); // H2 goes on with the limit that the stores have set on the connection
            for (; size < wanted; size += Math.min(AT_ONCE, wanted - size)) {
                insert.setString(1, sample.kind());
                insert.setString(2, sample.attempt().holder());
                insert.setLong(3, firstExpiry);
                insert.setString(4, sample.attempt().token());
                insert.setLong(5, size + 1);
                insert.setLong(6, Math.min(size + AT_ONCE, wanted));
                insert.executeUpdate();
            }
        }
        tidy();
    }

    private void tidy() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(0);
            statement.execute(dialect.tidyTable + table);
        }
    }

    /** Writes everything to where it stays, so that this isn't done while something is measured. */
    void settle() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(0);
            statement.execute(dialect.tidyAll);
        }
    }

    /** Claims new keys, and gives how many nanoseconds each took. Afterwards they are used up. */
    long[] claim(Crew crew, int count) throws InterruptedException, ExecutionException {
        List<Ending> endings = Collections.synchronizedList(new ArrayList<>());
        long[] nanos = new long[count];
        Instant expiry = Instant.ofEpochMilli(firstExpiry).plus(Duration.ofDays(1));
        crew.work(count, i -> {
            String key = sample.newKey();
            Attempt attempt = Attempt.by(sample.attempt().holder());
            long start = System.nanoTime();
            ReplayStore.Claim claim = store.claim(key, attempt, Duration.ofMinutes(1), expiry, sample.memo());
            nanos[i] = System.nanoTime() - start;
            if (claim != ReplayStore.Claim.CLAIMED) {
                throw new IllegalStateException("A new key was " + claim);
            }
            endings.add(new Ending(key, attempt, How.SPENT, expiry));
        });
        store.end(endings);
        return nanos;
    }

    /** Takes out what was claimed, so that a small table stays small. */
    void forgetNew() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM " + table + " WHERE expires_at > ?")) {
            delete.setQueryTimeout(0);
            delete.setLong(1, firstExpiry + size);
            delete.executeUpdate();
        }
        tidy();
    }
}
