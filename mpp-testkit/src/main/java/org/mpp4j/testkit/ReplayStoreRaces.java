package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.ReplayStore.Claim;

/** The part of {@link ReplayStoreContract} where several threads want one key, round by round. */
final class ReplayStoreRaces {

    private final ReplayStore firstDoor;
    private final ReplayStore secondDoor;
    private final String key;
    private final int runners;
    private final int rounds;

    ReplayStoreRaces(ReplayStore firstDoor, ReplayStore secondDoor, String key, int runners, int rounds) {
        this.firstDoor = firstDoor;
        this.secondDoor = secondDoor;
        this.key = key;
        this.runners = runners;
        this.rounds = rounds;
    }

    private ReplayStore door(int runner) {
        return runner % 2 == 0 ? firstDoor : secondDoor;
    }

    void oneClaimSucceeds(IntFunction<String> holders, Instant expiresAt) throws InterruptedException {
        for (int round = 0; round < rounds; round++) {
            assertOneClaims(key + ":" + round, holders, expiresAt);
        }
    }

    void oneClaimOfAnExpiredKeySucceeds(TestClock clock, Instant expiresAt) throws InterruptedException {
        for (int round = 0; round < rounds; round++) {
            String contested = key + ":" + round;
            Instant over = clock.instant().plus(Duration.ofMillis(1));
            firstDoor.claim(contested, "holder-of-old", over);
            clock.set(over);
            assertOneClaims(contested, runner -> "holder-" + runner, expiresAt);
        }
    }

    private void assertOneClaims(String contested, IntFunction<String> holders, Instant expiresAt)
            throws InterruptedException {
        List<Claim> claims =
                Race.between(runners, runner -> door(runner).claim(contested, holders.apply(runner), expiresAt));

        assertThat(claims).containsOnlyOnce(Claim.CLAIMED).containsOnly(Claim.CLAIMED, Claim.IN_FLIGHT);
    }

    void oneResumeSucceeds(Instant expiresAt, Instant keepUntil) throws InterruptedException {
        for (int round = 0; round < rounds; round++) {
            String contested = key + ":" + round;
            firstDoor.claim(contested, "holder", expiresAt);
            firstDoor.undecided(contested, "holder", keepUntil);

            List<Boolean> resumed = Race.between(runners, runner -> door(runner).resume(contested, "holder"));

            assertThat(Collections.frequency(resumed, true)).isOne();
        }
    }

    void oneClaimAtMostSucceedsDuringARelease(Instant expiresAt) throws InterruptedException {
        for (int round = 0; round < rounds; round++) {
            String contested = key + ":" + round;
            firstDoor.claim(contested, "holder-0", expiresAt);

            List<Claim> claims = Race.between(runners, runner -> {
                if (runner > 0) {
                    return door(runner).claim(contested, "holder-" + runner, expiresAt);
                }
                firstDoor.release(contested, "holder-0");
                return Claim.IN_FLIGHT;
            });

            assertThat(Collections.frequency(claims, Claim.CLAIMED)).isLessThanOrEqualTo(1);
        }
    }
}
