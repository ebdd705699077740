package org.mpp4j.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.Ending;
import org.mpp4j.store.Ending.How;
import org.mpp4j.store.IdempotencyStore;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.ReplayStore.Claim;
import org.mpp4j.store.StoreUnavailableException;
import org.mpp4j.store.StoredAnswer;
import org.mpp4j.store.redis.TestProxy.Fault;

class RedisStoresTest {

    private static final Duration LEASE = Duration.ofSeconds(30);

    private final String key = UUID.randomUUID().toString();
    private final Attempt alice = Attempt.by("alice");
    private final Instant later = Instant.now().plusSeconds(3600);

    // Settings

    @ParameterizedTest
    @ValueSource(strings = {"http://user:secret@host", "127.0.0.1:6379", ""})
    void aUriOfAnotherKindIsRefusedWithoutBeingShown(String uri) {
        assertThatThrownBy(() -> RedisStores.builder(uri))
                .isInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessage("The URI of Redis begins with neither redis:// nor rediss://. Give one such as"
                        + " redis://127.0.0.1:6379");
    }

    @Test
    void aUriThatCanNotBeReadIsRefusedWithoutBeingShown() {
        assertThatThrownBy(() -> RedisStores.builder("redis://user:sec ret%@host"))
                .isInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessageStartingWith("The URI of Redis can't be read.")
                .hasMessageNotContaining("sec ret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a{b}", "a b", "é", "a*"})
    void aKeyPrefixWithOtherCharactersIsRefused(String prefix) {
        assertThatThrownBy(() -> RedisStores.builder(TestServer.shared().uri()).keyPrefix(prefix))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("The key prefix of RedisStores has 1 to 64 characters out of letters, digits and : . _ / -,"
                        + " got \"" + prefix + "\". Give one such as \"mpp:\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT1M0.001S"})
    void aTimeoutOutOfRangeIsRefused(Duration timeout) {
        assertThatThrownBy(() -> RedisStores.builder(TestServer.shared().uri()).commandTimeout(timeout))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("got " + timeout);
    }

    @Test
    void prefixesKeepServersApart() {
        try (RedisStores one = RedisStores.builder(TestServer.shared().uri())
                        .keyPrefix("one:")
                        .build();
                RedisStores two = RedisStores.builder(TestServer.shared().uri())
                        .keyPrefix("two:")
                        .build()) {
            assertThat(claim(one)).isEqualTo(Claim.CLAIMED);
            assertThat(two.replays().claim(key, Attempt.by("bob"), LEASE, later, null))
                    .isEqualTo(Claim.CLAIMED);
        }
    }

    private Claim claim(RedisStores stores) {
        return stores.replays().claim(key, alice, LEASE, later, "memo");
    }

    @Test
    void aGivenConnectionOfAnyCodecIsUsedAndLeftOpen() {
        try (RedisClient client = RedisClient.create(TestServer.shared().uri());
                StatefulRedisConnection<String, String> texts = client.connect();
                StatefulRedisConnection<byte[], byte[]> bytes = client.connect(ByteArrayCodec.INSTANCE)) {
            RedisStores one = RedisStores.builder(texts).build();
            RedisStores two = RedisStores.builder(bytes).build();

            assertThat(claim(one)).isEqualTo(Claim.CLAIMED);
            assertThat(claim(two)).isEqualTo(Claim.CLAIMED);
            one.close();
            two.close();

            assertThat(texts.sync().ping()).isEqualTo("PONG");
            assertThat(bytes.sync().ping()).isEqualTo("PONG");
        }
    }

    @Test
    void closingTwiceDoesNothingAndNothingIsClaimedAfterwards() {
        RedisStores stores = RedisStores.builder(TestServer.shared().uri()).build();
        stores.close();
        stores.close();

        assertThatThrownBy(() -> claim(stores)).isInstanceOf(StoreUnavailableException.class);
    }

    // The server

