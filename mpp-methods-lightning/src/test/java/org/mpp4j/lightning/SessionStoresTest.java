package org.mpp4j.lightning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.mpp4j.lightning.SessionMerchant.body;
import static org.mpp4j.lightning.SessionMerchant.problem;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.mpp4j.gate.Admission;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.session.SessionAccount.Status;
import org.mpp4j.store.Stores;
import org.mpp4j.store.jdbc.JdbcStores;
import org.mpp4j.store.redis.RedisStores;
import redis.embedded.RedisServer;

/** What two instances do that share a database or a Redis server. */
class SessionStoresTest {

    private static final int THREADS = 8;

    @Nested
    class OverSql extends Rules {

        @Override
        Stores stores(InstantSource clock) {
            JdbcDataSource database = new JdbcDataSource();
            database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
            return JdbcStores.builder(database).clock(clock).build();
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OverRedis extends Rules {

        private final List<RedisStores> connected = new ArrayList<>();
        private RedisServer server;
        private String url;

        @BeforeAll
        void start(@TempDir Path directory) throws Exception {
            assumeFalse(
                    System.getProperty("os.name").startsWith("Windows"),
                    "Left out on Windows: there the server that comes with the tests is older than 6.0");
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            server = RedisServer.newRedisServer()
                    .port(port)
                    .bind("127.0.0.1")
                    .onShutdownForceStop(true)
                    .setting("save 3600 1000000")
                    .setting("dir " + directory)
                    .build();
            server.start();
            url = "redis://127.0.0.1:" + port;
        }

        @AfterAll
        void stop() throws Exception {
            connected.forEach(RedisStores::close);
            if (server != null) {
                server.stop();
            }
        }

        @Override
        Stores stores(InstantSource clock) {
            RedisStores stores =
                    RedisStores.builder(url).keyPrefix(UUID.randomUUID() + ":").build();
            connected.add(stores);
            return stores;
        }
    }

    /** A process that ends while it pays: nothing that comes after that happens. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    abstract static class Rules {

        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        private ExecutorService threads;
        private SessionMerchant one;
        private SessionMerchant other;

        abstract Stores stores(InstantSource clock);

        @BeforeEach
        void open() {
            now.set(Instant.now());
            threads = Executors.newFixedThreadPool(THREADS);
            one = new SessionMerchant(now, stores(now::get));
            other = one.another();
        }

        @AfterEach
        void close() {
            threads.shutdownNow();
            other.close();
            one.close();
        }

        private <T> List<T> onBothAtOnce(Function<SessionMerchant, T> call) throws Exception {
            List<Callable<T>> calls = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                SessionMerchant instance = i % 2 == 0 ? one : other;
                calls.add(() -> call.apply(instance));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(calls)) {
                results.add(future.get());
            }
            return results;
        }

        @Test
        void streamsOnBothThatRaceForTheLastSatoshiGetItOnce() throws Exception {
            Challenge opened = one.opened();
            List<Integer> charged = onBothAtOnce(instance -> {
                if (!(instance.admit(instance.bearer(opened, opened)) instanceof Admission.Metered metered)) {
                    return 0;
                }
                var meter = metered.payment().meter().forHandler();
                int units = 0;
                while (meter.charge(1).isPresent()) {
                    units++;
                }
                return units;
            });

            assertThat(charged.stream().mapToInt(Integer::intValue).sum()).isEqualTo(19);
            assertThat(other.books(opened).spent()).isEqualTo(60);
        }

        @Test
        void aTopUpOnBothIsOneCredit() throws Exception {
            Challenge opened = one.opened();
            Credential topUp = one.topUp(other.challenge(), opened);

            List<Admission> answers = onBothAtOnce(instance -> instance.admit(topUp));

            assertThat(answers).hasAtLeastOneElementOfType(Admission.Completed.class);
            assertThat(body(other.admit(topUp))).isEqualTo("{\"status\":\"ok\"}");
            assertThat(one.books(opened).authorized()).isEqualTo(120);
        }

        @Test
        void aDepositThatWasUsedOnOneIsRefusedByTheOther() {
            Challenge opened = one.opened();
            Challenge second = one.opened();

            assertThat(problem(other.admit(other.topUp(opened, opened)))).isEqualTo("lightning/unknown-challenge");
            assertThat(problem(other.admit(other.topUp(opened, second)))).isEqualTo("lightning/unknown-challenge");
            assertThat(problem(other.admit(other.open(opened)))).isEqualTo("lightning/unknown-challenge");
            assertThat(other.books(opened).authorized()).isEqualTo(60);
            assertThat(other.books(second).authorized()).isEqualTo(60);
        }

        @Test
        void aCloseOnBothIsOneRefund() throws Exception {
            Challenge opened = one.opened();
            Credential close = one.close(opened, opened);

            onBothAtOnce(instance -> instance.admit(close));

            assertThat(one.node.asked).hasSize(1);
            assertThat(one.sentMillisatoshi()).isEqualTo(57_000);
            assertThat(body(other.admit(close))).contains("\"refundStatus\":\"succeeded\"");
        }

        @Test
        void anIdleSessionIsClosedByOneOfThem() throws Exception {
            Challenge opened = one.opened();
            one.pass(Duration.ofMinutes(5));

            onBothAtOnce(instance -> instance.session.closeDue());

            assertThat(one.node.asked).hasSize(1);
            assertThat(one.sentMillisatoshi()).isEqualTo(57_000);
            assertThat(other.books(opened).status()).isEqualTo(Status.CLOSED);
        }

        @Test
        void afterARestartASessionGoesOnAndIsClosedWhenItIsIdle() {
            Challenge opened = one.opened();
            one.restart();
            other.restart();

            other.delivered(other.admit(other.bearer(other.challenge(), opened)));
            assertThat(one.books(opened).spent()).isEqualTo(6);
            one.pass(Duration.ofMinutes(5));
            one.session.closeDue();

            assertThat(one.sentMillisatoshi()).isEqualTo(54_000);
            assertThat(problem(other.admit(other.bearer(opened, opened)))).isEqualTo("lightning/session-closed");
        }

        /** Stores keep times to the millisecond, the clock doesn't. */
        @Test
        void aRefundThatWasCutOffIsSentAgainHoweverOftenItsClientAsksMeanwhile() {
            Challenge opened = one.opened();
            Credential close = one.close(opened, opened);
            one.node.whilePaying = () -> {
                throw new Killed();
            };
            assertThatThrownBy(() -> one.admit(close)).isInstanceOf(Killed.class);
            one.node.whilePaying = () -> {};
            one.restart();
            one.pass(Duration.ofMinutes(2).plusNanos(123_456));
            one.node.whileLookingUp =
                    () -> assertThat(problem(one.admit(close))).isEqualTo("payment-outcome-unknown");

            one.session.closeDue();

            assertThat(one.sentMillisatoshi()).isEqualTo(57_000);
            assertThat(body(other.admit(close))).contains("\"refundStatus\":\"succeeded\"");
        }
    }
}
