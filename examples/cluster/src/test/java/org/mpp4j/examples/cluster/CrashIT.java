package org.mpp4j.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Instances are killed while customers buy. Nothing is lost, and nobody pays twice. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrashIT {

    private static final int INSTANCES = 3;
    private static final int BUYERS = 12;
    private static final Map<String, String> QUICK = Map.of(
            "MPP_CLAIM_LEASE", "PT5S",
            "MPP_RECONCILE_EVERY", "PT1S",
            // They don't live long enough for better code to pay off.
            "JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");

    private final Random random = new Random();
    private final CountDownLatch never = new CountDownLatch(1);
    private final ExecutorService starters = Executors.newCachedThreadPool();

    @AfterEach
    void stopStarting() {
        starters.shutdownNow();
    }

    @Test
    void killingInstancesLosesNothingWithPostgreSql() throws Exception {
        assumeTrue(PostgreSqlStore.isAvailable(), "There is no PostgreSQL to be had for this system as a library");
        buyWhileInstancesAreKilled(PostgreSqlStore::create, Integer.getInteger("mpp.crash.purchases", 5000), 10);
    }

    @Test
    void killingInstancesLosesNothingWithRedis() throws Exception {
        assumeTrue(RedisStore.isAvailable(), "There is no Redis to be had for this system as a library");
        buyWhileInstancesAreKilled(RedisStore::create, Integer.getInteger("mpp.crash.purchases", 1500), 4);
    }

    private void buyWhileInstancesAreKilled(Supplier<SharedStore> store, int purchases, int leastKills)
            throws Exception {
        try (Cluster cluster = Cluster.start(store.get(), INSTANCES, QUICK);
                SharedStore.View view = cluster.store().open();
                Buyers buyers = new Buyers(BUYERS, () -> live(cluster))) {
            long start = System.nanoTime();

            Buyers.Run run = buyers.buy(purchases);
            List<Future<Instance>> replacements = new ArrayList<>();
            while (run.isGoingOn()) {
                assertThat(never.await(300 + random.nextInt(600), TimeUnit.MILLISECONDS))
                        .isFalse();
                int victim = random.nextInt(INSTANCES);
                if (live(cluster).size() > 1 && isRunning(cluster, victim)) {
                    cluster.instances().get(victim).kill();
                    replacements.add(starters.submit(() -> cluster.replace(victim)));
                }
            }
            int kills = replacements.size();
            for (Future<Instance> replacement : replacements) {
                replacement.get();
            }
            run.await(Duration.ZERO);

            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            System.out.println(cluster.store().name() + ": " + kills + " kills in " + seconds + " s, " + buyers);
            assertThat(kills).as("kills").isGreaterThanOrEqualTo(leastKills);
            Books books = new Books(cluster.bank(), view.stores(), buyers);
            books.agree(kills * BUYERS);
            System.out.println(cluster.store().name() + ": the books agree, with " + books.leftOver()
                    + " answers that the killed instances had no time to note");
        }
    }

    private static List<URI> live(Cluster cluster) {
        return cluster.instances().stream()
                .filter(Instance::isAlive)
                .map(Instance::url)
                .toList();
    }

    private static boolean isRunning(Cluster cluster, int index) {
        return cluster.instances().get(index).isAlive();
    }
}
