package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.store.ReplayStore.Claim.CLAIMED;
import static org.mpp4j.store.ReplayStore.Claim.IN_FLIGHT;
import static org.mpp4j.store.ReplayStore.Claim.SPENT;
import static org.mpp4j.store.ReplayStore.Claim.UNDECIDED;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.Ending;
import org.mpp4j.store.Ending.How;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.UnresolvedClaim;

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
 * <p>Every test uses keys of its own, so the storage doesn't have to be empty. Only one test at a time may run on a storage:
 * they purge what is over by their clocks.
 *
 * @since 0.1
 */
@DisplayName("A replay store")
public abstract class ReplayStoreContract extends ReplayStoreOpenEnds {

    /** Called by subclasses. */
    protected ReplayStoreContract() {}

    // Declared here as well, so that it is this class that tells what to implement.
    @Override
    protected abstract ReplayStore newStore(InstantSource clock);

    // The first use

    @Test
    void anUnknownKeyIsClaimed() {
        assertThat(claim(alice)).isEqualTo(CLAIMED);
    }

    @Test
    void aKeyInFlightIsNobodyElsesAndNotItsHoldersEither() {
        givenInFlightFor(alice);

        assertThat(claim(bob)).isEqualTo(IN_FLIGHT);
        assertThat(claim(aliceAgain)).isEqualTo(IN_FLIGHT);
    }

    @Test
    void aClaimThatIsRepeatedBecauseItsAnswerWasLostIsAnsweredAgain() {
        givenInFlightFor(alice);

        assertThat(claim(new Attempt(alice.holder(), alice.token()))).isEqualTo(CLAIMED);

        assertThat(claim(bob)).isEqualTo(IN_FLIGHT);
        assertThat(claim(new Attempt(bob.holder(), alice.token()))).isEqualTo(IN_FLIGHT);
    }

    @Test
    void keysDoNotTouchEachOther() {
        givenInFlightFor(alice);

        for (String other : List.of(
                key + " ", " " + key, key.toUpperCase(Locale.ROOT), key + "é", key + "e\u0301", key + "e", key + "%")) {
            assertThat(store.claim(other, bob, LEASE, soon, null)).as(other).isEqualTo(CLAIMED);
        }
    }

    @Test
    void holdersAreToldApartToTheLetter() {
        givenEnded(Attempt.by("holder-a"), How.UNDECIDED);

        for (String other : List.of("HOLDER-A", "holder-a ", "holder-á", "holder-", "holder-%")) {
            assertThat(claim(Attempt.by(other))).as(other).isEqualTo(IN_FLIGHT);
            assertThat(resume(Attempt.by(other))).as(other).isFalse();
        }
    }

    @Test
    void tokensAreToldApartToTheLetter() {
        givenInFlightFor(new Attempt("alice", "token-a"));

        for (String other : List.of("TOKEN-A", "token-a ", "token-á", "token-", "token-%")) {
            Attempt imitation = new Attempt("alice", other);
            assertThat(claim(imitation)).as(other).isEqualTo(IN_FLIGHT);
            assertThat(renew(imitation)).as(other).isFalse();
            end(imitation, How.RELEASED);
        }
        assertThat(claim(bob)).isEqualTo(IN_FLIGHT);
    }

    @Test
    void theLongestKeysHoldersTokensAndMemosFit() {
        String longKey = key + "ķ".repeat(511 - key.length());
        Attempt first = new Attempt("ĥ".repeat(127) + "1", "ť".repeat(63) + "1");
        Attempt second = new Attempt("ĥ".repeat(127) + "1", "ť".repeat(63) + "2");
        Attempt stranger = new Attempt("ĥ".repeat(127) + "2", "ť".repeat(63) + "1");
        String memo = "\"ḿ\\\n".repeat(8192 / 4);

        assertThat(store.claim(longKey + "1", first, LEASE, soon, memo)).isEqualTo(CLAIMED);
        assertThat(store.claim(longKey + "2", first, LEASE, soon, memo)).isEqualTo(CLAIMED);
        assertThat(store.renew(longKey + "1", second, LEASE)).isFalse();
        end(longKey + "1", first, How.UNDECIDED, later);
        assertThat(store.claim(longKey + "1", stranger, LEASE, soon, null)).isEqualTo(IN_FLIGHT);
        assertThat(store.claim(longKey + "1", second, LEASE, soon, null)).isEqualTo(UNDECIDED);
        assertThat(unresolved()).containsExactly(new UnresolvedClaim(longKey + "1", first.holder(), memo));
    }

