package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mpp4j.store.ChallengeStore;

/**
 * What every {@link ChallengeStore} has to do. To test one, extend this class and say how to open it.
 *
 * <p>Every test uses keys of its own, so the storage doesn't have to be empty. Only one test at a time may run on a storage:
 * they purge what is over by their clocks.
 *
 * @since 0.1
 */
@DisplayName("A challenge store")
public abstract class ChallengeStoreContract {

    private static final Duration TICK = Duration.ofMillis(1);

    private final TestClock clock = TestClock.at("2026-01-31T12:00:00Z");
    private final Instant soon = clock.instant().plusSeconds(60);
    private final Instant later = clock.instant().plusSeconds(600);
    private final String key = "contract:" + UUID.randomUUID();
    private ChallengeStore store;

    /** Called by subclasses. */
    @SuppressWarnings("NullAway.Init") // opened before each test
    protected ChallengeStoreContract() {}

    /**
     * Opens a store.
     *
     * @param clock that the store has to use; it stands still until a test moves it
     * @return a store, not necessarily empty
     */
    protected abstract ChallengeStore newStore(InstantSource clock);

    /**
     * Opens the storage of a store a second time, as another process would. By default it isn't: the memory of a process has
     * no second door.
     *
     * @param opened what {@link #newStore} gave
     * @param sameClock that the first one uses
     * @return another instance on the same storage, or the same instance
     */
    protected ChallengeStore secondDoor(ChallengeStore opened, InstantSource sameClock) {
        return opened;
    }

    /**
     * Whether the storage forgets by itself what is over, so that {@link ChallengeStore#purge} finds less than there was. By
     * default it doesn't.
     *
     * @return true if purging may find nothing to do
     */
    protected boolean forgetsByItself() {
        return false;
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
        store = newStore(clock);
    }

    private void purgeAll() {
        int more = store.purge(1_000);
        while (more > 0) {
            more = store.purge(1_000);
        }
    }

    // Records

    @Test
    void thereIsNoRecordOfAnUnknownKey() {
        assertThat(store.find(key)).isEmpty();
        assertThat(store.remove(key)).isFalse();
    }

    @Test
    void aRecordIsGivenBackToTheLetter() {
        String value = "1 {\"a\":\"b\\\\\"}\n\t ünï 💰 e\u0301 '%_; ";

        assertThat(store.put(key, value, soon)).isTrue();

        assertThat(store.find(key)).contains(value);
    }

    @Test
    void anEmptyRecordIsARecord() {
        assertThat(store.put(key, "", soon)).isTrue();

        assertThat(store.find(key)).contains("");
        assertThat(store.put(key, "other", soon)).isFalse();
    }

    @Test
    void aRecordIsNotReplaced() {
        store.put(key, "first", soon);

        assertThat(store.put(key, "second", later)).isFalse();

        assertThat(store.find(key)).contains("first");
        clock.set(soon);
        assertThat(store.find(key)).as("the second record's time").isEmpty();
    }

    @Test
    void aRemovedRecordIsGone() {
        store.put(key, "first", soon);

        assertThat(store.remove(key)).isTrue();

        assertThat(store.find(key)).isEmpty();
        assertThat(store.remove(key)).isFalse();
        assertThat(store.put(key, "second", later)).isTrue();
        clock.set(later.minus(TICK));
        assertThat(store.find(key)).contains("second");
    }

    @Test
    void keysAreToldApartToTheLetter() {
        String accented = key + "é";
        store.put(accented, "mine", soon);

        for (String other : List.of(
                accented + " ", key + "e\u0301", key + "e", key + "É", accented.toUpperCase(Locale.ROOT), key + "%")) {
            assertThat(store.find(other)).as(other).isEmpty();
            assertThat(store.remove(other)).as(other).isFalse();
            assertThat(store.put(other, "other", soon)).as(other).isTrue();
        }
        assertThat(store.find(accented)).contains("mine");
    }

    @Test
    void theLongestKeysAndValuesFit() {
        String longest = key + "ķ".repeat(511 - key.length());
        String value = "€".repeat(65_535);

        assertThat(store.put(longest + "1", value + "1", soon)).isTrue();
        assertThat(store.put(longest + "2", value + "2", soon)).isTrue();

        assertThat(store.find(longest + "1")).contains(value + "1");
        assertThat(store.find(longest + "2")).contains(value + "2");
    }

    @Test
    void whatOneDoorDoesTheOtherSees() {
        ChallengeStore other = secondDoor(store, clock);

        store.put(key, "first", soon);

        assertThat(other.find(key)).contains("first");
        assertThat(other.put(key, "second", soon)).isFalse();
        assertThat(other.remove(key)).isTrue();
        assertThat(store.find(key)).isEmpty();
    }

