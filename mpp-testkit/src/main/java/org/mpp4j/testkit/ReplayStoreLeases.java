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
import org.mpp4j.store.Attempt;
import org.mpp4j.store.Ending.How;

/** The part of {@link ReplayStoreContract} in which time passes. */
abstract class ReplayStoreLeases extends ReplayStoreFixture {

    // Leases

    @Test
    void aLeaseRunsOutExactlyAtItsEnd() {
        givenInFlightFor(alice);

        clock.set(leaseEnd.minus(TICK));
        assertThat(claim(aliceAgain)).isEqualTo(IN_FLIGHT);
        assertThat(resume(aliceAgain)).isFalse();
        clock.set(leaseEnd);
        assertThat(claim(aliceAgain)).isEqualTo(UNDECIDED);
        assertThat(resume(aliceAgain)).isTrue();
    }

    @Test
    void aLapsedKeyIsStillNobodyElses() {
        givenInFlightFor(alice);

        clock.set(leaseEnd);

        assertThat(claim(bob)).isEqualTo(IN_FLIGHT);
        assertThat(resume(bob)).isFalse();
        assertThat(renew(bob)).isFalse();
    }

    @Test
    void aLapsedKeyIsResumedOnce() {
        givenInFlightFor(alice);
        clock.set(leaseEnd);

        assertThat(resume(aliceAgain)).isTrue();
        assertThat(resume(Attempt.by("alice"))).isFalse();
        assertThat(claim(Attempt.by("alice"))).isEqualTo(IN_FLIGHT);
    }

    @Test
    void whoResumesHasALeaseToo() {
        givenInFlightFor(alice);
        end(alice, How.UNDECIDED);
        resume(aliceAgain);

        clock.set(leaseEnd.minus(TICK));
        assertThat(claim(alice)).isEqualTo(IN_FLIGHT);
        clock.set(leaseEnd);
        assertThat(claim(alice)).isEqualTo(UNDECIDED);
    }

    @Test
    void aRenewedLeaseRunsFromThen() {
        givenInFlightFor(alice);
        clock.set(leaseEnd.minusSeconds(10));

        assertThat(renew(alice)).isTrue();

        Instant newEnd = clock.instant().plus(LEASE);
        clock.set(newEnd.minus(TICK));
        assertThat(claim(aliceAgain)).isEqualTo(IN_FLIGHT);
        assertThat(resume(aliceAgain)).isFalse();
        clock.set(newEnd);
        assertThat(claim(aliceAgain)).isEqualTo(UNDECIDED);
    }

    @Test
    void aLapsedLeaseIsRenewedIfNobodyTookTheKeyUp() {
        givenInFlightFor(alice);
        clock.set(leaseEnd.plusSeconds(10));

        assertThat(renew(alice)).isTrue();

        assertThat(claim(aliceAgain)).isEqualTo(IN_FLIGHT);
        assertThat(resume(aliceAgain)).isFalse();
    }

    @Test
    void aLeaseIsNotRenewedOnceAnotherAttemptOfTheSameHolderTookTheKeyUp() {
        givenInFlightFor(alice);
        clock.set(leaseEnd);
        resume(aliceAgain);

        assertThat(renew(alice)).isFalse();

        assertThat(renew(aliceAgain)).isTrue();
    }

    @Test
    void onlyWhatIsInFlightForAnAttemptIsRenewed() {
        assertThat(renew(alice)).as("unknown").isFalse();
        givenInFlightFor(alice);
        assertThat(renew(bob)).as("another holder's").isFalse();
        assertThat(renew(aliceAgain)).as("another attempt's").isFalse();
        for (How how : How.values()) {
            String ended = givenClaimed(how.name(), null);
            end(ended, alice, how, later);
            assertThat(store.renew(ended, alice, LEASE)).as(how.name()).isFalse();
        }
    }

    @Test
    void aRenewalMakesNothingKnownAgain() {
        givenInFlightFor(alice);
        clock.set(soon);

        assertThat(renew(alice)).isFalse();

        assertThat(claimForLater(bob)).isEqualTo(CLAIMED);
    }

    @Test
    void anEndingByAnEarlierAttemptChangesNothing() {
        for (How how : How.values()) {
            clock.set(leaseEnd.minus(LEASE));
            String resumed = givenClaimed(how.name(), null);
            clock.set(leaseEnd);
            assertThat(store.resume(resumed, aliceAgain, LEASE)).isTrue();

            end(resumed, alice, how, Instant.MAX);

            assertThat(store.claim(resumed, alice, LEASE, soon, null))
                    .as(how.name())
                    .isEqualTo(IN_FLIGHT);
            assertThat(store.claim(resumed, bob, LEASE, soon, null))
                    .as(how.name())
                    .isEqualTo(IN_FLIGHT);
            assertThat(store.renew(resumed, aliceAgain, LEASE)).as(how.name()).isTrue();
        }
    }

    @Test
    void anEndingAfterTheLeaseCountsIfNobodyTookTheKeyUp() {
        givenInFlightFor(alice);
        clock.set(leaseEnd.plusSeconds(10));

        end(alice, How.SPENT);

        assertThat(claim(aliceAgain)).isEqualTo(SPENT);
        assertThat(resume(aliceAgain)).isFalse();
    }

    @Test
    void aClaimRepeatedAfterItsLeaseIsUndecided() {
        givenInFlightFor(alice);

        clock.set(leaseEnd);

        assertThat(claim(alice)).isEqualTo(UNDECIDED);
    }