    @Test
    void whatOneDoorDoesTheOtherSees() {
        ReplayStore other = secondDoor(store, clock);
        givenInFlightFor(alice);

        assertThat(other.claim(key, bob, LEASE, soon, null)).isEqualTo(IN_FLIGHT);
        other.end(List.of(new Ending(key, alice, How.UNDECIDED, later)));
        assertThat(resume(aliceAgain)).isTrue();
        assertThat(other.renew(key, aliceAgain, LEASE)).isTrue();
        end(aliceAgain, How.SPENT);
        assertThat(other.claim(key, alice, LEASE, soon, null)).isEqualTo(SPENT);
    }

    // Endings

    @Test
    void aSpentKeyStaysSpentForEverybody() {
        givenEnded(alice, How.SPENT);

        assertThat(claim(bob)).isEqualTo(SPENT);
        assertThat(claim(aliceAgain)).isEqualTo(SPENT);
        assertThat(claim(alice)).isEqualTo(SPENT);
    }

    @Test
    void aReleasedKeyCanBeClaimedByAnybody() {
        givenEnded(alice, How.RELEASED);

        assertThat(claim(bob)).isEqualTo(CLAIMED);
    }

    @Test
    void anUndecidedKeyIsTakenUpAgainByItsHolderOnly() {
        givenEnded(alice, How.UNDECIDED);

        assertTakenUpAgainByAliceOnly();
    }

    @Test
    void aKeyThatIsPaidAndNotDeliveredIsTakenUpAgainByItsHolderOnly() {
        givenEnded(alice, How.PAID);

        assertTakenUpAgainByAliceOnly();
    }

    private void assertTakenUpAgainByAliceOnly() {
        assertThat(claim(bob)).isEqualTo(IN_FLIGHT);
        assertThat(resume(bob)).isFalse();
        assertThat(claim(aliceAgain)).isEqualTo(UNDECIDED);
        assertThat(resume(aliceAgain)).isTrue();
        assertThat(claim(Attempt.by("alice"))).isEqualTo(IN_FLIGHT);
    }

    @Test
    void onlyTheAttemptThatHasAKeyEndsIt() {
        givenInFlightFor(alice);

        for (How how : How.values()) {
            for (Attempt other : List.of(bob, aliceAgain, new Attempt(bob.holder(), alice.token()))) {
                end(other, how);
                assertThat(claim(bob)).as(how.name()).isEqualTo(IN_FLIGHT);
                assertThat(claim(aliceAgain)).as(how.name()).isEqualTo(IN_FLIGHT);
                assertThat(resume(aliceAgain)).as(how.name()).isFalse();
            }
        }
    }

    @Test
    void nothingComesAfterSpent() {
        givenEnded(alice, How.SPENT);

        for (How how : How.values()) {
            end(alice, how);
            assertThat(resume(aliceAgain)).as(how.name()).isFalse();
            assertThat(claim(bob)).as(how.name()).isEqualTo(SPENT);
        }
    }

    @Test
    void anOpenKeyDoesNotEndBeforeItIsResumed() {
        for (How how : List.of(How.UNDECIDED, How.PAID)) {
            String open = givenClaimed(how.name(), null);
            end(open, alice, how, later);

            end(open, alice, How.RELEASED, later);
            end(open, alice, How.SPENT, later);

            assertThat(store.claim(open, bob, LEASE, soon, null)).as(how.name()).isEqualTo(IN_FLIGHT);
            assertThat(store.resume(open, aliceAgain, LEASE)).as(how.name()).isTrue();
        }
    }

    @Test
    void anEndingThatComesLateDoesNotTouchTheNextHolder() {
        givenEnded(alice, How.RELEASED);
        givenInFlightFor(bob);

        for (How how : How.values()) {
            end(alice, how);
            assertThat(claim(aliceAgain)).as(how.name()).isEqualTo(IN_FLIGHT);
            assertThat(renew(bob)).as(how.name()).isTrue();
        }
    }

