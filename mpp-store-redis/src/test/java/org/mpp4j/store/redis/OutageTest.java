package org.mpp4j.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.Ending;
import org.mpp4j.store.Ending.How;
import org.mpp4j.store.ReplayStore.Claim;
import org.mpp4j.store.SessionRecord;
import org.mpp4j.store.StoreUnavailableException;
import org.mpp4j.store.redis.TestProxy.Fault;

/** What happens while Redis, or the way to it, is broken. */
@Timeout(60)
class OutageTest {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final String key = UUID.randomUUID().toString();
    private final Attempt alice = Attempt.by("alice");
    private final Instant later = Instant.now().plusSeconds(3600);

    private Claim claim(RedisStores stores) {
        return stores.replays().claim(key, alice, LEASE, later, null);
    }

    private void assertUnavailableInTime(Runnable action) {
        long start = System.nanoTime();
        assertThatThrownBy(action::run)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageNotContaining(key)
                .hasMessageNotContaining(alice.token());
        // Twice the timeout, for a busy machine.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.multipliedBy(2));
    }

    @Test
    void aStoppedServerIsReportedInTimeAndFoundAgainWhenItIsBack() {
        int port = TestServer.freePort();
        try (TestServer server = new TestServer(port).start();
                RedisStores stores = RedisStores.builder(server.uri())
                        .commandTimeout(TIMEOUT)
                        .build()) {
            assertThat(claim(stores)).isEqualTo(Claim.CLAIMED);

            server.stop();
            for (int i = 0; i < 5; i++) {
                assertUnavailableInTime(() -> claim(stores));
                assertUnavailableInTime(() -> stores.answers().find(key));
                assertUnavailableInTime(() -> stores.sessions().due("", Instant.now(), 10));
            }

            // Without its data, as nothing was written to disk, and without the scripts.
            try (TestServer again = new TestServer(port).start()) {
                await().ignoreExceptions().until(() -> claim(stores) == Claim.CLAIMED);
                assertThat(stores.replays().claim(key, Attempt.by("bob"), LEASE, later, null))
                        .isEqualTo(Claim.IN_FLIGHT);
            }
        }
    }

    @Test
    void aServerThatIsNotThereFailsTheBuild() {
        assertUnavailableInTime(() -> RedisStores.builder("redis://127.0.0.1:" + TestServer.freePort())
                .commandTimeout(TIMEOUT)
                .build());
    }

    @Test
    void aClaimWhoseAnswerWasLostIsNotSentAgainByItselfAndMayBeAskedAgain() {
        try (TestProxy proxy = new TestProxy(TestServer.shared().port());
                RedisStores stores =
                        RedisStores.builder(proxy.uri()).commandTimeout(TIMEOUT).build()) {
            stores.replays().renew(key, alice, LEASE);
            claimOtherKey(stores); // so that the server knows the script
            int before = proxy.scripts();

            proxy.setFault(Fault.LOSE_ANSWERS);
            assertUnavailableInTime(() -> claim(stores));
            proxy.setFault(Fault.NONE);
            await().ignoreExceptions().until(() -> stores.answers().find(key).isEmpty());
            int reads = proxy.scripts() - before - 1;

            assertThat(stores.replays().claim(key, Attempt.by("bob"), LEASE, later, null))
                    .isEqualTo(Claim.IN_FLIGHT);
            assertThat(claim(stores)).isEqualTo(Claim.CLAIMED);
            assertThat(proxy.scripts() - before)
                    .as("the lost claim, reads until the connection was back, two claims")
                    .isEqualTo(1 + reads + 2);
            stores.replays().end(List.of(new Ending(key, alice, How.SPENT, later)));
            assertThat(claim(stores)).isEqualTo(Claim.SPENT);
        }
    }

    @Test
    void aConnectionThatLosesEverythingIsGivenUpForANewOne() {
        try (TestProxy proxy = new TestProxy(TestServer.shared().port());
                RedisStores stores =
                        RedisStores.builder(proxy.uri()).commandTimeout(TIMEOUT).build()) {
            claimOtherKey(stores);

            proxy.loseConnections();

            assertUnavailableInTime(() -> claim(stores));
            await().ignoreExceptions().until(() -> claim(stores) == Claim.CLAIMED);
        }
    }

