package org.mpp4j.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.gate.GateFixture.answer;
import static org.mpp4j.gate.GateFixture.assertGranted;
import static org.mpp4j.gate.GateFixture.assertRefused;
import static org.mpp4j.gate.GateFixture.assertUndecided;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.ReplayKey;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.store.Attempt;

/** Who has a claim has it on lease: long enough for whoever is at work, not too long for whoever takes over. */
class LeaseTest {

    private static final Duration LEASE = Duration.ofMinutes(10);

    private final GateFixture fixture = new GateFixture();
    private final Credential credential = answer(fixture.challenge());

    private void letTimePass(Duration time) {
        fixture.now.set(fixture.now.get().plus(time));
        fixture.ticker.addAndGet(time.toNanos());
    }

    @Test
    void whoWasTooSlowAndIsTakenOverFromDoesNotRunTheHandlerToo() {
        AtomicBoolean first = new AtomicBoolean(true);
        AtomicReference<Admission> second = new AtomicReference<>();
        fixture.method.settling = (attempt, attemptedBefore) -> {
            if (first.getAndSet(false)) {
                letTimePass(LEASE);
                second.set(fixture.begin(credential));
            }
            return new Settlement.Settled(fixture.method.receipt());
        };

        assertRefused(fixture.begin(credential), ProblemType.PAYMENT_IN_PROGRESS);
        assertGranted(second.get());
    }

    @Test
    void nothingIsChargedWhenClaimingTookSoLongThatAnotherInstanceHasTakenOver() {
        FailingStore store = new FailingStore(fixture.memory);
        fixture.gate = fixture.gate().replayStore(store).build();
        fixture.method.replayKeys = List.of(ReplayKey.forever("test:tx:1"));
        store.failing = call -> {
            if (call.equals("claim test:tx:1")) {
                letTimePass(LEASE);
                assertThat(fixture.memory.resume(
                                "challenge:" + credential.challenge().id(), Attempt.by(Holder.of(credential)), LEASE))
                        .isTrue();
            }
            return false;
        };

        assertRefused(fixture.begin(credential), ProblemType.PAYMENT_IN_PROGRESS);

        assertThat(fixture.method.settled).hasValue(0);
        fixture.gate.close();
    }

    @Test
    void whoWasSlowAndIsAloneGoesOn() {
        fixture.method.settling = (attempt, attemptedBefore) -> {
            letTimePass(LEASE.minusSeconds(1));
            return new Settlement.Settled(fixture.method.receipt());
        };

        assertGranted(fixture.begin(credential));
    }

    @Test
    void whoWasTooSlowAndCannotAskTheStoreLetsNobodyInAndTheCredentialStaysGood() {
        FailingStore store = new FailingStore(fixture.memory);
        fixture.gate = fixture.gate().replayStore(store).build();
        fixture.method.settling = (attempt, attemptedBefore) -> {
            letTimePass(LEASE.minusSeconds(1));
            return new Settlement.Settled(fixture.method.receipt());
        };
        store.failing = call -> call.startsWith("renew");

        assertUndecided(fixture.begin(credential), ProblemType.OUTCOME_UNKNOWN);

        store.failing = call -> false;
        letTimePass(Duration.ofSeconds(1));
        assertGranted(fixture.begin(credential));
        fixture.gate.close();
    }

    @Test
    void aHandlerThatTakesLongKeepsItsClaim() {
        GateSettings settings = settings();
        LeaseKeeper keeper = new LeaseKeeper();
        Claims claims = new Claims(settings, Attempt.by("holder"), Map.of("k", Instant.MAX), null, fixture.now.get());
        assertThat(claims.acquire(false, "k", null)).isEqualTo(Claims.Outcome.CLAIMED);
        keeper.add(claims);

        for (int i = 0; i < 10; i++) {
            letTimePass(LEASE.dividedBy(2));
            keeper.renew();
        }

        assertThat(claims.areStillHeld()).isTrue();
        assertThat(other(settings).acquire(false, "k", null)).isEqualTo(Claims.Outcome.IN_FLIGHT);

        keeper.remove(claims);
        letTimePass(LEASE);
        keeper.renew();
        assertThat(sameHolder(settings).acquire(false, "k", null)).isEqualTo(Claims.Outcome.RESUMED);
        assertThat(claims.areStillHeld()).as("taken over").isFalse();
    }

    @Test
    void aStoreThatCannotBeReachedForAWhileDoesNotEndTheRenewing() {
        FailingStore store = new FailingStore(fixture.memory);
        fixture.gate = fixture.gate().replayStore(store).build();
        LeaseKeeper keeper = new LeaseKeeper();
        Claims claims =
                new Claims(settings(store), Attempt.by("holder"), Map.of("k", Instant.MAX), null, fixture.now.get());
        claims.acquire(false, "k", null);
        keeper.add(claims);

        letTimePass(LEASE.dividedBy(2));
        store.failing = call -> call.startsWith("renew");
        keeper.renew();
        store.failing = call -> false;
        keeper.renew();

        assertThat(claims.isLeaseYoung(1)).isTrue();
    }

    private Claims other(GateSettings settings) {
        return new Claims(settings, Attempt.by("another"), Map.of("k", Instant.MAX), null, fixture.now.get());
    }

    private Claims sameHolder(GateSettings settings) {
        return new Claims(settings, Attempt.by("holder"), Map.of("k", Instant.MAX), null, fixture.now.get());
    }

    private GateSettings settings() {
        return fixture.gate().settings();
    }

    private GateSettings settings(FailingStore store) {
        return fixture.gate().replayStore(store).settings();
    }

    @Test
    void aCompletedRequestIsNotRenewedAnyMore() {
        SettledPayment payment = assertGranted(fixture.begin(credential));
        fixture.gate.completed(GateFixture.paying(credential), payment, 500, Optional.empty());

        assertGranted(fixture.begin(credential));
    }
}
