package org.mpp4j.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.ReplayStore.Claim;
import org.mpp4j.store.StoreUnavailableException;

/** What lies on disk, and how it is found there. */
class StorageTest {

    @Test
    void aFileKeepsWhatWasUsedOverARestart(@TempDir Path folder) {
        JdbcDataSource file = new JdbcDataSource();
        file.setURL("jdbc:h2:" + folder.resolve("mpp"));
        Attempt alice = Attempt.by("alice");
        JdbcStores.builder(file).build().replays().claim("k", alice, Duration.ofMinutes(1), Instant.MAX, null);

        // With its last connection closed the database was closed too, so this opens the file again.
        JdbcStores restarted = JdbcStores.builder(file).build();

        assertThat(restarted.replays().claim("k", Attempt.by("bob"), Duration.ofMinutes(1), Instant.MAX, null))
                .isEqualTo(Claim.IN_FLIGHT);
    }

    @Test
    void whatIsSpentOrDeliveredCostsNothingWhenLookingForTheRest() throws SQLException {
        String prefix = TestDatabase.newPrefix();
        JdbcStores.builder(TestDatabase.POSTGRESQL.door()).tablePrefix(prefix).build();
        try (Connection connection = TestDatabase.POSTGRESQL.door().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO " + prefix + "replay (claim_key, holder, attempt, state, expires_at)"
                    + " SELECT 'k' || n, 'h', 'a', 'SPENT', 9223372036854775807 FROM generate_series(1, 20000) n");
            statement.execute("ANALYZE " + prefix + "replay");

            assertThat(plan(
                            statement,
                            "SELECT claim_key FROM " + prefix + "replay WHERE look_at <= 5"
                                    + " AND memo IS NOT NULL AND state IN ('IN_FLIGHT', 'UNDECIDED') AND expires_at > 5"
                                    + " ORDER BY look_at, claim_key LIMIT 10"))
                    .contains(prefix + "replay_unresolved")
                    .doesNotContain("Seq Scan");
            assertThat(plan(
                            statement,
                            Dialect.POSTGRESQL
                                    .purge(prefix + "replay", "claim_key")
                                    .replaceFirst("\\?", "5")
                                    .replaceFirst("\\?", "10")))
                    .contains(prefix + "replay_expiry")
                    .doesNotContain("Seq Scan");
        }
    }

    @Test
    void aDatabaseThatStallsIsGivenUp() throws SQLException {
        String prefix = TestDatabase.newPrefix();
        JdbcStores stores = JdbcStores.builder(TestDatabase.POSTGRESQL.door())
                .tablePrefix(prefix)
                .queryTimeout(Duration.ofSeconds(1))
                .build();
        try (Connection connection = TestDatabase.POSTGRESQL.door().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE " + prefix + "replay IN ACCESS EXCLUSIVE MODE");

            assertThatThrownBy(() ->
                            stores.replays().claim("k", Attempt.by("alice"), Duration.ofMinutes(1), Instant.MAX, null))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("57014");
            connection.rollback();
        }
    }

    private static String plan(Statement statement, String sql) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (ResultSet rows = statement.executeQuery("EXPLAIN " + sql)) {
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }
}
