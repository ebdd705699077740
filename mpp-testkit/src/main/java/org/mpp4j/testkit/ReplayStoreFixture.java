package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.store.ReplayStore.Claim.CLAIMED;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.Ending;
import org.mpp4j.store.Ending.How;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.ReplayStore.Claim;
import org.mpp4j.store.UnresolvedClaim;

/** What {@link ReplayStoreContract} starts from: an open store, a clock that stands still, and three attempts at one key. */
abstract class ReplayStoreFixture {

    static final Duration TICK = Duration.ofMillis(1);
    static final Duration LEASE = Duration.ofSeconds(30);

    /** More than any storage under test holds. */
    static final int ALL = 1_000_000;

    final TestClock clock = TestClock.at("2026-01-31T12:00:00Z");
    final Instant leaseEnd = clock.instant().plus(LEASE);
    final Instant soon = clock.instant().plusSeconds(60);
    final Instant later = clock.instant().plusSeconds(600);

    final String key = "contract:" + UUID.randomUUID();
    final Attempt alice = Attempt.by("alice");
    final Attempt aliceAgain = Attempt.by("alice");
    final Attempt bob = Attempt.by("bob");

    ReplayStore store;

    @SuppressWarnings("NullAway.Init") // opened before each test
    ReplayStoreFixture() {}

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
     * Whether the storage forgets by itself what is over, so that {@link ReplayStore#purge} finds less than there was. By
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

    final Claim claim(Attempt attempt) {
        return store.claim(key, attempt, LEASE, soon, null);
    }

    /** As a claim that is kept for longer. */
    final Claim claimForLater(Attempt attempt) {
        return store.claim(key, attempt, LEASE, later.plusSeconds(600), null);
    }

    final boolean resume(Attempt attempt) {
        return store.resume(key, attempt, LEASE);
    }

    final boolean renew(Attempt attempt) {
        return store.renew(key, attempt, LEASE);
    }

    final void end(Attempt attempt, How how) {
        end(key, attempt, how, later);
    }

    final void end(String ended, Attempt attempt, How how, Instant keepUntil) {
        store.end(List.of(new Ending(ended, attempt, how, keepUntil)));
    }

    final void givenInFlightFor(Attempt attempt) {
        assertThat(claim(attempt)).isEqualTo(CLAIMED);
    }

    final void givenEnded(Attempt attempt, How how) {
        givenInFlightFor(attempt);
        end(attempt, how);
    }

    /** A key that begins as this test's own does, claimed by Alice. */
    final String givenClaimed(String name, @Nullable String memo) {
        String claimed = key + ":" + name;
        assertThat(store.claim(claimed, alice, LEASE, soon, memo)).isEqualTo(CLAIMED);
        return claimed;
    }

    /** What the store doesn't know the outcome of, as far as it is this test's. */
    final List<UnresolvedClaim> unresolved() {
        return store.unresolved(ALL).stream()
                .filter(claim -> claim.key().startsWith(key))
                .toList();
    }

    final ReplayStoreRaces races() {
        return new ReplayStoreRaces(store, secondDoor(store, clock), clock, key, runners(), rounds());
    }
}
