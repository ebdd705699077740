package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.store.ReplayStore.Claim.CLAIMED;
import static org.mpp4j.store.ReplayStore.Claim.IN_FLIGHT;
import static org.mpp4j.store.ReplayStore.Claim.SPENT;
import static org.mpp4j.store.ReplayStore.Claim.UNDECIDED;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.ReplayStore.Claim;

/**
 * What every {@link ReplayStore} has to do. To test one, extend this class and say how to open it:
 *
 * <pre>{@code
 * class MyReplayStoreTest extends ReplayStoreContract {
 *     @Override
 *     protected ReplayStore newStore(InstantSource clock) {
 *         return new MyReplayStore(clock);
 *     }
 * }
 * }</pre>
 *
 * <p>Every test uses keys of its own, so the storage doesn't have to be empty.
 *
 * @since 0.1
 */
@DisplayName("A replay store")
public abstract class ReplayStoreContract {

    private static final Duration TICK = Duration.ofMillis(1);
    private static final String ALICE = "alice";
    private static final String BOB = "bob";

    private final TestClock clock = TestClock.at("2026-01-31T12:00:00Z");
    private final Instant soon = clock.instant().plusSeconds(60);
    private final Instant later = clock.instant().plusSeconds(600);
    private final String key = "contract:" + UUID.randomUUID();
    private ReplayStore store;

    /** Called by subclasses. */
    @SuppressWarnings("NullAway.Init") // opened before each test
    protected ReplayStoreContract() {}

    /**
     * Opens a store.
     *
     * @param clock that the store has to use; it stands still until a test moves it
     * @return a store, not necessarily empty
     */
    protected abstract ReplayStore newStore(InstantSource clock);

    /**
     * Opens the storage of a store a second time, as another process would. By default it isn't: the memory of a process has
     * no second door.
     *
     * @param opened what {@link #newStore} gave
     * @param sameClock that the first one uses
     * @return another instance on the same storage, or the same instance
     */
    protected ReplayStore secondDoor(ReplayStore opened, InstantSource sameClock) {
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
        store = newStore(clock);
    }

    private Claim claimBy(String holder) {
        return store.claim(key, holder, soon);
    }

    private void givenSpentBy(String holder) {
        assertThat(claimBy(holder)).isEqualTo(CLAIMED);
        store.spent(key, holder);
    }

    private void givenUndecidedFor(String holder, Instant keepUntil) {
        assertThat(claimBy(holder)).isEqualTo(CLAIMED);
        store.undecided(key, holder, keepUntil);
    }

    // The first use

    @Test
    void anUnknownKeyIsClaimed() {
        assertThat(claimBy(ALICE)).isEqualTo(CLAIMED);
    }

    @Test
    void aKeyInFlightIsNobodyElsesAndNotItsHoldersEither() {
        claimBy(ALICE);

        assertThat(claimBy(BOB)).isEqualTo(IN_FLIGHT);
        assertThat(claimBy(ALICE)).isEqualTo(IN_FLIGHT);
    }

    @Test
    void keysDoNotTouchEachOther() {
        claimBy(ALICE);

        for (String other : List.of(key + " ", " " + key, key.toUpperCase(Locale.ROOT), key + "é", key + "e")) {
            assertThat(store.claim(other, BOB, soon)).as(other).isEqualTo(CLAIMED);
        }
    }

    @Test
    void holdersAreToldApartToTheLetter() {
        givenUndecidedFor("holder-a", later);

        for (String other : List.of("HOLDER-A", "holder-a ", "holder-á", "holder-")) {
            assertThat(claimBy(other)).as(other).isEqualTo(IN_FLIGHT);
            assertThat(store.resume(key, other)).as(other).isFalse();
        }
    }

    @Test
    void theLongestKeysAndHoldersFit() {
        String longKey = key + "k".repeat(511 - key.length());
        String longHolder = "h".repeat(127);

        assertThat(store.claim(longKey + "1", longHolder + "1", soon)).isEqualTo(CLAIMED);
        assertThat(store.claim(longKey + "2", longHolder + "1", soon)).isEqualTo(CLAIMED);
        store.undecided(longKey + "1", longHolder + "1", later);
        assertThat(store.claim(longKey + "1", longHolder + "2", soon)).isEqualTo(IN_FLIGHT);
        assertThat(store.claim(longKey + "1", longHolder + "1", soon)).isEqualTo(UNDECIDED);
    }