    @ParameterizedTest
    @ValueSource(strings = {"allkeys-lru", "volatile-ttl", "volatile-lru"})
    void aServerThatMayEvictIsRefused(String policy) {
        try (TestServer server = new TestServer("maxmemory-policy " + policy).start()) {
            assertThatThrownBy(() -> RedisStores.builder(server.uri()).build())
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessage("The Redis server's maxmemory-policy is " + policy
                            + ": when its memory is full it would forget claims, and what was used could be used again."
                            + " Set maxmemory-policy noeviction on this server (CONFIG SET maxmemory-policy noeviction,"
                            + " and in redis.conf), or use a server of its own");
        }
    }

    @Test
    void anOldServerIsRefused() {
        assertThatThrownBy(() -> ServerCheck.checkVersion("5.0.14"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("This Redis server has version 5.0.14; RedisStores needs 6.0 or newer. Update the server");
        ServerCheck.checkVersion("6.0.0");
        ServerCheck.checkVersion("10.1");
    }

    @Test
    void aFullServerRefusesClaimsAndForgetsNone() {
        try (TestServer server = new TestServer().start();
                RedisStores stores = RedisStores.builder(server.uri()).build();
                RedisClient client = RedisClient.create(server.uri())) {
            claim(stores);
            client.connect().sync().configSet("maxmemory", "1");

            assertThatThrownBy(() -> stores.replays().claim(key + "2", alice, LEASE, later, null))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("Redis refused a command: OOM");

            client.connect().sync().configSet("maxmemory", "0");
            assertThat(stores.replays().claim(key, Attempt.by("bob"), LEASE, later, null))
                    .isEqualTo(Claim.IN_FLIGHT);
        }
    }

    @Test
    void aServerThatKeepsNothingOnDiskIsWarnedAbout() {
        try (TestServer server = new TestServer("save \"\"").start()) {
            assertThat(warningsOf(server.uri())).singleElement().satisfies(startsWith("Redis keeps nothing on disk"));
        }
    }

    @Test
    void aServerThatKeepsItsSettingsToItselfIsWarnedAbout() {
        try (TestServer server = new TestServer("save \"\"").start();
                RedisClient client = RedisClient.create(server.uri())) {
            client.connect()
                    .sync()
                    .dispatch(
                            CommandType.ACL,
                            new StatusOutput<>(StringCodec.UTF8),
                            new CommandArgs<>(StringCodec.UTF8)
                                    .add("SETUSER")
                                    .add("shop")
                                    .add("on")
                                    .add(">secret")
                                    .add("~mpp:*")
                                    .add("+@all")
                                    .add("-config"));

            assertThat(warningsOf("redis://shop:secret@127.0.0.1:" + server.port()))
                    .singleElement()
                    .satisfies(startsWith("Redis doesn't tell its settings [save]"));
        }
    }

    @Test
    void aServerWithSnapshotsIsNotWarnedAbout() {
        assertThat(warningsOf(TestServer.shared().uri())).isEmpty();
    }

    private static Consumer<String> startsWith(String beginning) {
        return text -> assertThat(text).startsWith(beginning);
    }

    private static List<String> warningsOf(String uri) {
        List<String> warnings = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord logged) {
                warnings.add(logged.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(RedisStores.class.getName());
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            RedisStores.builder(uri).build().close();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        return warnings;
    }

    // What it costs

    @Test
    void everyOperationOnAKeyIsOneCommand() {
        try (TestServer server = new TestServer().start();
                RedisStores stores = RedisStores.builder(server.uri()).build();
                RedisClient client = RedisClient.create(server.uri())) {
            ReplayStore replays = stores.replays();
            useOnce(replays, "warm-up");
            long scriptsBefore = calls(client, "eval");

            int uses = 100;
            client.connect().sync().configResetstat();
            for (int i = 0; i < uses; i++) {
                useOnce(replays, "key " + i);
            }

            // Claimed, renewed, ended: three each.
            assertThat(calls(client, "evalsha")).isEqualTo(3 * uses);
            assertThat(calls(client, "eval")).isZero();
            assertThat(scriptsBefore).as("each script is sent once as text").isEqualTo(3);
        }
    }

    @Test
    void claimsOfTheSameMomentShareAScript() throws Exception {
        int claims = 32;
        try (TestServer server = new TestServer().start();
                TestProxy proxy = new TestProxy(server.port());
                RedisStores stores = RedisStores.builder(proxy.uri())
                        .commandTimeout(Duration.ofSeconds(60))
                        .build();
                RedisClient client = RedisClient.create(server.uri())) {
            claim(stores);
            client.connect().sync().configResetstat();
            ExecutorService threads = Executors.newFixedThreadPool(claims);

            proxy.setFault(Fault.STALL);
            List<Future<Claim>> outcomes = new ArrayList<>();
            for (int i = 0; i < claims; i++) {
                String name = "key " + i;
                outcomes.add(threads.submit(() -> stores.replays().claim(name, alice, LEASE, later, "memo")));
            }
            // Two set out alone; the others wait for them to come back.
            await().until(() -> waitingForATrip() >= claims - 2);
            proxy.setFault(Fault.NONE);

            for (Future<Claim> outcome : outcomes) {
                assertThat(outcome.get(60, TimeUnit.SECONDS)).isEqualTo(Claim.CLAIMED);
            }
            threads.shutdown();
            assertThat(calls(client, "evalsha")).isLessThanOrEqualTo(4);
        }
    }

    private static long waitingForATrip() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getState() == Thread.State.WAITING)
                .filter(thread -> List.of(thread.getValue()).stream()
                        .anyMatch(frame -> frame.getClassName().endsWith("SharedTrips")))
                .count();
    }

    @Test
    void theFirstOfTwoEndingsAndOfTwoAnswersInOneCallCounts() {
        try (RedisStores stores = RedisStores.builder(TestServer.shared().uri()).build()) {
            claim(stores);
            stores.replays()
                    .end(List.of(
                            new Ending(key, alice, How.SPENT, later),
                            new Ending(key, alice, How.RELEASED, later),
                            new Ending(key, alice, How.UNDECIDED, later)));
            StoredAnswer first = new StoredAnswer("print", 200, List.of(), new byte[] {1});
            StoredAnswer second = new StoredAnswer("print", 200, List.of(), new byte[] {2});
            stores.answers()
                    .put(List.of(
                            new IdempotencyStore.Entry(key, first, later),
                            new IdempotencyStore.Entry(key, second, later)));

            assertThat(claim(stores)).isEqualTo(Claim.SPENT);
            assertThat(stores.answers().find(key)).contains(first);
        }
    }

    private void useOnce(ReplayStore replays, String name) {
        replays.claim(name, alice, LEASE, later, "memo");
        replays.renew(name, alice, LEASE);
        replays.end(List.of(new Ending(name, alice, How.SPENT, later)));
    }

    private static long calls(RedisClient client, String command) {
        String wanted = "cmdstat_" + command + ":calls=";
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return connection
                    .sync()
                    .info("commandstats")
                    .lines()
                    .filter(line -> line.startsWith(wanted))
                    .mapToLong(line -> Long.parseLong(line.substring(wanted.length(), line.indexOf(','))))
                    .sum();
        }
    }

    @Test
    void aScriptThatTheServerHasForgottenIsSentAgain() {
        try (RedisStores stores = RedisStores.builder(TestServer.shared().uri()).build();
                RedisClient client = RedisClient.create(TestServer.shared().uri())) {
            claim(stores);
            client.connect().sync().scriptFlush();

            assertThat(stores.replays().claim(key, Attempt.by("bob"), LEASE, later, null))
                    .isEqualTo(Claim.IN_FLIGHT);
        }
    }

    @Test
    void theServersClockEndsALeaseAndAClaim() {
        try (RedisStores stores = RedisStores.builder(TestServer.shared().uri()).build()) {
            Duration blink = Duration.ofMillis(1);
            stores.replays().claim(key, alice, blink, later, null);
            stores.replays().claim(key + "2", alice, blink, Instant.now(), null);

            await().until(() -> stores.replays().resume(key, Attempt.by("alice"), LEASE));
            await().until(() ->
                    stores.replays().claim(key + "2", Attempt.by("bob"), LEASE, later, null) == Claim.CLAIMED);
        }
    }
}
