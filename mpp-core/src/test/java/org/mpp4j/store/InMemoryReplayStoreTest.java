package org.mpp4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mpp4j.store.ReplayStore.Claim.CLAIMED;
import static org.mpp4j.store.ReplayStore.Claim.IN_FLIGHT;
import static org.mpp4j.store.ReplayStore.Claim.SPENT;
import static org.mpp4j.store.ReplayStore.Claim.UNDECIDED;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.mpp4j.Race;

class InMemoryReplayStoreTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant SOON = START.plusSeconds(60);
    private static final Duration LATER = Duration.ofMinutes(2);

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final HolderStore store = new HolderStore(new InMemoryReplayStore(now::get, 1000));

    @Test
    void aKeyIsClaimedOnce() {
        assertThat(store.claim("k", "a", SOON)).isEqualTo(CLAIMED);
        assertThat(store.claim("k", "a", SOON)).isEqualTo(IN_FLIGHT);
        assertThat(store.claim("k", "b", SOON)).isEqualTo(IN_FLIGHT);
        assertThat(store.claim("other", "b", SOON)).isEqualTo(CLAIMED);
    }

    @Test
    void aSpentKeyStaysSpent() {
        store.claim("k", "a", SOON);
        store.spent("k", "a");

        assertThat(store.claim("k", "a", SOON)).isEqualTo(SPENT);
        assertThat(store.claim("k", "b", SOON)).isEqualTo(SPENT);
        store.release("k", "a");
        store.undecided("k", "a", SOON);
        assertThat(store.resume("k", "a")).isFalse();
        assertThat(store.claim("k", "a", SOON)).isEqualTo(SPENT);
    }

    @Test
    void aReleasedKeyIsFreeForAnybody() {
        store.claim("k", "a", SOON);
        store.release("k", "a");

        assertThat(store.size()).isZero();
        assertThat(store.claim("k", "b", SOON)).isEqualTo(CLAIMED);
    }

    @Test
    void anUndecidedKeyIsForItsHolderOnly() {
        store.claim("k", "a", SOON);
        store.undecided("k", "a", SOON);

        assertThat(store.claim("k", "b", SOON)).isEqualTo(IN_FLIGHT);
        assertThat(store.resume("k", "b")).isFalse();
        assertThat(store.claim("k", "a", SOON)).isEqualTo(UNDECIDED);
        assertThat(store.resume("k", "a")).isTrue();
        assertThat(store.resume("k", "a")).isFalse();
        assertThat(store.claim("k", "a", SOON)).isEqualTo(IN_FLIGHT);
        store.spent("k", "a");
        assertThat(store.claim("k", "a", SOON)).isEqualTo(SPENT);
    }

    @Test
    void nobodyChangesAKeyThatSomebodyElseHoldsOrThatIsNotInFlight() {
        store.claim("k", "a", SOON);

        store.release("k", "b");
        store.spent("k", "b");
        store.undecided("k", "b", SOON);
        assertThat(store.claim("k", "a", SOON)).isEqualTo(IN_FLIGHT);
        assertThat(store.claim("k", "b", SOON)).isEqualTo(IN_FLIGHT);

        store.undecided("k", "a", SOON);
        store.spent("k", "a");
        store.release("k", "a");
        assertThat(store.claim("k", "a", SOON)).isEqualTo(UNDECIDED);
    }

    @Test
    void nothingHappensToAKeyThatNobodyClaimed() {
        store.release("k", "a");
        store.spent("k", "a");
        store.undecided("k", "a", SOON);

        assertThat(store.resume("k", "a")).isFalse();
        assertThat(store.size()).isZero();
        assertThat(store.claim("k", "a", SOON)).isEqualTo(CLAIMED);
    }

    @Test
    void aKeyWhoseTimeIsOverIsAsGoodAsUnknown() {
        store.claim("k", "a", SOON);
        store.spent("k", "a");

        now.set(SOON.minusNanos(1));
        assertThat(store.claim("k", "b", SOON)).isEqualTo(SPENT);
        now.set(SOON);
        assertThat(store.claim("k", "b", SOON.plusSeconds(60))).isEqualTo(CLAIMED);
        assertThat(store.claim("k", "b", SOON.plusSeconds(60))).isEqualTo(IN_FLIGHT);
    }

    @Test
    void anUndecidedKeyIsKeptForLongerAndThenOver() {
        Instant muchLater = START.plus(Duration.ofDays(7));
        store.claim("k", "a", SOON);
        store.undecided("k", "a", muchLater);

        now.set(muchLater.minusSeconds(1));
        assertThat(store.claim("k", "a", SOON)).isEqualTo(UNDECIDED);
        now.set(muchLater);
        assertThat(store.resume("k", "a")).isFalse();
        assertThat(store.claim("k", "b", muchLater.plusSeconds(1))).isEqualTo(CLAIMED);
    }

    @Test
    void whatIsClaimedForEverIsNeverForgotten() {
        store.claim("k", "a", Instant.MAX);
        store.spent("k", "a");

        now.set(Instant.parse("9999-12-31T23:59:59Z"));
        store.claim("other", "a", now.get().plusSeconds(60));
        assertThat(store.claim("k", "b", Instant.MAX)).isEqualTo(SPENT);
    }

    @Test
    void expiredClaimsAreForgottenSoThatMemoryIsBounded() {
        for (int round = 0; round < 50; round++) {
            for (int i = 0; i < 100; i++) {
                String key = round + "-" + i;
                assertThat(store.claim(key, "a", now.get().plusSeconds(60))).isEqualTo(CLAIMED);
                if (i % 3 == 0) {
                    store.spent(key, "a");
                } else if (i % 3 == 1) {
                    store.undecided(key, "a", now.get().plusSeconds(90));
                }
            }
            now.set(now.get().plus(LATER));
        }
        store.claim("last", "a", now.get().plusSeconds(60));

        assertThat(store.size()).isEqualTo(1);
    }

    @Test
    void retriesOfOneKeyTakeNoMoreRoom() {
        store.claim("k", "a", SOON);
        for (int retry = 0; retry < 10_000; retry++) {
            now.set(now.get().plusSeconds(1));
            store.undecided("k", "a", now.get().plus(Duration.ofDays(7)));
            assertThat(store.resume("k", "a")).isTrue();
        }
        for (int retry = 0; retry < 10_000; retry++) {
            store.release("k", "a");
            store.claim("k", "a", now.get().plusSeconds(60));
        }

        assertThat(store.size()).isEqualTo(1);
        assertThat(store.notedExpiries()).isEqualTo(1);
    }

    @Test
    void whenFullOfLiveClaimsItRefusesInsteadOfForgetting() {
        for (int i = 0; i < 1000; i++) {
            store.claim("k" + i, "a", SOON);
        }

        assertThatThrownBy(() -> store.claim("one more", "a", SOON))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage("The in-memory replay store is full (1000 live claims); give it more capacity or use a"
                        + " shared store");
        assertThat(store.claim("k7", "b", SOON)).isEqualTo(IN_FLIGHT);
        assertThat(store.size()).isEqualTo(1000);
        store.release("k7", "a");
        assertThat(store.claim("one more", "a", SOON)).isEqualTo(CLAIMED);

        now.set(SOON.plus(LATER));
        assertThat(store.claim("fresh", "a", now.get().plusSeconds(60))).isEqualTo(CLAIMED);
        assertThat(store.size()).isEqualTo(1);
    }

    @Test
    void refusesACapacityOfNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InMemoryReplayStore(now::get, 0))
                .withMessage("The capacity of a replay store is at least 1, got 0");
    }

    @RepeatedTest(50)
    void ofManyRacingClaimsExactlyOneSucceeds() {
        List<ReplayStore.Claim> claims =
                Race.of(32, i -> (Callable<ReplayStore.Claim>) () -> store.claim("k", "holder" + i % 4, SOON));

        assertThat(claims).filteredOn(CLAIMED::equals).hasSize(1);
        assertThat(claims).filteredOn(IN_FLIGHT::equals).hasSize(31);
    }

    @RepeatedTest(50)
    void ofManyRacingResumesExactlyOneSucceeds() {
        store.claim("k", "a", SOON);
        store.undecided("k", "a", SOON);

        List<Boolean> resumed = Race.of(32, i -> () -> store.resume("k", i % 2 == 0 ? "a" : "b"));

        assertThat(resumed).filteredOn(Boolean::booleanValue).hasSize(1);
    }

    @RepeatedTest(20)
    void racingClaimsNeverExceedTheCapacity() {
        HolderStore small = new HolderStore(new InMemoryReplayStore(now::get, 5));

        List<Boolean> claimed = Race.of(32, i -> () -> {
            try {
                return small.claim("k" + i, "a", SOON) == CLAIMED;
            } catch (StoreUnavailableException full) {
                return false;
            }
        });

        assertThat(small.size()).isLessThanOrEqualTo(5);
        assertThat(claimed).filteredOn(Boolean::booleanValue).hasSize((int) small.size());
    }

    @RepeatedTest(20)
    void expiryAndRacingClaimsLeaveNothingBehind() {
        Race.of(32, i -> () -> {
            for (int round = 0; round < 20; round++) {
                Instant at = now.get();
                store.claim("k" + (i + round) % 8, "a", at.plusSeconds(1));
                now.compareAndSet(at, at.plusSeconds(40));
            }
            return true;
        });

        now.set(now.get().plus(LATER));
        store.claim("last", "a", now.get().plusSeconds(1));
        assertThat(store.size()).isEqualTo(1);
        assertThat(store.notedExpiries()).isEqualTo(1);
    }
}
