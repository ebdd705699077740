package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.Ending;
import org.mpp4j.store.Ending.How;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.ReplayStore.Claim;

/** The part of {@link ReplayStoreContract} where several threads want one key, round by round. */
final class ReplayStoreRaces {

    private static final Duration TICK = Duration.ofMillis(1);
    private static final Duration LEASE = Duration.ofMinutes(30);

    private final ReplayStore firstDoor;
    private final ReplayStore secondDoor;
    private final TestClock clock;
    private final String key;
    private final int runners;
    private final int rounds;

    ReplayStoreRaces(
            ReplayStore firstDoor, ReplayStore secondDoor, TestClock clock, String key, int runners, int rounds) {
        this.firstDoor = firstDoor;
        this.secondDoor = secondDoor;
        this.clock = clock;
        this.key = key;
        this.runners = runners;
        this.rounds = rounds;
    }

    /** What happens in one round. */
    private interface Round {
        void runFor(String contested) throws InterruptedException;
    }

    private void inEachRound(Round round) throws InterruptedException {
        for (int i = 0; i < rounds; i++) {
            round.runFor(key + ":" + i);
        }
    }

    private ReplayStore door(int runner) {
        return runner % 2 == 0 ? firstDoor : secondDoor;
    }

    private static List<Ending> ending(String contested, Attempt attempt, How how, Instant keepUntil) {
        return List.of(new Ending(contested, attempt, how, keepUntil));
    }

    void oneClaimSucceeds(IntFunction<String> holders, Instant expiresAt) throws InterruptedException {
        inEachRound(contested -> assertOneClaims(contested, holders, expiresAt));
    }

    void oneClaimOfAnExpiredKeySucceeds(Instant expiresAt) throws InterruptedException {
        inEachRound(contested -> {
            givenOver(contested);
            assertOneClaims(contested, runner -> "holder-" + runner, expiresAt);
        });
    }

    private void givenOver(String contested) {
        Instant over = clock.instant().plus(TICK);
        firstDoor.claim(contested, Attempt.by("holder-of-old"), TICK, over, null);
        clock.set(over);
    }

    private void assertOneClaims(String contested, IntFunction<String> holders, Instant expiresAt)
            throws InterruptedException {
        List<Claim> claims = Race.between(
                runners,
                runner -> door(runner)
                        .claim(contested, Attempt.by(holders.apply(runner)), LEASE, expiresAt, "memo " + runner));

        assertThat(claims).containsOnlyOnce(Claim.CLAIMED).containsOnly(Claim.CLAIMED, Claim.IN_FLIGHT);
    }

    void oneResumeOfAnUndecidedKeySucceeds(Instant keepUntil) throws InterruptedException {
        inEachRound(contested -> {
            Attempt first = Attempt.by("holder");
            firstDoor.claim(contested, first, LEASE, keepUntil, null);
            firstDoor.end(ending(contested, first, How.UNDECIDED, keepUntil));
            assertOneResumes(contested);
        });
    }

    void oneResumeOfALapsedKeySucceeds(Instant expiresAt) throws InterruptedException {
        inEachRound(contested -> {
            givenLapsed(contested, expiresAt);
            assertOneResumes(contested);
        });
    }

    private Attempt givenLapsed(String contested, Instant expiresAt) {
        Attempt first = Attempt.by("holder");
        firstDoor.claim(contested, first, TICK, expiresAt, null);
        clock.advance(TICK);
        return first;
    }

    private void assertOneResumes(String contested) throws InterruptedException {
        List<Boolean> resumed =
                Race.between(runners, runner -> door(runner).resume(contested, Attempt.by("holder"), LEASE));

        assertThat(Collections.frequency(resumed, true)).isOne();
    }

    /** Two runners only, because that is when each of them is the first one half of the time. */
    private List<Boolean> betweenOldAndNew(String contested, Predicate<ReplayStore> goOn) throws InterruptedException {
        return Race.between(
                2,
                runner ->
                        runner == 0 ? goOn.test(firstDoor) : secondDoor.resume(contested, Attempt.by("holder"), LEASE));
    }

    void eitherTheRenewalOrTheResumeSucceeds(Instant expiresAt) throws InterruptedException {
        inEachRound(contested -> {
            Attempt first = givenLapsed(contested, expiresAt);

            List<Boolean> inFlight = betweenOldAndNew(contested, door -> door.renew(contested, first, LEASE));

            assertThat(Collections.frequency(inFlight, true)).isOne();
        });
    }

    void eitherTheEndingOrTheResumeSucceeds(Instant expiresAt) throws InterruptedException {
        inEachRound(contested -> {
            Attempt first = givenLapsed(contested, expiresAt);

            List<Boolean> resumed = betweenOldAndNew(contested, door -> {
                door.end(ending(contested, first, How.SPENT, expiresAt));
                return false;
            });

            assertThat(secondDoor.claim(contested, Attempt.by("other"), LEASE, expiresAt, null))
                    .isEqualTo(resumed.contains(true) ? Claim.IN_FLIGHT : Claim.SPENT);
        });
    }

    void oneClaimAtMostSucceedsDuringARelease(Instant expiresAt) throws InterruptedException {
        inEachRound(contested -> {
            Attempt first = Attempt.by("holder-0");
            firstDoor.claim(contested, first, LEASE, expiresAt, null);

            List<Claim> claims = Race.between(runners, runner -> {
                if (runner > 0) {
                    return door(runner).claim(contested, Attempt.by("holder-" + runner), LEASE, expiresAt, null);
                }
                firstDoor.end(ending(contested, first, How.RELEASED, expiresAt));
                return Claim.IN_FLIGHT;
            });

            assertThat(Collections.frequency(claims, Claim.CLAIMED)).isLessThanOrEqualTo(1);
        });
    }

    void purgesSpareTheClaimThatSucceeds(Instant expiresAt) throws InterruptedException {
        inEachRound(contested -> {
            givenOver(contested);

            List<Claim> claims = Race.between(runners, runner -> {
                if (runner % 4 >= 2) {
                    return door(runner).claim(contested, Attempt.by("holder-" + runner), LEASE, expiresAt, null);
                }
                door(runner).purge(100);
                return Claim.IN_FLIGHT;
            });
            firstDoor.purge(100);

            int claimers = Collections.frequency(claims, Claim.CLAIMED);
            assertThat(claimers).isEqualTo(runners > 2 ? 1 : 0);
            assertThat(secondDoor.claim(contested, Attempt.by("late"), LEASE, expiresAt, null))
                    .isEqualTo(claimers == 1 ? Claim.IN_FLIGHT : Claim.CLAIMED);
        });
    }
}
