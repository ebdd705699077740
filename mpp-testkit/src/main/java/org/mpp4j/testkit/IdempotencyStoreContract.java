package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mpp4j.store.IdempotencyStore;
import org.mpp4j.store.IdempotencyStore.Entry;
import org.mpp4j.store.StoredAnswer;
import org.mpp4j.store.StoredAnswer.Header;

/**
 * What every {@link IdempotencyStore} has to do. To test one, extend this class and say how to open it.
 *
 * <p>Every test uses keys of its own, so the storage doesn't have to be empty. Only one test at a time may run on a storage:
 * they purge what is over by their clocks.
 *
 * @since 0.1
 */
@DisplayName("An idempotency store")
public abstract class IdempotencyStoreContract {

    private static final Duration TICK = Duration.ofMillis(1);

    private final TestClock clock = TestClock.at("2026-01-31T12:00:00Z");
    private final Instant soon = clock.instant().plusSeconds(60);
    private final Instant later = clock.instant().plusSeconds(600);
    private final String key = "contract:" + UUID.randomUUID();
    private IdempotencyStore store;

    /** Called by subclasses. */
    @SuppressWarnings("NullAway.Init") // opened before each test
    protected IdempotencyStoreContract() {}

    /**
     * Opens a store.
     *
     * @param clock that the store has to use; it stands still until a test moves it
     * @return a store, not necessarily empty, with room for at least 100 answers
     */
    protected abstract IdempotencyStore newStore(InstantSource clock);

    /**
     * Opens the storage of a store a second time, as another process would. By default it isn't: the memory of a process has
     * no second door.
     *
     * @param opened what {@link #newStore} gave
     * @param sameClock that the first one uses
     * @return another instance on the same storage, or the same instance
     */
    protected IdempotencyStore secondDoor(IdempotencyStore opened, InstantSource sameClock) {
        return opened;
    }

