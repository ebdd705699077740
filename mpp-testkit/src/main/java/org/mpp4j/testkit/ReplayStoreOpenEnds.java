package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.store.ReplayStore.Claim.CLAIMED;
import static org.mpp4j.store.ReplayStore.Claim.IN_FLIGHT;
import static org.mpp4j.store.ReplayStore.Claim.SPENT;
import static org.mpp4j.store.ReplayStore.Claim.UNDECIDED;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mpp4j.store.Ending.How;
import org.mpp4j.store.UnresolvedClaim;

/** The part of {@link ReplayStoreContract} about what is left over: claims without an outcome, and those nobody needs. */
abstract class ReplayStoreOpenEnds extends ReplayStoreLeases {

    // Without an outcome

    @Test
    void undecidedAndLapsedClaimsAreUnresolved() {
        String undecided = givenClaimed("undecided", "memo 1");
        end(undecided, alice, How.UNDECIDED, later);
        String lapsed = givenClaimed("lapsed", "memo 2");

        clock.set(leaseEnd.minus(TICK));
        assertThat(unresolved()).containsExactly(new UnresolvedClaim(undecided, "alice", "memo 1"));
        clock.set(leaseEnd);
        assertThat(unresolved())
                .containsExactly(
                        new UnresolvedClaim(undecided, "alice", "memo 1"),
                        new UnresolvedClaim(lapsed, "alice", "memo 2"));
    }

    @Test
    void whatHasAnOutcomeIsNotUnresolved() {
        for (How how : List.of(How.SPENT, How.PAID, How.RELEASED)) {
            end(givenClaimed(how.name(), "memo"), alice, how, later);
        }

        assertThat(unresolved()).isEmpty();
        clock.set(leaseEnd);
        assertThat(unresolved()).isEmpty();
    }

    @Test
    void whatHasNoMemoIsNotUnresolved() {
        givenClaimed("lapsed", null);
        end(givenClaimed("undecided", null), alice, How.UNDECIDED, later);

        clock.set(leaseEnd);

        assertThat(unresolved()).isEmpty();
    }

    @Test
    void anEmptyMemoIsAMemo() {
        givenClaimed("lapsed", "");

        clock.set(leaseEnd);

        assertThat(unresolved()).extracting(UnresolvedClaim::memo).containsExactly("");
    }

    @Test
    void nothingIsUnresolvedAnyMoreExactlyWhenItsTimeIsOver() {
        givenClaimed("lapsed", "memo");
        end(givenClaimed("undecided", "memo"), alice, How.UNDECIDED, soon);

        clock.set(soon.minus(TICK));
        assertThat(unresolved()).hasSize(2);
        clock.set(soon);
        assertThat(unresolved()).isEmpty();
    }

    @Test
    void whatIsTakenUpAgainIsNotUnresolvedUntilItIsLeftAgain() {
        String lapsed = givenClaimed("lapsed", "memo");
        clock.set(leaseEnd);

        store.resume(lapsed, aliceAgain, LEASE);
        assertThat(unresolved()).as("resumed").isEmpty();
        end(lapsed, aliceAgain, How.UNDECIDED, later);
        assertThat(unresolved()).as("undecided").containsExactly(new UnresolvedClaim(lapsed, "alice", "memo"));
        store.resume(lapsed, alice, LEASE);
        clock.advance(LEASE);
        assertThat(unresolved()).as("lapsed again").containsExactly(new UnresolvedClaim(lapsed, "alice", "memo"));
        store.renew(lapsed, alice, LEASE);
        assertThat(unresolved()).as("renewed").isEmpty();
        clock.advance(LEASE);
        assertThat(unresolved()).as("lapsed at last").containsExactly(new UnresolvedClaim(lapsed, "alice", "memo"));
    }

    @Test
    void lookingChangesNothing() {
        String lapsed = givenClaimed("lapsed", "memo");
        clock.set(leaseEnd);

        List<UnresolvedClaim> seen = unresolved();

        assertThat(unresolved()).isEqualTo(seen).hasSize(1);
        assertThat(store.renew(lapsed, alice, LEASE)).isTrue();
    }