    // Time

    @Test
    void aRecordIsOverExactlyWhenItsTimeIs() {
        store.put(key, "first", soon);

        clock.set(soon.minus(TICK));
        assertThat(store.find(key)).contains("first");
        assertThat(store.put(key, "second", later)).isFalse();
        clock.set(soon);
        assertThat(store.find(key)).isEmpty();
        assertThat(store.remove(key)).isFalse();
        assertThat(store.put(key, "second", later)).isTrue();
        assertThat(store.find(key)).contains("second");
    }

    @Test
    void aRecordIsRemovedUntilItsTimeIsOver() {
        store.put(key, "first", soon);

        clock.set(soon.minus(TICK));

        assertThat(store.remove(key)).isTrue();
    }

    @Test
    void afterItsTimeARecordMakesRoomForTheNext() {
        store.put(key, "first", soon);

        clock.set(soon);

        assertThat(store.put(key, "second", later)).isTrue();
        assertThat(store.find(key)).contains("second");
        clock.set(later.minus(TICK));
        assertThat(store.find(key)).contains("second");
        clock.set(later);
        assertThat(store.find(key)).isEmpty();
    }

    @Test
    void whatIsKeptForEverIsStillKnownInAThousandYears() {
        store.put(key, "for ever", Instant.MAX);

        clock.advance(Duration.ofDays(365_243));

        assertThat(store.find(key)).contains("for ever");
    }

    @Test
    void whatIsOverIsPurgedAndCounted() {
        // What other tests left behind is over by then, so that the count is this test's own.
        clock.advance(Duration.ofDays(1_000));
        purgeAll();
        Instant over = clock.instant().plusSeconds(60);
        for (int i = 0; i < 5; i++) {
            store.put(key + i, "old", over);
        }

        clock.set(over.minus(TICK));
        assertThat(store.purge(10)).isZero();
        clock.set(over);
        if (forgetsByItself()) {
            assertThat(store.purge(10)).isBetween(0, 5);
        } else {
            assertThat(store.purge(2)).isEqualTo(2);
            assertThat(store.purge(10)).isEqualTo(3);
        }
        assertThat(store.purge(10)).isZero();
        assertThat(store.put(key + 0, "new", over.plusSeconds(60))).isTrue();
    }

    @Test
    void whatIsNotOverIsNotPurged() {
        store.put(key + 0, "short", soon);
        store.put(key + 1, "long", later);
        store.put(key + 2, "for ever", Instant.MAX);

        clock.set(later.minus(TICK));
        purgeAll();

        assertThat(store.find(key + 1)).contains("long");
        assertThat(store.find(key + 2)).contains("for ever");
    }

    // Races

    private ChallengeStore door(int runner, ChallengeStore other) {
        return runner % 2 == 0 ? store : other;
    }

    @Test
    void ofManyRecordsAtOnceOneIsKept() throws InterruptedException {
        ChallengeStore other = secondDoor(store, clock);
        for (int round = 0; round < rounds(); round++) {
            String contested = key + ":" + round;

            List<String> kept = Race.between(runners(), runner -> {
                String value = "runner " + runner;
                return door(runner, other).put(contested, value, later) ? value : "";
            });

            kept.removeIf(String::isEmpty);
            assertThat(kept).hasSize(1);
            assertThat(other.find(contested)).contains(kept.get(0));
        }
    }

    @Test
    void ofManyRecordsInThePlaceOfOneThatIsOverOneIsKept() throws InterruptedException {
        ChallengeStore other = secondDoor(store, clock);
        for (int round = 0; round < rounds(); round++) {
            String contested = key + ":" + round;
            Instant over = clock.instant().plus(TICK);
            store.put(contested, "old", over);
            clock.set(over);

            List<Boolean> kept = Race.between(runners(), runner -> {
                door(runner, other).purge(100);
                return door(runner, other).put(contested, "runner " + runner, Instant.MAX);
            });

            assertThat(Collections.frequency(kept, true)).isOne();
            assertThat(other.find(contested)).isPresent();
        }
    }

    @Test
    void ofManyRemovalsAtOnceOneSucceeds() throws InterruptedException {
        ChallengeStore other = secondDoor(store, clock);
        for (int round = 0; round < rounds(); round++) {
            String contested = key + ":" + round;
            store.put(contested, "value", later);

            List<Boolean> removed =
                    Race.between(runners(), runner -> door(runner, other).remove(contested));

            assertThat(Collections.frequency(removed, true)).isOne();
        }
    }
}
