package org.mpp4j.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the instances keep their state in goes away while customers buy: it is restarted, or the wire to it fails. Requests wait
 * or are put off; afterwards everything goes on by itself, and the books agree.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutageIT {

    private static final int INSTANCES = 2;
    private static final int BUYERS = 8;

    /** Longer than any time limit on the way of a request to its store. */
    /** A pool gives out connections that are silent one after the other, and each is only found out by its time limit. */
    private static final Duration RECOVERY = Duration.ofSeconds(45);

    private static final int AS_BEFORE = 50;

    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void anOutageOfPostgreSqlLosesNothing() throws Exception {
        assumeTrue(PostgreSqlStore.isAvailable(), "There is no PostgreSQL to be had for this system as a library");
        buyDuringOutages(PostgreSqlStore.create());
    }

    @Test
    void anOutageOfRedisLosesNothing() throws Exception {
        assumeTrue(RedisStore.isAvailable(), "There is no Redis to be had for this system as a library");
        buyDuringOutages(RedisStore.create());
    }

    private interface Outage {
        void happen() throws InterruptedException;
    }

    private void buyDuringOutages(SharedStore store) throws Exception {
        String location = store.environment().getOrDefault("MPP_STORE", "");
        int port = Integer.parseInt(location.replaceAll("^.*:(\\d+).*$", "$1"));
        try (FaultyWire wire = new FaultyWire(port)) {
            Map<String, String> settings =
                    new HashMap<>(Map.of("MPP_CLAIM_LEASE", "PT5S", "MPP_RECONCILE_EVERY", "PT1S"));
            settings.put("MPP_STORE", location.replace(":" + port, ":" + wire.port()));
            try (Cluster cluster = Cluster.start(store, INSTANCES, settings);
                    Buyers buyers = new Buyers(BUYERS, cluster::urls)) {
                AtomicBoolean wanted = new AtomicBoolean(true);
                Buyers.Run run = buyers.buyWhile(wanted::get);
                recovers("nothing", buyers, () -> {});

                recovers("a stall of 2 s", buyers, () -> {
                    wire.stall();
                    pause(2000);
                    wire.pass();
                });
                recovers("connections that are reset", buyers, wire::drop);
                recovers("connections that the store closes on one side", buyers, wire::closeTowardsInstances);
                recovers("connections that the instances close on one side", buyers, wire::closeTowardsStore);
                recovers("connections that lose everything", buyers, wire::lose);
                recovers("3 s without connections", buyers, () -> {
                    wire.refuse();
                    pause(3000);
                    wire.pass();
                });
                recovers("a restart", buyers, cluster.store()::restart);

                wanted.set(false);
                run.await(Duration.ofSeconds(60));
                System.out.println(cluster.store().name() + ": " + buyers);
                try (SharedStore.View view = cluster.store().open()) {
                    // Nobody died, so nobody failed to note what was delivered.
                    new Books(cluster.bank(), view.stores(), buyers).agree(0);
                }
                System.out.println(cluster.store().name() + ": the books agree");
                assertThat(cluster.instances()).allMatch(Instance::isAlive);
            }
        }
    }

    private static void recovers(String what, Buyers buyers, Outage outage) throws InterruptedException {
        outage.happen();
        long over = System.nanoTime();
        Awaitility.await("answers again after " + what)
                .atMost(RECOVERY)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> buyers.answersSince(over) >= AS_BEFORE);
        System.out.println("after " + what + ": " + AS_BEFORE + " answers in "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - over) + " ms");
    }

    private void pause(long millis) throws InterruptedException {
        assertThat(never.await(millis, TimeUnit.MILLISECONDS)).isFalse();
    }
}
