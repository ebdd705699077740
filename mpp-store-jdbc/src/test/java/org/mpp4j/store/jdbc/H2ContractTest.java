package org.mpp4j.store.jdbc;

import java.time.InstantSource;
import org.junit.jupiter.api.Nested;
import org.mpp4j.store.ChallengeStore;
import org.mpp4j.store.IdempotencyStore;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.SessionStore;
import org.mpp4j.testkit.ChallengeStoreContract;
import org.mpp4j.testkit.IdempotencyStoreContract;
import org.mpp4j.testkit.PaymentLedgerContract;
import org.mpp4j.testkit.ReplayStoreContract;
import org.mpp4j.testkit.SessionStoreContract;

/** What is asked of every store, with two instances on one database. */
class H2ContractTest {

    private static final String PREFIX = TestDatabase.newPrefix();

    private static JdbcStores open(String door, InstantSource clock) {
        return JdbcStores.builder(TestDatabase.H2.door(door))
                .tablePrefix(PREFIX)
                .clock(clock)
                .build();
    }

    @Nested
    class Replays extends ReplayStoreContract {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return open("first", clock).replays();
        }

        @Override
        protected ReplayStore secondDoor(ReplayStore opened, InstantSource sameClock) {
            return open("second", sameClock).replays();
        }
    }

    @Nested
    class Answers extends IdempotencyStoreContract {
        @Override
        protected IdempotencyStore newStore(InstantSource clock) {
            return open("first", clock).answers();
        }

        @Override
        protected IdempotencyStore secondDoor(IdempotencyStore opened, InstantSource sameClock) {
            return open("second", sameClock).answers();
        }
    }

    @Nested
    class Challenges extends ChallengeStoreContract {
        @Override
        protected ChallengeStore newStore(InstantSource clock) {
            return open("first", clock).challenges();
        }

        @Override
        protected ChallengeStore secondDoor(ChallengeStore opened, InstantSource sameClock) {
            return open("second", sameClock).challenges();
        }
    }

    @Nested
    class Sessions extends SessionStoreContract {
        @Override
        protected SessionStore newStore() {
            return open("first", InstantSource.system()).sessions();
        }

        @Override
        protected SessionStore secondDoor(SessionStore opened) {
            return open("second", InstantSource.system()).sessions();
        }
    }

    @Nested
    class Ledger extends PaymentLedgerContract {
        @Override
        protected PaymentLedger newLedger() {
            return open("first", InstantSource.system()).ledger();
        }

        @Override
        protected PaymentLedger secondDoor(PaymentLedger opened) {
            return open("second", InstantSource.system()).ledger();
        }
    }
}
