package org.mpp4j.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mpp4j.store.SessionRecord;
import org.mpp4j.store.SessionStore;

/** Changes of different sessions that come at the same moment share a statement in PostgreSQL. */
@Timeout(120)
class SessionsTogetherTest {

    private static final Instant DUE = Instant.parse("2026-01-31T12:00:00Z");

    private final Spied spied = new Spied();
    private final String prefix = TestDatabase.newPrefix();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private SessionStore open() {
        return JdbcStores.builder(spied.wrap(TestDatabase.POSTGRESQL.door()))
                .tablePrefix(prefix)
                .build()
                .sessions();
    }

    @Test
    void eachGetsItsOwnOutcome() throws Exception {
        SessionStore store = open();
        for (String key : List.of("first", "second", "fresh", "outdated", "due later")) {
            store.compareAndSet(key, 0, "opened", Instant.MAX);
        }
        store.compareAndSet("outdated", 1, "changed by another", Instant.MAX);
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
        List<Future<Boolean>> underWay = List.of(
                threads.submit(() -> store.compareAndSet("first", 1, "changed", Instant.MAX)),
                threads.submit(() -> store.compareAndSet("second", 1, "changed", Instant.MAX)));
        await().until(() -> held.get() == 2);

        Map<String, Future<Boolean>> changes = new LinkedHashMap<>();
        for (String key : List.of("outdated", "fresh", "unknown", "due later")) {
            changes.put(key, threads.submit(() -> store.compareAndSet(key, 1, "changed " + key, DUE)));
        }
        await().until(() -> ((java.util.concurrent.ThreadPoolExecutor) threads).getActiveCount() == 6);
        goOn.countDown();

        for (Future<Boolean> each : underWay) {
            assertThat(each.get(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(changes.get("fresh").get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(changes.get("due later").get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(changes.get("outdated").get(60, TimeUnit.SECONDS)).isFalse();
        assertThat(changes.get("unknown").get(60, TimeUnit.SECONDS)).isFalse();
        assertThat(store.find("fresh")).contains(new SessionRecord("fresh", 2, "changed fresh", DUE));
        assertThat(store.find("outdated").orElseThrow().value()).isEqualTo("changed by another");
        assertThat(store.find("unknown")).isEmpty();
    }

    @Test
    void nothingIsLostWhenManySessionsAreChangedOnTwoInstances() throws Exception {
        List<SessionStore> instances = List.of(open(), open());
        int sessions = 20;
        int changesOfEach = 30;
        for (int i = 0; i < sessions; i++) {
            instances.get(0).compareAndSet("session " + i, 0, "0", Instant.MAX);
        }
        spied.executed.clear();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < sessions * 2; i++) {
            String key = "session " + i / 2;
            SessionStore store = instances.get(i % 2);
            running.add(threads.submit(() -> {
                for (int done = 0; done < changesOfEach; ) {
                    SessionRecord seen = store.find(key).orElseThrow();
                    String next = Integer.toString(Integer.parseInt(seen.value()) + 1);
                    done += store.compareAndSet(key, seen.version(), next, Instant.MAX) ? 1 : 0;
                }
                return null;
            }));
        }
        for (Future<?> each : running) {
            each.get(100, TimeUnit.SECONDS);
        }

        for (int i = 0; i < sessions; i++) {
            SessionRecord last = instances.get(0).find("session " + i).orElseThrow();
            assertThat(last.value()).isEqualTo(Integer.toString(2 * changesOfEach));
            assertThat(last.version()).isEqualTo(2L * changesOfEach + 1);
        }
        assertThat(spied.executed.stream().filter(sql -> sql.contains("unnest")))
                .as("statements that carried several changes")
                .isNotEmpty();
    }
}
