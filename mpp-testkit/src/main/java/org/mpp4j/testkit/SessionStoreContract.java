package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mpp4j.store.SessionRecord;
import org.mpp4j.store.SessionStore;

/**
 * What every {@link SessionStore} has to do. To test one, extend this class and say how to open it.
 *
 * <p>Every test uses keys of its own, so the storage doesn't have to be empty.
 *
 * @since 0.1
 */
@DisplayName("A session store")
public abstract class SessionStoreContract {

    private static final Duration TICK = Duration.ofMillis(1);

    /** More than any storage under test holds. */
    private static final int ALL = 1_000_000;

    private final Instant soon = Instant.parse("2026-01-31T12:01:00.123Z");
    private final Instant later = Instant.parse("2026-01-31T12:10:00.456Z");
    private final String key = "contract:" + UUID.randomUUID();
    private SessionStore store;

    /** Called by subclasses. */
    @SuppressWarnings("NullAway.Init") // opened before each test
    protected SessionStoreContract() {}

    /**
     * Opens a store.
     *
     * @return a store, not necessarily empty
     */
    protected abstract SessionStore newStore();

    /**
     * Opens the storage of a store a second time, as another process would. By default it isn't: the memory of a process has
     * no second door.
     *
     * @param opened what {@link #newStore} gave
     * @return another instance on the same storage, or the same instance
     */
    protected SessionStore secondDoor(SessionStore opened) {
        return opened;
    }

    /**
     * How many rounds a race has. By default 50; fewer for a slow storage.
     *
     * @return at least 1
     */
    protected int rounds() {
        return 50;
    }

    /**
     * How many threads race. By default 8.
     *
     * @return at least 2
     */
    protected int runners() {
        return 8;
    }

    @BeforeEach
    void openStore() {
        store = newStore();
    }

    private boolean set(long expectedVersion, String value) {
        return store.compareAndSet(key, expectedVersion, value, later);
    }

    private List<SessionRecord> due(Instant now) {
        return store.due(key, now, ALL);
    }

    // Versions

    @Test
    void thereIsNoRecordOfAnUnknownSession() {
        assertThat(store.find(key)).isEmpty();
        assertThat(store.remove(key, 0)).isFalse();
        assertThat(store.remove(key, 1)).isFalse();
    }

    @Test
    void theFirstVersionIsOne() {
        assertThat(set(0, "first")).isTrue();

        assertThat(store.find(key)).contains(new SessionRecord(key, 1, "first", later));
    }

    @Test
    void eachVersionReplacesTheOneBefore() {
        set(0, "first");
        assertThat(set(1, "second")).isTrue();
        assertThat(store.compareAndSet(key, 2, "third", soon)).isTrue();

        assertThat(store.find(key)).contains(new SessionRecord(key, 3, "third", soon));
    }

    @Test
    void whoHasNotSeenTheLatestVersionReplacesNothing() {
        assertThat(set(1, "too early")).isFalse();
        assertThat(set(-1, "negative")).isFalse();
        assertThat(store.find(key)).isEmpty();
        set(0, "first");
        set(1, "second");

        for (long seen : new long[] {-1, 0, 1, 3, Long.MAX_VALUE}) {
            assertThat(set(seen, "lost")).as("version " + seen).isFalse();
        }

        assertThat(store.find(key)).contains(new SessionRecord(key, 2, "second", later));
    }

    @Test
    void replacingAValueByTheSameIsANewVersion() {
        set(0, "same");

        assertThat(set(1, "same")).isTrue();
        assertThat(set(1, "same")).isFalse();

        assertThat(store.find(key)).map(SessionRecord::version).contains(2L);
    }

    @Test
    void onlyTheLatestVersionIsRemoved() {
        set(0, "first");
        set(1, "second");

        assertThat(store.remove(key, 0)).isFalse();
        assertThat(store.remove(key, 1)).isFalse();
        assertThat(store.remove(key, 3)).isFalse();
        assertThat(store.find(key)).isPresent();
        assertThat(store.remove(key, 2)).isTrue();
        assertThat(store.find(key)).isEmpty();
        assertThat(store.remove(key, 2)).isFalse();
    }

