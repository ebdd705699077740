package org.mpp4j.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;

/** Stores with tables of their own for each test, whose statements are watched. */
abstract class JdbcStoresFixture {

    static final Duration LEASE = Duration.ofMinutes(1);
    static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    static final Instant SOON = NOW.plusSeconds(600);
    static final Attempt ALICE = Attempt.by("alice");

    final Spied spied = new Spied();
    final String prefix = TestDatabase.newPrefix();

    JdbcStores open(TestDatabase database) {
        return JdbcStores.builder(spied.wrap(database.door()))
                .tablePrefix(prefix)
                .clock(InstantSource.fixed(NOW))
                .build();
    }

    static void execute(TestDatabase database, String... statements) throws SQLException {
        try (Connection connection = database.door().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static LedgerEntry settled(String challenge) {
        return new LedgerEntry(
                LedgerEntry.idOf(Kind.SETTLED, challenge),
                Kind.SETTLED,
                NOW,
                challenge,
                "ref-" + challenge,
                "tempo",
                "charge",
                "100",
                "usd",
                "payer\0",
                "GET /",
                0);
    }
}
