package org.mpp4j.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.Ending;
import org.mpp4j.store.Ending.How;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.ReplayStore.Claim;
import org.mpp4j.store.StoreUnavailableException;

/** Claims of the same moment share a statement in PostgreSQL. */
@Timeout(120)
class ClaimsTogetherTest {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Instant SOON = NOW.plusSeconds(600);
    private static final Attempt ALICE = Attempt.by("alice");
    private static final Attempt BOB = Attempt.by("bob");

    private final Spied spied = new Spied();
    private final String prefix = TestDatabase.newPrefix();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private AtomicInteger held = new AtomicInteger();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private ReplayStore open(Instant now) {
        return JdbcStores.builder(spied.wrap(TestDatabase.POSTGRESQL.door()))
                .tablePrefix(prefix)
                .clock(InstantSource.fixed(now))
                .build()
                .replays();
    }

    private Future<Claim> claim(ReplayStore store, String key, Attempt attempt) {
        return threads.submit(() -> store.claim(key, attempt, LEASE, SOON, "memo of " + key));
    }

    /** The next two statements wait until the latch is down; that is as many as are under way at a time. */
    private CountDownLatch holdTheNextTwo() {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger held = new AtomicInteger();
        spied.failsBefore = call -> {
            if (call.startsWith("execute") && held.getAndIncrement() < 2) {
                try {
                    goOn.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            }
            return false;
        };
        spied.executed.clear();
        this.held = held;
        return goOn;
    }

    @Test
    void eachGetsItsOwnOutcome() throws Exception {
        ReplayStore earlier = open(NOW.minusSeconds(3600));
        earlier.claim("over", BOB, LEASE, NOW.minusSeconds(1), null);
        ReplayStore store = open(NOW);
        store.claim("spent", BOB, LEASE, SOON, null);
        store.end(List.of(new Ending("spent", BOB, How.SPENT, SOON)));
        store.claim("of another", BOB, LEASE, SOON, null);
        store.claim("own", ALICE, LEASE, SOON, null);
        store.claim("paid", ALICE, LEASE, SOON, null);
        store.end(List.of(new Ending("paid", ALICE, How.PAID, SOON)));
        Map<String, Claim> expected = Map.of(
                "new", Claim.CLAIMED,
                "over", Claim.CLAIMED,
                "spent", Claim.SPENT,
                "of another", Claim.IN_FLIGHT,
                "own", Claim.CLAIMED,
                "paid", Claim.UNDECIDED);
        CountDownLatch goOn = holdTheNextTwo();
        claim(store, "first", ALICE);
        claim(store, "second", ALICE);
        await().until(() -> held.get() == 2);

        Map<String, Future<Claim>> claims = new HashMap<>();
        expected.keySet().forEach(key -> claims.put(key, claim(store, key, ALICE)));
        awaitParked();
        goOn.countDown();

        for (Map.Entry<String, Claim> each : expected.entrySet()) {
            assertThat(claims.get(each.getKey()).get(60, TimeUnit.SECONDS))
                    .as(each.getKey())
                    .isEqualTo(each.getValue());
        }
        // Two alone, one for all the others, and a look at those that were not new. A straggler may have come alone.
        assertThat(spied.executed).hasSizeLessThanOrEqualTo(6);
    }

    /** All threads but the two that are held at the database wait for a lane. */
    private void awaitParked() {
        await().until(() -> Thread.getAllStackTraces().entrySet().stream()
                        .filter(thread -> thread.getKey().getState() == Thread.State.WAITING)
                        .filter(thread -> List.of(thread.getValue()).stream()
                                .anyMatch(frame -> frame.getClassName().endsWith("SharedTrips")))
                        .count()
                == 6);
    }

    @Test
    void allAreToldWhenTheDatabaseFails() throws Exception {
        ReplayStore store = open(NOW);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        spied.failsBefore = call -> {
            if (call.startsWith("execute")) {
                calls.incrementAndGet();
                try {
                    goOn.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
                return true;
            }
            return false;
        };
        List<Future<Claim>> claims = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            claims.add(claim(store, "k" + i, ALICE));
        }
        await().until(() -> calls.get() == 2);
        awaitParked();
        goOn.countDown();

        for (Future<Claim> claim : claims) {
            assertThatThrownBy(() -> claim.get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("claim");
        }
        spied.failsBefore = call -> false;
        assertThat(store.claim("k0", ALICE, LEASE, SOON, null)).isEqualTo(Claim.CLAIMED);
    }

    @Test
    void twoInstancesThatRaceForTheSameKeysShareThemOut() throws Exception {
        List<ReplayStore> instances = List.of(open(NOW), open(NOW));
        int keys = 400;
        List<Future<Integer>> racers = new ArrayList<>();
        for (int racer = 0; racer < 16; racer++) {
            ReplayStore store = instances.get(racer % 2);
            Attempt attempt = Attempt.by("racer" + racer);
            boolean backwards = racer % 4 < 2;
            racers.add(threads.submit(() -> {
                int won = 0;
                for (int i = 0; i < keys; i++) {
                    String key = "key" + (backwards ? keys - 1 - i : i);
                    won += store.claim(key, attempt, LEASE, SOON, null) == Claim.CLAIMED ? 1 : 0;
                }
                return won;
            }));
        }

        int won = 0;
        for (Future<Integer> racer : racers) {
            won += racer.get(100, TimeUnit.SECONDS);
        }
        assertThat(won).isEqualTo(keys);
    }
}
