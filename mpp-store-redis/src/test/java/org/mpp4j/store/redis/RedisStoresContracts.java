package org.mpp4j.store.redis;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
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

/** All contracts, each through two doors: connections of their own to the same Redis. */
abstract class RedisStoresContracts {

    private final List<RedisStores> opened = new ArrayList<>();

    /** Settings of stores with a new connection to the Redis under test. */
    abstract RedisStoresBuilder connect();

    private RedisStores open(InstantSource clock) {
        return remember(connect().clock(clock).build());
    }

    private RedisStores open() {
        return remember(connect().build());
    }

    private RedisStores remember(RedisStores stores) {
        opened.add(stores);
        return stores;
    }

    @AfterEach
    void closeStores() {
        opened.forEach(RedisStores::close);
        opened.clear();
    }

    @Nested
    class Replays extends ReplayStoreContract {

        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return open(clock).replays();
        }

        @Override
        protected ReplayStore secondDoor(ReplayStore first, InstantSource sameClock) {
            return open(sameClock).replays();
        }

        @Override
        protected boolean forgetsByItself() {
            return true;
        }
    }

    @Nested
    class ClaimsTogether extends ClaimsTogetherContract {

        @Override
        ReplayStore newInstance(InstantSource clock) {
            return open(clock).replays();
        }
    }

    @Nested
    class Answers extends IdempotencyStoreContract {

        @Override
        protected IdempotencyStore newStore(InstantSource clock) {
            return open(clock).answers();
        }

        @Override
        protected IdempotencyStore secondDoor(IdempotencyStore first, InstantSource sameClock) {
            return open(sameClock).answers();
        }

        @Override
        protected boolean forgetsByItself() {
            return true;
        }
    }

    @Nested
    class Challenges extends ChallengeStoreContract {

        @Override
        protected ChallengeStore newStore(InstantSource clock) {
            return open(clock).challenges();
        }

        @Override
        protected ChallengeStore secondDoor(ChallengeStore first, InstantSource sameClock) {
            return open(sameClock).challenges();
        }

        @Override
        protected boolean forgetsByItself() {
            return true;
        }
    }

    @Nested
    class Sessions extends SessionStoreContract {

        @Override
        protected SessionStore newStore() {
            return open().sessions();
        }

        @Override
        protected SessionStore secondDoor(SessionStore first) {
            return open().sessions();
        }
    }

    @Nested
    class Ledger extends PaymentLedgerContract {

        @Override
        protected PaymentLedger newLedger() {
            return open().ledger();
        }

        @Override
        protected PaymentLedger secondDoor(PaymentLedger first) {
            return open().ledger();
        }
    }
}
