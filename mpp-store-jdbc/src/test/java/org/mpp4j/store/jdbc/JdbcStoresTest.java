package org.mpp4j.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mpp4j.store.ReplayStore.Claim.CLAIMED;
import static org.mpp4j.store.ReplayStore.Claim.IN_FLIGHT;
import static org.mpp4j.store.ReplayStore.Claim.SPENT;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.Ending;
import org.mpp4j.store.Ending.How;

class JdbcStoresTest extends JdbcStoresFixture {

    // Statements

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aClaimIsOneStatementAndNoTransaction(TestDatabase database) {
        JdbcStores stores = open(database);
        spied.executed.clear();

        assertThat(stores.replays().claim("k", ALICE, LEASE, SOON, "memo")).isEqualTo(CLAIMED);

        assertThat(spied.executed).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void withTheDatabasesOwnTimeAClaimIsStillOneStatement(TestDatabase database) {
        JdbcStores stores = JdbcStores.builder(spied.wrap(database.door()))
                .tablePrefix(prefix)
                .build();
        spied.executed.clear();

        assertThat(stores.replays().claim("k", ALICE, LEASE, Instant.MAX, null)).isEqualTo(CLAIMED);

        assertThat(spied.executed).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void manyEndsAreOneStatementBesideASettingAndTheCommit(TestDatabase database) {
        JdbcStores stores = open(database);
        List<Ending> endings = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            stores.replays().claim("k" + i, ALICE, LEASE, SOON, "memo");
            endings.add(new Ending("k" + i, ALICE, How.SPENT, SOON));
        }
        spied.executed.clear();

        stores.replays().end(endings);

        assertThat(spied.executed).hasSize(database == TestDatabase.POSTGRESQL ? 3 : 1);
        assertThat(stores.replays().claim("k49", ALICE, LEASE, SOON, null)).isEqualTo(SPENT);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void connectionsWithoutAutocommitAreTakenAndGivenBackAsTheyCame(TestDatabase database) throws SQLException {
        open(database);
        Connection[] given = new Connection[1];
        javax.sql.DataSource manual = (javax.sql.DataSource) java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {javax.sql.DataSource.class}, (self, method, args) -> {
                    Connection connection = database.door().getConnection();
                    connection.setAutoCommit(false);
                    connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                    connection.commit();
                    given[0] = connection;
                    return connection;
                });
        JdbcStores stores =
                JdbcStores.builder(manual).tablePrefix(prefix).migrate(false).build();

        assertThat(stores.replays().claim("k", ALICE, LEASE, Instant.MAX, null)).isEqualTo(CLAIMED);

        assertThat(open(database).replays().claim("k", Attempt.by("bob"), LEASE, Instant.MAX, null))
                .isEqualTo(IN_FLIGHT);
        assertThat(given[0].isClosed()).isTrue();
    }

    // Texts and times

    @Test
    void whatNoDatabaseKeepsIsRefusedBeforeItIsAsked() {
        JdbcStores stores = open(TestDatabase.H2);
        spied.executed.clear();

        for (String odd : List.of("a\0", "\ud800", "x".repeat(513))) {
            assertThatThrownBy(() -> stores.replays().claim(odd, ALICE, LEASE, SOON, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining(odd);
        }
        assertThat(spied.executed).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aPaymentIsNotedWhateverItsPayerIsCalled(TestDatabase database) {
        JdbcStores stores = open(database);

        stores.ledger().append(List.of(settled("c")));

        assertThat(stores.ledger().byChallenge("c").get(0).payer()).isEqualTo("payer\ufffd");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void theDatabasesTimeIsTheTime(TestDatabase database) throws SQLException {
        open(database);
        try (Connection connection = database.door().getConnection()) {
            Link link = new Link(connection, 5);
            Dialect dialect = Dialect.of(connection);
            long[] nanos = {0};
            long[] wall = {0};
            DatabaseClock clock = new DatabaseClock(dialect, () -> nanos[0], () -> wall[0]);
            clock.start(link);

            nanos[0] += 5_000_000_000L;
            wall[0] += 5000;

            // On one machine here, so the two can be compared.
            assertThat(clock.instant().minusSeconds(5)).isCloseTo(Instant.now(), within(2000));
            assertThat(clock.isDoubtful()).isFalse();
            wall[0] += 60_000;
            assertThat(clock.isDoubtful()).as("asleep for a minute").isTrue();
            clock.measure(link);
            assertThat(clock.isDoubtful()).isFalse();
            assertThat(clock.instant()).isCloseTo(Instant.now(), within(2000));
        }
    }

    private static org.assertj.core.data.TemporalUnitOffset within(long millis) {
        return new org.assertj.core.data.TemporalUnitWithinOffset(millis, ChronoUnit.MILLIS);
    }

    // Many instances

    private static <T> List<T> allAtOnce(int threads, Callable<T> task) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> done : executor.invokeAll(
                    IntStream.range(0, threads).mapToObj(i -> task).toList())) {
                results.add(done.get());
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void instancesThatStartAtOnceMigrateOnce(TestDatabase database) throws Exception {
        List<Integer> run = allAtOnce(8, () -> new JdbcMigrator(database.door(), prefix).migrate());

        assertThat(run.stream().mapToInt(i -> i).sum()).isEqualTo(JdbcMigrator.VERSION);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void instancesThatPurgeAtOnceForgetEachKeyOnce(TestDatabase database) throws Exception {
        JdbcStores stores = open(database);
        for (int i = 0; i < 100; i++) {
            stores.replays().claim("k" + i, ALICE, LEASE, SOON, null);
        }
        stores.replays().claim("ever", ALICE, LEASE, Instant.MAX, null);
        JdbcStores later = JdbcStores.builder(database.door("second"))
                .tablePrefix(prefix)
                .clock(InstantSource.fixed(SOON))
                .build();

        List<Integer> first = allAtOnce(4, () -> later.replays().purge(10));
        int sum = first.stream().mapToInt(i -> i).sum();
        for (int purged = -1; purged != 0; sum += purged) {
            purged = later.replays().purge(30);
        }

        assertThat(first).allSatisfy(purged -> assertThat(purged).isLessThanOrEqualTo(10));
        assertThat(sum).isEqualTo(100);
    }

    // Version 1

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void rowsOfVersionOneKeepTheirMeaning(TestDatabase database) throws SQLException {
        Dialect dialect = database == TestDatabase.H2 ? Dialect.H2 : Dialect.POSTGRESQL;
        String insert = "INSERT INTO " + prefix + "replay (claim_key, holder, state, expires_at) VALUES ";
        long soon = SOON.toEpochMilli();
        execute(
                database,
                JdbcMigrator.read(dialect, "V1__replay.sql").replace("${prefix}", prefix),
                insert + "('spent', 'alice', 'SPENT', " + soon + ")",
                insert + "('undecided', 'alice', 'UNDECIDED', " + soon + ")",
                insert + "('flight', 'alice', 'IN_FLIGHT', " + soon + ")",
                insert + "('ever', 'alice', 'SPENT', " + Long.MAX_VALUE + ")",
                insert + "('over', 'alice', 'SPENT', 1)");

        var replays = open(database).replays();

        Attempt bob = Attempt.by("bob");
        assertThat(replays.claim("spent", ALICE, LEASE, SOON, null)).isEqualTo(SPENT);
        assertThat(replays.claim("ever", ALICE, LEASE, SOON, null)).isEqualTo(SPENT);
        for (String open : List.of("undecided", "flight")) {
            assertThat(replays.claim(open, bob, LEASE, SOON, null)).as(open).isEqualTo(IN_FLIGHT);
            assertThat(replays.resume(open, bob, LEASE)).as(open).isFalse();
            assertThat(replays.resume(open, ALICE, LEASE)).as(open).isTrue();
        }
        assertThat(replays.claim("over", bob, LEASE, SOON, null)).isEqualTo(CLAIMED);
        assertThat(replays.unresolved(10)).isEmpty();
        assertThatThrownBy(() -> execute(database, insert + "('new', 'alice', 'IN_FLIGHT', " + soon + ")"))
                .as("an instance of version 1 that still runs lets nobody in")
                .isInstanceOf(SQLException.class);
    }

    // Wrong set-ups

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void missingOldAndNewTablesAreRefusedWithWhatToRun(TestDatabase database) throws SQLException {
        JdbcStores.Builder unmigrated =
                JdbcStores.builder(database.door()).tablePrefix(prefix).migrate(false);
        assertThatThrownBy(unmigrated::build)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("The table " + prefix + "schema isn't there. Run the scripts from V1__ on in"
                        + " classpath:org/mpp4j/store/jdbc/");

        open(database);
        execute(database, "DELETE FROM " + prefix + "schema WHERE version = 2");
        assertThatThrownBy(unmigrated::build)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("have version 1, and this library needs version 2. Run the scripts from V2__ on");

        execute(database, "INSERT INTO " + prefix + "schema VALUES (99, 'future')");
        assertThatThrownBy(() -> open(database))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("have version 99, and this library knows versions up to 2");
    }

    @Test
    void aUserWithoutRightsIsToldWhichAreMissing() throws SQLException {
        TestDatabase.POSTGRESQL.url();
        open(TestDatabase.POSTGRESQL);
        String user = prefix + "user";
        execute(
                TestDatabase.POSTGRESQL,
                "CREATE ROLE " + user + " LOGIN",
                "GRANT SELECT ON " + prefix + "schema TO " + user);
        org.postgresql.ds.PGSimpleDataSource poor = new org.postgresql.ds.PGSimpleDataSource();
        poor.setUrl(TestDatabase.POSTGRESQL.url());
        poor.setUser(user);

        assertThatThrownBy(() -> JdbcStores.builder(poor)
                        .tablePrefix(prefix)
                        .migrate(false)
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("The user of the data source may not use the table " + prefix
                        + "replay. Grant SELECT, INSERT, UPDATE and DELETE on it (SELECT and INSERT are enough for the"
                        + " ledger)");
        assertThatThrownBy(() -> new JdbcMigrator(poor, "other_").migrate())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Grant CREATE on the schema");
    }

    @Test
    void aPrefixThatCouldBeMoreThanANameIsRefused() {
        for (String odd : List.of("", "x; drop", "Mpp_", "1a", "a".repeat(32))) {
            assertThatThrownBy(() -> JdbcStores.builder(TestDatabase.H2.door()).tablePrefix(odd))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("1 to 31 lower-case letters");
        }
    }
}