    private void claimOtherKey(RedisStores stores) {
        stores.replays().claim(key + ":other", alice, LEASE, later, null);
    }

    @Test
    void aSessionWhoseAnswerWasLostWasSetOnce() {
        try (TestProxy proxy = new TestProxy(TestServer.shared().port());
                RedisStores stores =
                        RedisStores.builder(proxy.uri()).commandTimeout(TIMEOUT).build()) {
            stores.sessions().compareAndSet(key, 0, "one", Instant.MAX);

            proxy.setFault(Fault.LOSE_ANSWERS);
            assertUnavailableInTime(() -> stores.sessions().compareAndSet(key, 1, "two", Instant.MAX));
            proxy.setFault(Fault.NONE);

            await().ignoreExceptions().until(() -> stores.sessions().find(key).isPresent());
            assertThat(stores.sessions().find(key)).contains(new SessionRecord(key, 2, "two", Instant.MAX));
        }
    }

    @Test
    void whatAGivenConnectionSendsAgainIsAnsweredAsTheFirstTime() {
        try (TestProxy proxy = new TestProxy(TestServer.shared().port());
                RedisClient client = RedisClient.create(proxy.uri());
                StatefulRedisConnection<String, String> connection = client.connect();
                RedisStores stores = RedisStores.builder(connection)
                        .commandTimeout(Duration.ofSeconds(20))
                        .build()) {
            claimOtherKey(stores);
            stores.replays().resume(key, alice, LEASE);
            stores.sessions().compareAndSet(key, 5, "", Instant.MAX);
            stores.challenges().put(key + ":other", "", later);

            assertThat(whileFirstAnswerIsLost(proxy, () -> claim(stores))).isEqualTo(Claim.CLAIMED);
            stores.replays().end(List.of(new Ending(key, alice, How.UNDECIDED, later)));
            assertThat(whileFirstAnswerIsLost(proxy, () -> stores.replays().resume(key, Attempt.by("alice"), LEASE)))
                    .isTrue();
            assertThat(whileFirstAnswerIsLost(proxy, () -> stores.sessions().compareAndSet(key, 0, "one", Instant.MAX)))
                    .isTrue();
            assertThat(stores.sessions().find(key)).contains(new SessionRecord(key, 1, "one", Instant.MAX));
            assertThat(whileFirstAnswerIsLost(proxy, () -> stores.challenges().put(key, "value", later)))
                    .isTrue();
            assertThat(stores.challenges().put(key, "value", later)).isFalse();
        }
    }

    private static <T> T whileFirstAnswerIsLost(TestProxy proxy, Supplier<T> action) {
        int before = proxy.scripts();
        proxy.setFault(Fault.LOSE_ANSWERS);
        Thread mender = new Thread(() -> {
            await().until(() -> proxy.scripts() > before);
            proxy.awaitCut();
            proxy.setFault(Fault.NONE);
        });
        mender.start();
        T result = action.get();
        assertThat(proxy.scripts() - before).as("sent at least twice").isGreaterThan(1);
        return result;
    }

    @Test
    void aStallIsReportedInTimeAndForgottenWhenItIsOver() {
        try (TestProxy proxy = new TestProxy(TestServer.shared().port());
                RedisStores stores =
                        RedisStores.builder(proxy.uri()).commandTimeout(TIMEOUT).build()) {
            proxy.setFault(Fault.STALL);
            assertUnavailableInTime(() -> claim(stores));
            assertUnavailableInTime(() -> stores.sessions().find(key));
            proxy.setFault(Fault.NONE);

            await().ignoreExceptions().until(() -> claim(stores) == Claim.CLAIMED);
            assertThat(stores.sessions().find(key)).isEmpty();
            assertThat(stores.replays().claim(key, Attempt.by("bob"), LEASE, later, null))
                    .isEqualTo(Claim.IN_FLIGHT);
        }
    }
}
