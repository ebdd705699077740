package org.mpp4j.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mpp4j.store.ReplayStore.Claim.CLAIMED;
import static org.mpp4j.store.ReplayStore.Claim.SPENT;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.Ending;
import org.mpp4j.store.Ending.How;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;
import org.mpp4j.store.StoreUnavailableException;

class JdbcFailuresTest extends JdbcStoresFixture {

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aFailingDatabaseIsToldWithoutTheDriversText(TestDatabase database) {
        JdbcStores stores = open(database);
        spied.failsBefore = call -> call.startsWith("execute");

        assertThatThrownBy(() -> stores.replays().claim("secret-value", ALICE, LEASE, SOON, null))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("claim")
                .hasMessageContaining("08006")
                .satisfies(thrown -> {
                    StringWriter trace = new StringWriter();
                    thrown.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).doesNotContain("secret-value");
                });
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aCollisionIsTriedAgainAndOtherFailuresAreNot(TestDatabase database) {
        JdbcStores stores = open(database);
        int[] failures = {0};
        spied.failure = "40001";
        spied.failsBefore = call -> call.startsWith("execute") && failures[0]++ < 3;

        assertThat(stores.replays().claim("k", ALICE, LEASE, SOON, null)).isEqualTo(CLAIMED);

        failures[0] = 0;
        spied.failure = "08006";
        assertThatThrownBy(() -> stores.replays().claim("other", ALICE, LEASE, SOON, null))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(failures[0]).isEqualTo(1);
    }

    @Test
    void anAppendThatIsNotCommittedLeavesNothing() {
        JdbcStores stores = open(TestDatabase.H2);
        spied.failsBefore = call -> call.equals("commit");

        assertThatThrownBy(() -> stores.ledger().append(List.of(settled("c"))))
                .isInstanceOf(StoreUnavailableException.class);

        spied.failsBefore = call -> false;
        assertThat(stores.ledger().byChallenge("c")).isEmpty();
        assertThat(stores.ledger().undelivered(SOON, 10)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void anAppendThatBreaksHalfWayLeavesNothing(TestDatabase database) throws SQLException {
        JdbcStores stores = open(database);
        execute(
                database,
                "ALTER TABLE " + prefix + "undelivered ADD CONSTRAINT " + prefix + "none CHECK (challenge_id <> 'c')");

        assertThatThrownBy(() -> stores.ledger().append(List.of(settled("b"), settled("c"))))
                .isInstanceOf(StoreUnavailableException.class);

        assertThat(stores.ledger().byChallenge("b")).isEmpty();
        assertThat(stores.ledger().byChallenge("c")).isEmpty();
        assertThat(stores.ledger().undelivered(SOON, 10)).isEmpty();
    }

    @Test
    void inPostgreSqlABatchForTheLedgerIsThreeStatementsBesideASettingAndTheCommit() {
        JdbcStores stores = open(TestDatabase.POSTGRESQL);
        LedgerEntry early = settled("early");
        stores.ledger().append(List.of(early));
        spied.executed.clear();

        LedgerEntry late = settled("late");
        stores.ledger()
                .append(List.of(
                        early.then(Kind.DELIVERED, NOW, 200),
                        late,
                        late.then(Kind.DELIVERED, NOW, 200),
                        settled("open")));

        assertThat(spied.executed).hasSize(5);
        assertThat(stores.ledger().undelivered(SOON, 10))
                .extracting(LedgerEntry::challengeId)
                .containsExactly("open");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void endsThatBreakBetweenSpentAndReleasedCanBeRepeated(TestDatabase database) {
        JdbcStores stores = open(database);
        stores.replays().claim("spent", ALICE, LEASE, SOON, null);
        stores.replays().claim("free", ALICE, LEASE, SOON, null);
        List<Ending> endings =
                List.of(new Ending("spent", ALICE, How.SPENT, SOON), new Ending("free", ALICE, How.RELEASED, SOON));
        spied.failsBefore = call -> call.startsWith("execute") && call.contains("DELETE");
        assertThatThrownBy(() -> stores.replays().end(endings)).isInstanceOf(StoreUnavailableException.class);
        spied.failsBefore = call -> false;

        stores.replays().end(endings);

        assertThat(stores.replays().claim("spent", ALICE, LEASE, SOON, null)).isEqualTo(SPENT);
        assertThat(stores.replays().claim("free", Attempt.by("bob"), LEASE, SOON, null))
                .isEqualTo(CLAIMED);
    }
}