    @Test
    void aRemovedSessionBeginsAnew() {
        set(0, "first");
        store.remove(key, 1);

        assertThat(set(1, "stale")).isFalse();
        assertThat(set(0, "anew")).isTrue();

        assertThat(store.find(key)).contains(new SessionRecord(key, 1, "anew", later));
    }

    // Values

    @Test
    void aValueIsGivenBackToTheLetter() {
        String value = "1 {\"a\":\"b\\\\\"}\n\t ünï 💰 e\u0301 '%_; ";
        set(0, value);
        assertThat(store.find(key)).map(SessionRecord::value).contains(value);

        set(1, "");

        assertThat(store.find(key)).map(SessionRecord::value).contains("");
    }

    @Test
    void theLongestKeysAndValuesFit() {
        String longest = key + "ķ".repeat(511 - key.length());
        String value = "€".repeat(65_535);

        assertThat(store.compareAndSet(longest + "1", 0, value + "1", later)).isTrue();
        assertThat(store.compareAndSet(longest + "2", 0, value + "2", later)).isTrue();

        assertThat(store.find(longest + "1")).map(SessionRecord::value).contains(value + "1");
        assertThat(store.find(longest + "2")).map(SessionRecord::value).contains(value + "2");
    }

    @Test
    void keysAreToldApartToTheLetter() {
        String accented = key + "é";
        store.compareAndSet(accented, 0, "mine", later);

        for (String other : List.of(
                accented + " ", key + "e\u0301", key + "e", key + "É", accented.toUpperCase(Locale.ROOT), key + "%")) {
            assertThat(store.find(other)).as(other).isEmpty();
            assertThat(store.remove(other, 1)).as(other).isFalse();
            assertThat(store.compareAndSet(other, 0, "other", later)).as(other).isTrue();
        }
        assertThat(store.find(accented)).map(SessionRecord::value).contains("mine");
    }

    // What is due

    @Test
    void aSessionIsDueExactlyFromItsTimeOn() {
        store.compareAndSet(key, 0, "value", soon);

        assertThat(due(soon.minus(TICK))).isEmpty();
        assertThat(due(soon)).containsExactly(new SessionRecord(key, 1, "value", soon));
        assertThat(due(later)).hasSize(1);
    }

    @Test
    void whatIsNeverDueIsNotDueInAThousandYears() {
        store.compareAndSet(key, 0, "value", Instant.MAX);

        assertThat(due(soon.plus(Duration.ofDays(365_243)))).isEmpty();
        assertThat(store.find(key)).map(SessionRecord::dueAt).contains(Instant.MAX);
    }

    @Test
    void theLatestVersionSaysWhenASessionIsDue() {
        store.compareAndSet(key, 0, "first", soon);
        store.compareAndSet(key, 1, "second", later);
        assertThat(due(later.minus(TICK))).isEmpty();

        assertThat(due(later)).containsExactly(new SessionRecord(key, 2, "second", later));
        store.compareAndSet(key, 2, "third", Instant.MAX);
        assertThat(due(later)).isEmpty();
        store.compareAndSet(key, 3, "fourth", soon);
        assertThat(due(soon)).containsExactly(new SessionRecord(key, 4, "fourth", soon));
    }

    @Test
    void aRemovedSessionIsNotDue() {
        store.compareAndSet(key, 0, "value", soon);
        store.remove(key, 1);

        assertThat(due(later)).isEmpty();
    }

    @Test
    void theLongestOverdueComesFirst() {
        store.compareAndSet(key + "a", 0, "second", soon);
        store.compareAndSet(key + "b", 0, "first", soon.minus(TICK));
        store.compareAndSet(key + "c", 0, "third", soon.plus(TICK));

        assertThat(due(later)).extracting(SessionRecord::value).containsExactly("first", "second", "third");
    }

    @Test
    void whatOthersHaveToLookAtDoesNotCount() {
        for (int i = 0; i < 5; i++) {
            store.compareAndSet(key + "other" + i, 0, "theirs", soon);
        }
        store.compareAndSet(key + "own:", 0, "ours", soon.plus(TICK));

        assertThat(store.due(key + "own:", later, 1))
                .extracting(SessionRecord::value)
                .containsExactly("ours");
        assertThat(store.due(key + "other", later, 9)).hasSize(5);
        assertThat(store.due(key + "_____", later, 9)).isEmpty();
    }