    /**
     * Whether the storage forgets by itself what is over, so that {@link IdempotencyStore#purge} finds less than there was. By
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

    private static StoredAnswer answer(String text) {
        return new StoredAnswer(
                "GET /" + text,
                200,
                List.of(new Header("Content-Type", "text/plain")),
                text.getBytes(StandardCharsets.UTF_8));
    }

    private static void put(IdempotencyStore door, String name, StoredAnswer answer, Instant expiresAt) {
        door.put(List.of(new Entry(name, answer, expiresAt)));
    }

    private void purgeAll() {
        int more = store.purge(1_000);
        while (more > 0) {
            more = store.purge(1_000);
        }
    }

    // Answers

    @Test
    void thereIsNoAnswerToAnUnknownKey() {
        assertThat(store.find(key)).isEmpty();
    }

    @Test
    void anAnswerIsGivenBackWhole() {
        byte[] everyByte = new byte[256];
        for (int i = 0; i < everyByte.length; i++) {
            everyByte[i] = (byte) i;
        }
        StoredAnswer answer = new StoredAnswer(
                "POST /ünï/💰?a=b",
                203,
                List.of(
                        new Header("Set-Cookie", "a=1"),
                        new Header("X-Empty", ""),
                        new Header("set-cookie", "b=\"2\\\"; é"),
                        new Header("Set-Cookie", "a=1")),
                everyByte);

        put(store, key, answer, soon);

        assertThat(store.find(key)).contains(answer);
    }

    @Test
    void anAnswerWithoutABodyIsGivenBack() {
        StoredAnswer answer = new StoredAnswer("GET /", 204, List.of(), new byte[0]);

        put(store, key, answer, soon);

        assertThat(store.find(key)).contains(answer);
    }

    @Test
    void aBodyOfAMegabyteIsGivenBack() {
        StoredAnswer answer = answer("€".repeat(1_000_000 / 3));

        put(store, key, new StoredAnswer("GET /large", answer.status(), answer.headers(), answer.body()), soon);

        assertThat(store.find(key).map(StoredAnswer::body)).contains(answer.body());
    }

    @Test
    void theFirstAnswerStays() {
        put(store, key, answer("first"), soon);

        put(store, key, answer("second"), later);

        assertThat(store.find(key)).contains(answer("first"));
        clock.set(soon);
        assertThat(store.find(key)).as("the second answer's time").isEmpty();
    }

    @Test
    void severalAnswersAreKeptInOneCall() {
        put(store, key + 1, answer("earlier"), soon);

        store.put(List.of(
                new Entry(key + 0, answer("zero"), soon),
                new Entry(key + 1, answer("one"), soon),
                new Entry(key + 2, answer("two"), later)));
        store.put(List.of());

        assertThat(store.find(key + 0)).contains(answer("zero"));
        assertThat(store.find(key + 1)).contains(answer("earlier"));
        assertThat(store.find(key + 2)).contains(answer("two"));
    }

    @Test
    void keysAreToldApartToTheLetter() {
        put(store, key + "é", answer("mine"), soon);

        for (String other : List.of(
                key + "é ", key + "e\u0301", key + "e", key + "É", (key + "é").toUpperCase(Locale.ROOT), key + "%")) {
            assertThat(store.find(other)).as(other).isEmpty();
        }
    }

    @Test
    void theLongestKeysFit() {
        String longest = key + "ķ".repeat(511 - key.length());

        put(store, longest + "1", answer("one"), soon);
        put(store, longest + "2", answer("two"), soon);

        assertThat(store.find(longest + "1")).contains(answer("one"));
        assertThat(store.find(longest + "2")).contains(answer("two"));
    }

    @Test
    void whatOneDoorKeepsTheOtherFinds() {
        IdempotencyStore other = secondDoor(store, clock);

        put(store, key, answer("first"), soon);
        put(other, key, answer("second"), soon);

        assertThat(other.find(key)).contains(answer("first"));
    }

    // Time

    @Test
    void anAnswerIsOverExactlyWhenItsTimeIs() {
        put(store, key, answer("first"), soon);

        clock.set(soon.minus(TICK));
        put(store, key, answer("early"), later);
        assertThat(store.find(key)).contains(answer("first"));
        clock.set(soon);
        assertThat(store.find(key)).isEmpty();
    }

    @Test
    void afterItsTimeAnAnswerMakesRoomForTheNext() {
        put(store, key, answer("first"), soon);

        clock.set(soon);
        put(store, key, answer("second"), later);

        assertThat(store.find(key)).contains(answer("second"));
        clock.set(later.minus(TICK));
        assertThat(store.find(key)).contains(answer("second"));
        clock.set(later);
        assertThat(store.find(key)).isEmpty();
    }

    @Test
    void anAnswerWhoseTimeIsOverIsNotFound() {
        put(store, key, answer("late"), clock.instant());

        assertThat(store.find(key)).isEmpty();
    }

    @Test
    void whatIsKeptForEverIsStillKnownInAThousandYears() {
        put(store, key, answer("for ever"), Instant.MAX);

        clock.advance(Duration.ofDays(365_243));

        assertThat(store.find(key)).contains(answer("for ever"));
    }

    @Test
    void whatIsOverIsPurgedAndCounted() {
        // What other tests left behind is over by then, so that the count is this test's own.
        clock.advance(Duration.ofDays(1_000));
        purgeAll();
        Instant over = clock.instant().plusSeconds(60);
        for (int i = 0; i < 5; i++) {
            put(store, key + i, answer("old"), over);
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
        put(store, key + 0, answer("new"), over.plusSeconds(60));
        assertThat(store.find(key + 0)).contains(answer("new"));
    }

    @Test
    void whatIsNotOverIsNotPurged() {
        put(store, key + 0, answer("short"), soon);
        put(store, key + 1, answer("long"), later);
        put(store, key + 2, answer("for ever"), Instant.MAX);

        clock.set(later.minus(TICK));
        purgeAll();

        assertThat(store.find(key + 1)).contains(answer("long"));
        assertThat(store.find(key + 2)).contains(answer("for ever"));
    }

    // Races

    @Test
    void ofManyAnswersAtOnceOneStaysAndEverybodyFindsIt() throws InterruptedException {
        IdempotencyStore other = secondDoor(store, clock);
        for (int round = 0; round < rounds(); round++) {
            String contested = key + ":" + round;

            List<Optional<StoredAnswer>> found = Race.between(runners(), runner -> {
                IdempotencyStore door = runner % 2 == 0 ? store : other;
                put(door, contested, answer("runner " + runner), soon);
                return door.find(contested);
            });

            Set<Optional<StoredAnswer>> different = new HashSet<>(found);
            different.add(store.find(contested));
            different.add(other.find(contested));
            assertThat(different).hasSize(1).doesNotContain(Optional.empty());
        }
    }

    @Test
    void purgesInTheMidstOfAnswersTakeNoNewOneAway() throws InterruptedException {
        IdempotencyStore other = secondDoor(store, clock);
        for (int round = 0; round < rounds(); round++) {
            String contested = key + ":" + round;
            Instant over = clock.instant().plus(TICK);
            put(store, contested, answer("old"), over);
            clock.set(over);

            Race.between(runners(), runner -> {
                IdempotencyStore door = runner % 4 < 2 ? store : other;
                if (runner % 2 == 0) {
                    return door.purge(100);
                }
                put(door, contested, answer("new"), later);
                return 0;
            });

            assertThat(other.find(contested)).contains(answer("new"));
        }
    }
}