    @Test
    void aResumedKeyEndsAsAnyOther() {
        givenEnded(alice, How.UNDECIDED);

        resume(aliceAgain);
        end(aliceAgain, How.PAID);
        assertThat(claim(alice)).isEqualTo(UNDECIDED);

        resume(alice);
        end(alice, How.RELEASED);
        assertThat(claim(bob)).isEqualTo(CLAIMED);
        end(bob, How.UNDECIDED);

        Attempt bobAgain = Attempt.by("bob");
        resume(bobAgain);
        end(bobAgain, How.SPENT);
        assertThat(claim(bob)).isEqualTo(SPENT);
    }

    @Test
    void whatIsNotOpenCanNotBeResumed() {
        assertThat(resume(alice)).as("unknown").isFalse();
        givenInFlightFor(alice);
        assertThat(resume(aliceAgain)).as("in flight").isFalse();
        end(alice, How.UNDECIDED);
        assertThat(resume(aliceAgain)).as("undecided").isTrue();
        assertThat(resume(Attempt.by("alice"))).as("resumed already").isFalse();
        end(aliceAgain, How.SPENT);
        assertThat(resume(Attempt.by("alice"))).as("spent").isFalse();
    }

    @Test
    void endingAnUnknownKeyDoesNotMakeItKnown() {
        for (How how : How.values()) {
            end(alice, how);
        }

        assertThat(resume(aliceAgain)).isFalse();
        assertThat(claim(bob)).isEqualTo(CLAIMED);
    }

    @Test
    void severalKeysEndInOneCallEachInItsOwnWay() {
        String spent = givenClaimed("spent", null);
        String released = givenClaimed("released", null);
        String paid = givenClaimed("paid", null);
        String notBobs = givenClaimed("not-bobs", null);
        List<Ending> endings = List.of(
                new Ending(notBobs, bob, How.RELEASED, later),
                new Ending(spent, alice, How.SPENT, Instant.MAX),
                new Ending(key + ":unknown", alice, How.SPENT, later),
                new Ending(released, alice, How.RELEASED, later),
                new Ending(paid, alice, How.PAID, later));

        store.end(endings);
        store.end(endings);
        store.end(List.of());

        assertThat(store.claim(notBobs, bob, LEASE, soon, null)).isEqualTo(IN_FLIGHT);
        assertThat(store.claim(spent, bob, LEASE, soon, null)).isEqualTo(SPENT);
        assertThat(store.claim(key + ":unknown", bob, LEASE, soon, null)).isEqualTo(CLAIMED);
        assertThat(store.claim(released, bob, LEASE, soon, null)).isEqualTo(CLAIMED);
        assertThat(store.claim(paid, aliceAgain, LEASE, soon, null)).isEqualTo(UNDECIDED);
    }

    // Races

    @Test
    void ofManyClaimsAtOnceOneSucceeds() throws InterruptedException {
        races().oneClaimSucceeds(runner -> "holder-" + runner, soon);
    }

    @Test
    void ofManyClaimsBySameHolderAtOnceOneSucceeds() throws InterruptedException {
        races().oneClaimSucceeds(runner -> "alice", soon);
    }

    @Test
    void ofManyClaimsOfAKeyWhoseTimeIsOverOneSucceeds() throws InterruptedException {
        races().oneClaimOfAnExpiredKeySucceeds(later);
    }

    @Test
    void ofManyResumesAtOnceOneSucceeds() throws InterruptedException {
        races().oneResumeOfAnUndecidedKeySucceeds(later);
    }

    @Test
    void ofManyResumesOfALapsedKeyOneSucceeds() throws InterruptedException {
        races().oneResumeOfALapsedKeySucceeds(Instant.MAX);
    }

    @Test
    void aRenewalAndAResumeOfALapsedKeyNeverBothSucceed() throws InterruptedException {
        races().eitherTheRenewalOrTheResumeSucceeds(Instant.MAX);
    }

    @Test
    void anEndingAndAResumeOfALapsedKeyNeverBothSucceed() throws InterruptedException {
        races().eitherTheEndingOrTheResumeSucceeds(Instant.MAX);
    }

    @Test
    void aKeyReleasedInTheMidstOfClaimsGoesToOneOfThemAtMost() throws InterruptedException {
        races().oneClaimAtMostSucceedsDuringARelease(soon);
    }

    @Test
    void purgesInTheMidstOfClaimsTakeNothingFromTheOneThatSucceeds() throws InterruptedException {
        races().purgesSpareTheClaimThatSucceeds(later);
    }
}