    @Test
    void aRepeatedClaimDoesNotLengthenTheLease() {
        givenInFlightFor(alice);
        clock.set(leaseEnd.minusSeconds(10));

        assertThat(claim(alice)).isEqualTo(CLAIMED);

        clock.set(leaseEnd);
        assertThat(claim(aliceAgain)).isEqualTo(UNDECIDED);
    }

    // How long keys are remembered

    @Test
    void aLapsedKeyIsUnknownAgainExactlyWhenItsTimeIsOver() {
        givenInFlightFor(alice);

        clock.set(soon.minus(TICK));
        assertThat(claim(bob)).isEqualTo(IN_FLIGHT);
        assertThat(claim(aliceAgain)).isEqualTo(UNDECIDED);
        clock.set(soon);
        assertThat(resume(aliceAgain)).isFalse();
        assertThat(claimForLater(bob)).isEqualTo(CLAIMED);
    }

    @Test
    void aKeyIsInFlightWhileItsLeaseRunsThoughItsTimeIsOver() {
        Duration longLease = Duration.ofSeconds(90);
        store.claim(key, alice, longLease, soon, null);

        clock.set(leaseEnd.minus(LEASE).plus(longLease).minus(TICK));
        assertThat(claimForLater(bob)).isEqualTo(IN_FLIGHT);
        assertThat(claimForLater(aliceAgain)).isEqualTo(IN_FLIGHT);
        clock.advance(TICK);
        assertThat(claimForLater(bob)).isEqualTo(CLAIMED);
    }

    @Test
    void aKeyIsInFlightWhileItsLeaseIsRenewedThoughItsTimeIsOver() {
        givenInFlightFor(alice);
        while (clock.instant().isBefore(soon.plus(LEASE))) {
            clock.advance(LEASE.minus(TICK));
            assertThat(renew(alice)).isTrue();
        }

        clock.advance(LEASE.minus(TICK));
        assertThat(claimForLater(bob)).isEqualTo(IN_FLIGHT);
        clock.advance(TICK);
        assertThat(claimForLater(bob)).isEqualTo(CLAIMED);
    }

    @Test
    void whatHasEndedIsKeptExactlyAsLongAsItsEndingSays() {
        for (How how : List.of(How.UNDECIDED, How.PAID, How.SPENT)) {
            clock.set(leaseEnd.minus(LEASE));
            String ended = givenClaimed(how.name(), null);
            end(ended, alice, how, later);

            clock.set(later.minus(TICK));
            assertThat(store.claim(ended, bob, LEASE, later, null))
                    .as(how.name())
                    .isEqualTo(how == How.SPENT ? SPENT : IN_FLIGHT);
            assertThat(store.claim(ended, aliceAgain, LEASE, later, null))
                    .as(how.name())
                    .isEqualTo(how == How.SPENT ? SPENT : UNDECIDED);
            clock.set(later);
            assertThat(store.resume(ended, aliceAgain, LEASE)).as(how.name()).isFalse();
            assertThat(store.claim(ended, bob, LEASE, later.plusSeconds(60), null))
                    .as(how.name())
                    .isEqualTo(CLAIMED);
        }
    }

    @Test
    void whatIsOpenIsResumedUntilItsTimeIsOver() {
        for (How how : List.of(How.UNDECIDED, How.PAID)) {
            clock.set(leaseEnd.minus(LEASE));
            String ended = givenClaimed(how.name(), null);
            end(ended, alice, how, later);

            clock.set(later.minus(TICK));

            assertThat(store.resume(ended, aliceAgain, LEASE)).as(how.name()).isTrue();
        }
    }

    @Test
    void aResumedKeyIsKeptAsLongAsItWasBefore() {
        givenEnded(alice, How.UNDECIDED);
        resume(aliceAgain);

        clock.set(later.minus(TICK));
        assertThat(claimForLater(bob)).isEqualTo(IN_FLIGHT);
        assertThat(claimForLater(alice)).isEqualTo(UNDECIDED);
        clock.set(later);
        assertThat(claimForLater(bob)).isEqualTo(CLAIMED);
    }

    @Test
    void aKeyThatIsClaimedAgainHasItsNewTime() {
        givenInFlightFor(alice);
        clock.set(soon);
        store.claim(key, bob, LEASE, later, null);

        clock.set(later.minus(TICK));
        assertThat(claimForLater(alice)).isEqualTo(IN_FLIGHT);
        assertThat(claimForLater(Attempt.by("bob"))).isEqualTo(UNDECIDED);
        clock.set(later);
        assertThat(claimForLater(alice)).isEqualTo(CLAIMED);
    }

    @Test
    void whatIsKeptForEverIsStillKnownInAThousandYears() {
        String inFlight = key + ":in-flight";
        store.claim(inFlight, alice, LEASE, Instant.MAX, null);
        for (How how : How.values()) {
            String ended = givenClaimed(how.name(), null);
            end(ended, alice, how, Instant.MAX);
        }

        clock.advance(Duration.ofDays(365_243));

        assertThat(store.resume(inFlight, aliceAgain, LEASE)).isTrue();
        assertThat(store.claim(key + ":SPENT", bob, LEASE, Instant.MAX, null)).isEqualTo(SPENT);
        assertThat(store.resume(key + ":UNDECIDED", aliceAgain, LEASE)).isTrue();
        assertThat(store.resume(key + ":PAID", aliceAgain, LEASE)).isTrue();
        assertThat(store.claim(key + ":RELEASED", bob, LEASE, Instant.MAX, null))
                .isEqualTo(CLAIMED);
    }
}