    @Test
    void whatWasNotLookedAtForTheLongestTimeComesFirst() {
        String first = givenClaimed("c", "memo");
        end(first, alice, How.UNDECIDED, later);
        clock.advance(TICK);
        String second = givenClaimed("a", "memo");
        end(second, alice, How.UNDECIDED, later);
        clock.advance(TICK);
        String third = givenClaimed("b", "memo");
        clock.advance(LEASE);
        assertThat(unresolved()).extracting(UnresolvedClaim::key).containsExactly(first, second, third);

        clock.advance(TICK);
        store.resume(first, aliceAgain, LEASE);
        end(first, aliceAgain, How.UNDECIDED, later);

        assertThat(unresolved()).extracting(UnresolvedClaim::key).containsExactly(second, third, first);
    }

    @Test
    void noMoreIsUnresolvedThanAskedFor() {
        for (int i = 0; i < 5; i++) {
            end(givenClaimed("undecided-" + i, "memo"), alice, How.UNDECIDED, later);
        }

        List<UnresolvedClaim> all = store.unresolved(ALL);

        assertThat(store.unresolved(3)).hasSize(3).isSubsetOf(all);
        assertThat(store.unresolved(1)).hasSize(1).isSubsetOf(all);
    }

    @Test
    void aKeyThatIsClaimedAgainHasItsNewMemo() {
        String again = givenClaimed("again", "old");
        end(again, alice, How.RELEASED, later);
        store.claim(again, bob, LEASE, soon, "new");
        String silent = givenClaimed("silent", "old");
        end(silent, alice, How.UNDECIDED, leaseEnd.minus(TICK));

        clock.set(leaseEnd);
        store.claim(silent, bob, TICK, soon, null);
        clock.advance(TICK);

        assertThat(unresolved()).containsExactly(new UnresolvedClaim(again, "bob", "new"));
    }

    // Purging

    private void purgeAll() {
        while (store.purge(1_000) > 0) {
            assertThat(store).isNotNull();
        }
    }

    @Test
    void whatIsOverIsPurgedAndCounted() {
        // What other tests left behind is over by then, so that the count is this test's own.
        clock.advance(Duration.ofDays(1_000));
        purgeAll();
        Instant over = clock.instant().plus(LEASE).plus(LEASE);
        for (int i = 0; i < 5; i++) {
            store.claim(key + i, alice, LEASE, over, "memo");
        }
        end(key + 1, alice, How.UNDECIDED, over);
        end(key + 2, alice, How.PAID, over);
        end(key + 3, alice, How.SPENT, over);

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
        for (int i = 0; i < 5; i++) {
            assertThat(store.claim(key + i, bob, LEASE, over.plusSeconds(60), null))
                    .isEqualTo(CLAIMED);
        }
    }

    @Test
    void whatStillCountsIsNotPurged() {
        Duration longLease = Duration.ofSeconds(90);
        String inFlight = key + ":in-flight";
        store.claim(inFlight, alice, longLease, soon, null);
        String renewed = givenClaimed("renewed", null);
        clock.set(leaseEnd.minus(TICK));
        store.renew(renewed, alice, longLease);
        String lapsed = key + ":lapsed";
        store.claim(lapsed, alice, TICK, later, null);
        for (How how : List.of(How.UNDECIDED, How.PAID, How.SPENT)) {
            end(givenClaimed(how.name(), null), alice, how, later);
            end(givenClaimed(how.name() + "-for-ever", null), alice, how, Instant.MAX);
        }

        clock.set(soon);
        purgeAll();

        assertThat(store.claim(inFlight, bob, LEASE, later, null)).isEqualTo(IN_FLIGHT);
        assertThat(store.renew(inFlight, alice, longLease)).isTrue();
        assertThat(store.renew(renewed, alice, longLease)).isTrue();
        assertThat(store.claim(lapsed, bob, LEASE, later, null)).isEqualTo(IN_FLIGHT);
        assertThat(store.claim(lapsed, aliceAgain, LEASE, later, null)).isEqualTo(UNDECIDED);
        for (String keptFor : List.of("", "-for-ever")) {
            assertThat(store.resume(key + ":UNDECIDED" + keptFor, aliceAgain, LEASE))
                    .isTrue();
            assertThat(store.resume(key + ":PAID" + keptFor, aliceAgain, LEASE)).isTrue();
            assertThat(store.claim(key + ":SPENT" + keptFor, bob, LEASE, later, null))
                    .isEqualTo(SPENT);
        }
    }
}