    // Used up

    @Test
    void aSpentKeyStaysSpentForEverybody() {
        givenSpentBy(ALICE);

        assertThat(claimBy(BOB)).isEqualTo(SPENT);
        assertThat(claimBy(ALICE)).isEqualTo(SPENT);
    }

    @Test
    void onlyTheHolderSpendsAKey() {
        claimBy(ALICE);

        store.spent(key, BOB);

        assertThat(claimBy(BOB)).isEqualTo(IN_FLIGHT);
    }

    @Test
    void nothingComesAfterSpent() {
        givenSpentBy(ALICE);

        store.release(key, ALICE);
        store.undecided(key, ALICE, later);

        assertThat(store.resume(key, ALICE)).isFalse();
        assertThat(claimBy(ALICE)).isEqualTo(SPENT);
    }

    // Given back

    @Test
    void aReleasedKeyCanBeClaimedByAnybody() {
        claimBy(ALICE);

        store.release(key, ALICE);

        assertThat(claimBy(BOB)).isEqualTo(CLAIMED);
    }

    @Test
    void onlyTheHolderReleasesAKey() {
        claimBy(ALICE);

        store.release(key, BOB);

        assertThat(claimBy(BOB)).isEqualTo(IN_FLIGHT);
    }

    @Test
    void aReleaseThatComesLateDoesNotTouchTheNextHolder() {
        claimBy(ALICE);
        store.release(key, ALICE);
        claimBy(BOB);

        store.release(key, ALICE);
        store.spent(key, ALICE);
        store.undecided(key, ALICE, later);

        assertThat(claimBy(ALICE)).isEqualTo(IN_FLIGHT);
        store.spent(key, BOB);
        assertThat(claimBy(BOB)).isEqualTo(SPENT);
    }

    // Undecided

    @Test
    void anUndecidedKeyIsTakenUpAgainByItsHolderOnly() {
        givenUndecidedFor(ALICE, later);

        assertThat(claimBy(BOB)).isEqualTo(IN_FLIGHT);
        assertThat(store.resume(key, BOB)).isFalse();
        assertThat(claimBy(ALICE)).isEqualTo(UNDECIDED);
        assertThat(store.resume(key, ALICE)).isTrue();
        assertThat(claimBy(ALICE)).isEqualTo(IN_FLIGHT);
    }

    @Test
    void onlyTheHolderLeavesAKeyUndecided() {
        claimBy(ALICE);

        store.undecided(key, BOB, later);

        assertThat(store.resume(key, ALICE)).isFalse();
        assertThat(claimBy(BOB)).isEqualTo(IN_FLIGHT);
        assertThat(claimBy(ALICE)).isEqualTo(IN_FLIGHT);
    }

    @Test
    void anUndecidedKeyIsNeitherReleasedNorSpentBeforeItIsResumed() {
        givenUndecidedFor(ALICE, later);

        store.release(key, ALICE);
        store.spent(key, ALICE);

        assertThat(claimBy(ALICE)).isEqualTo(UNDECIDED);
    }

    @Test
    void aResumedKeyEndsAsAnyOther() {
        givenUndecidedFor(ALICE, later);

        store.resume(key, ALICE);
        store.undecided(key, ALICE, later);
        assertThat(claimBy(ALICE)).isEqualTo(UNDECIDED);

        store.resume(key, ALICE);
        store.release(key, ALICE);
        assertThat(claimBy(BOB)).isEqualTo(CLAIMED);
        store.undecided(key, BOB, later);

        store.resume(key, BOB);
        store.spent(key, BOB);
        assertThat(claimBy(BOB)).isEqualTo(SPENT);
    }

    @Test
    void whatIsNotUndecidedCanNotBeResumed() {
        assertThat(store.resume(key, ALICE)).as("unknown").isFalse();
        claimBy(ALICE);
        assertThat(store.resume(key, ALICE)).as("in flight").isFalse();
        store.undecided(key, ALICE, later);
        assertThat(store.resume(key, ALICE)).as("undecided").isTrue();
        assertThat(store.resume(key, ALICE)).as("resumed already").isFalse();
    }

