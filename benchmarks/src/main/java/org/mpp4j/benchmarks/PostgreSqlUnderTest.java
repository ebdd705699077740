package org.mpp4j.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.mpp4j.store.Stores;
import org.mpp4j.store.jdbc.JdbcStores;

/** One pool of connections for the stores and for plain inserts. */
final class PostgreSqlUnderTest implements StoreUnderTest {

    private static final int CONNECTIONS = 16;
    private static final String INSERT =
            "INSERT INTO plain (claim_key, holder, attempt, state, look_at, expires_at, memo)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

    private final SampleClaim sample;
    private final DurablePostgreSql server;
    private final HikariDataSource pool;
    private final JdbcStores stores;

    PostgreSqlUnderTest(SampleClaim sample) throws IOException, SQLException {
        this.sample = sample;
        this.server = new DurablePostgreSql();
        this.pool = server.pool(CONNECTIONS);
        this.stores = JdbcStores.builder(pool).build();
        // The columns of a claim, and no index but the key.
        run("CREATE TABLE plain (claim_key text COLLATE \"C\" PRIMARY KEY, holder text COLLATE \"C\" NOT NULL,"
                + " attempt text COLLATE \"C\" NOT NULL, state text COLLATE \"C\" NOT NULL, look_at bigint,"
                + " expires_at bigint NOT NULL, memo text)");
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public String describe() throws SQLException {
        return DurablePostgreSql.describe(pool) + "; HikariCP with " + CONNECTIONS + " connections";
    }

    @Override
    public Stores stores() {
        return stores;
    }

    @Override
    public String writeName() {
        return "INSERT ... ON CONFLICT DO NOTHING";
    }

    @Override
    public void write(String key) throws SQLException {
        long now = System.currentTimeMillis();
        try (Connection connection = pool.getConnection();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, key);
            insert.setString(2, sample.attempt().holder());
            insert.setString(3, sample.attempt().token());
            insert.setString(4, "IN_FLIGHT");
            insert.setLong(5, now + Duration.ofMinutes(1).toMillis());
            insert.setLong(6, now + Duration.ofDays(7).toMillis());
            insert.setString(7, sample.memo());
            if (insert.executeUpdate() != 1) {
                throw new IllegalStateException("A new key was taken");
            }
        }
    }

    @Override
    public void tidy() throws SQLException {
        for (String table : List.of("plain", "mpp_replay", "mpp_answer", "mpp_ledger", "mpp_undelivered")) {
            run("TRUNCATE " + table);
        }
        run("CHECKPOINT");
    }

    @Override
    public void close() throws IOException {
        pool.close();
        server.close();
    }
}