    @Test
    void noMoreIsDueThanAskedFor() {
        for (int i = 0; i < 5; i++) {
            store.compareAndSet(key + i, 0, "value", soon.plusSeconds(i));
        }

        List<SessionRecord> all = store.due("", later, ALL);

        assertThat(store.due("", later, 3)).hasSize(3).isSubsetOf(all);
        assertThat(store.due("", later, 1)).containsExactly(all.get(0));
    }

    // Several at once

    private SessionStore door(int runner, SessionStore other) {
        return runner % 2 == 0 ? store : other;
    }

    @Test
    void whatOneDoorDoesTheOtherSees() {
        SessionStore other = secondDoor(store);
        for (int version = 0; version < 10; version += 2) {
            assertThat(store.compareAndSet(key, version, "first door", later)).isTrue();
            assertThat(other.find(key)).contains(new SessionRecord(key, version + 1, "first door", later));
            assertThat(other.compareAndSet(key, version + 1, "second door", soon))
                    .isTrue();
            assertThat(store.find(key)).contains(new SessionRecord(key, version + 2, "second door", soon));
        }

        assertThat(other.remove(key, 10)).isTrue();
        assertThat(store.find(key)).isEmpty();
    }

    @Test
    void ofManyChangesOfOneVersionOneSucceeds() throws InterruptedException {
        SessionStore other = secondDoor(store);
        for (int version = 0; version < rounds(); version++) {
            long seen = version;

            List<String> written = Race.between(runners(), runner -> {
                String value = seen + " by " + runner;
                return door(runner, other).compareAndSet(key, seen, value, later) ? value : "";
            });

            written.removeIf(String::isEmpty);
            assertThat(written).hasSize(1);
            assertThat(other.find(key)).contains(new SessionRecord(key, seen + 1, written.get(0), later));
        }
    }

    @Test
    void ofManyRemovalsAndAChangeOneSucceeds() throws InterruptedException {
        SessionStore other = secondDoor(store);
        for (int round = 0; round < rounds(); round++) {
            String contested = key + ":" + round;
            store.compareAndSet(contested, 0, "value", later);

            List<Boolean> done = Race.between(
                    runners(),
                    runner -> runner == 0
                            ? store.compareAndSet(contested, 1, "changed", later)
                            : door(runner, other).remove(contested, 1));

            assertThat(Collections.frequency(done, true)).isOne();
        }
    }

    @Test
    void noIncrementOfACounterIsLost() throws InterruptedException {
        SessionStore other = secondDoor(store);
        set(0, "0");

        List<List<Long>> writtenByEach = Race.between(runners(), runner -> {
            List<Long> written = new ArrayList<>();
            for (int i = 0; i < rounds(); i++) {
                written.add(increment(door(runner, other), door(runner + 1, other)));
            }
            return written;
        });

        int total = runners() * rounds();
        assertThat(writtenByEach.stream().flatMap(List::stream)).hasSize(total).doesNotHaveDuplicates();
        assertThat(store.find(key)).contains(new SessionRecord(key, total + 1L, String.valueOf(total), later));
    }

    /** Which version was written; what is read through the other door then is no older. */
    private long increment(SessionStore here, SessionStore there) {
        while (true) {
            SessionRecord seen = here.find(key).orElseThrow();
            String next = String.valueOf(Long.parseLong(seen.value()) + 1);
            if (here.compareAndSet(key, seen.version(), next, later)) {
                assertThat(there.find(key))
                        .map(SessionRecord::version)
                        .hasValueSatisfying(version -> assertThat(version).isGreaterThan(seen.version()));
                return seen.version() + 1;
            }
        }
    }

    @Test
    void aReaderNeverSeesAnEarlierVersionThanBefore() throws InterruptedException {
        SessionStore other = secondDoor(store);
        int last = rounds() * 4;
        set(0, "1");

        Race.between(2, runner -> {
            long version = 1;
            while (version < last) {
                if (runner == 0) {
                    assertThat(set(version, String.valueOf(version + 1))).isTrue();
                    version++;
                } else {
                    Optional<SessionRecord> seen = other.find(key);
                    assertThat(seen).isPresent();
                    assertThat(seen.get().version()).isGreaterThanOrEqualTo(version);
                    assertThat(seen.get().value())
                            .isEqualTo(String.valueOf(seen.get().version()));
                    version = seen.get().version();
                }
            }
            return version;
        });
    }
}