    @Test
    void endingAnUnknownKeyDoesNotMakeItKnown() {
        store.release(key, ALICE);
        store.spent(key, ALICE);
        store.undecided(key, ALICE, later);

        assertThat(store.resume(key, ALICE)).isFalse();
        assertThat(claimBy(BOB)).isEqualTo(CLAIMED);
    }

    // Time

    @Test
    void aKeyInFlightIsUnknownAgainExactlyWhenItsTimeIsOver() {
        claimBy(ALICE);

        clock.set(soon.minus(TICK));
        assertThat(claimBy(BOB)).isEqualTo(IN_FLIGHT);
        clock.set(soon);
        assertThat(store.claim(key, BOB, later)).isEqualTo(CLAIMED);
    }

    @Test
    void aSpentKeyIsUnknownAgainExactlyWhenItsTimeIsOver() {
        givenSpentBy(ALICE);

        clock.set(soon.minus(TICK));
        assertThat(claimBy(BOB)).isEqualTo(SPENT);
        clock.set(soon);
        assertThat(store.claim(key, BOB, later)).isEqualTo(CLAIMED);
    }

    @Test
    void anUndecidedKeyIsKeptForLongerIfSoAsked() {
        givenUndecidedFor(ALICE, later);

        clock.set(later.minus(TICK));
        assertThat(store.claim(key, ALICE, later)).isEqualTo(UNDECIDED);
        assertThat(store.claim(key, BOB, later)).isEqualTo(IN_FLIGHT);
        clock.set(later);
        assertThat(store.resume(key, ALICE)).isFalse();
        assertThat(store.claim(key, BOB, later.plusSeconds(60))).isEqualTo(CLAIMED);
    }

    @Test
    void anUndecidedKeyIsResumedUntilItsTimeIsOver() {
        givenUndecidedFor(ALICE, later);

        clock.set(later.minus(TICK));

        assertThat(store.resume(key, ALICE)).isTrue();
    }

    @Test
    void aResumedKeyIsKeptAsLongAsItWasWhenUndecided() {
        givenUndecidedFor(ALICE, later);
        store.resume(key, ALICE);
        store.spent(key, ALICE);

        clock.set(later.minus(TICK));
        assertThat(store.claim(key, BOB, later)).isEqualTo(SPENT);
        clock.set(later);
        assertThat(store.claim(key, BOB, later.plusSeconds(60))).isEqualTo(CLAIMED);
    }

    @Test
    void aKeyThatIsClaimedAgainHasItsNewTime() {
        claimBy(ALICE);
        clock.set(soon);
        store.claim(key, BOB, later);

        clock.set(later.minus(TICK));
        assertThat(store.claim(key, ALICE, later)).isEqualTo(IN_FLIGHT);
    }

    @Test
    void whatIsKeptForEverIsStillKnownInAThousandYears() {
        store.claim(key, ALICE, Instant.MAX);
        store.spent(key, ALICE);
        String undecided = key + ":undecided";
        store.claim(undecided, ALICE, soon);
        store.undecided(undecided, ALICE, Instant.MAX);

        clock.advance(Duration.ofDays(365_243));

        assertThat(store.claim(key, BOB, Instant.MAX)).isEqualTo(SPENT);
        assertThat(store.resume(undecided, ALICE)).isTrue();
    }

    // Races

    private ReplayStoreRaces races() {
        return new ReplayStoreRaces(store, secondDoor(store, clock), key, runners(), rounds());
    }

    @Test
    void ofManyClaimsAtOnceOneSucceeds() throws InterruptedException {
        races().oneClaimSucceeds(runner -> "holder-" + runner, soon);
    }

    @Test
    void ofManyClaimsBySameHolderAtOnceOneSucceeds() throws InterruptedException {
        races().oneClaimSucceeds(runner -> ALICE, soon);
    }

    @Test
    void ofManyClaimsOfAKeyWhoseTimeIsOverOneSucceeds() throws InterruptedException {
        races().oneClaimOfAnExpiredKeySucceeds(clock, later);
    }

    @Test
    void ofManyResumesAtOnceOneSucceeds() throws InterruptedException {
        races().oneResumeSucceeds(soon, later);
    }

    @Test
    void aKeyReleasedInTheMidstOfClaimsGoesToOneOfThemAtMost() throws InterruptedException {
        races().oneClaimAtMostSucceedsDuringARelease(soon);
    }
}
