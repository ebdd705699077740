package org.mpp4j.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.Ending;
import org.mpp4j.store.Ending.How;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.ReplayStore.Claim;
import org.mpp4j.store.UnresolvedClaim;

/** Claims of the same moment travel together, and each comes back with its own outcome. */
@Timeout(120)
abstract class ClaimsTogetherContract {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Instant SOON = NOW.plusSeconds(600);
    private static final Attempt ALICE = Attempt.by("alice");
    private static final Attempt BOB = Attempt.by("bob");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String run = UUID.randomUUID() + " ";

    /** Another door to the same Redis. */
    abstract ReplayStore newInstance(InstantSource clock);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private ReplayStore open(Instant now) {
        return newInstance(InstantSource.fixed(now));
    }

    @Test
    void eachGetsItsOwnOutcome() throws Exception {
        ReplayStore store = open(NOW);
        Map<String, Claim> expected = new HashMap<>();
        for (int i = 0; i < 8; i++) {
            expected.put(run + "new" + i, Claim.CLAIMED);
            expected.put(given(store, "spent" + i, BOB, How.SPENT), Claim.SPENT);
            expected.put(given(store, "of another" + i, BOB, null), Claim.IN_FLIGHT);
            expected.put(given(store, "own" + i, ALICE, null), Claim.CLAIMED);
            expected.put(given(store, "paid" + i, ALICE, How.PAID), Claim.UNDECIDED);
            expected.put(given(store, "released" + i, BOB, How.RELEASED), Claim.CLAIMED);
        }

        CyclicBarrier start = new CyclicBarrier(expected.size());
        Map<String, Future<Claim>> claims = new HashMap<>();
        expected.keySet()
                .forEach(key -> claims.put(key, threads.submit(() -> {
                    start.await();
                    return store.claim(key, ALICE, LEASE, SOON, "memo of " + key);
                })));

        for (Map.Entry<String, Claim> each : expected.entrySet()) {
            assertThat(claims.get(each.getKey()).get(60, TimeUnit.SECONDS))
                    .as(each.getKey())
                    .isEqualTo(each.getValue());
        }
        List<UnresolvedClaim> left = open(NOW.plus(LEASE)).unresolved(100_000);
        for (int i = 0; i < 8; i++) {
            assertThat(left).contains(new UnresolvedClaim(run + "new" + i, "alice", "memo of " + run + "new" + i));
        }
    }

    private String given(ReplayStore store, String name, Attempt attempt, How how) {
        String key = run + name;
        store.claim(key, attempt, LEASE, SOON, null);
        if (how != null) {
            store.end(List.of(new Ending(key, attempt, how, SOON)));
        }
        return key;
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
                    String key = run + (backwards ? keys - 1 - i : i);
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
