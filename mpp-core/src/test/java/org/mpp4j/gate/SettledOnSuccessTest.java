package org.mpp4j.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.mpp4j.gate.GateFixture.answer;
import static org.mpp4j.gate.GateFixture.assertChallenged;
import static org.mpp4j.gate.GateFixture.assertGranted;
import static org.mpp4j.gate.GateFixture.assertRefused;
import static org.mpp4j.gate.GateFixture.assertUndecided;
import static org.mpp4j.gate.GateFixture.paying;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.mpp4j.Race;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.ProblemType;

/** On a route that is settled on success a payment is claimed, the handler runs, and only then money moves. */
class SettledOnSuccessTest {

    private static final Duration LEASE = Duration.ofMinutes(10);

    private final GateFixture fixture = new GateFixture();
    private final Route route = fixture.route.settledOnSuccess(true);
    private final Credential credential = answer(fixture.challenge());

    private Admission admit() {
        return fixture.gate.admit(paying(credential), route);
    }

    private ValidatedPayment validated() {
        Admission admission = admit();
        assertThat(admission).isInstanceOf(Admission.Validated.class);
        return ((Admission.Validated) admission).payment();
    }

    private void complete(SettledPayment payment) {
        fixture.gate.completed(paying(credential), payment, 200, Optional.empty());
    }

    private void settleAs(Settlement settlement) {
        fixture.method.settling = (attempt, attemptedBefore) -> settlement;
    }

    private static Settlement unknown(boolean attempted) {
        return new Settlement.Unknown(new IllegalStateException("lost"), Duration.ofSeconds(3), attempted);
    }

    private void letTimePass(Duration time) {
        fixture.now.set(fixture.now.get().plus(time));
        fixture.ticker.addAndGet(time.toNanos());
    }

    @Test
    void noMoneyMovesBeforeTheHandlerHasSucceeded() {
        ValidatedPayment payment = validated();
        assertThat(fixture.method.settled).hasValue(0);
        assertThat(payment.payer()).hasValue("payer");
        assertThat(payment.challenge()).isEqualTo(credential.challenge());
        fixture.events.clear();

        complete(assertGranted(fixture.gate.settle(payment)));

        assertThat(fixture.method.settled).hasValue(1);
        assertThat(fixture.events).containsExactly("settled GET /fortune ref-1 payer", "delivered GET /fortune 200");
        assertChallenged(admit(), ProblemType.INVALID_CHALLENGE, "The challenge or its payment was used before.");
    }

    @Test
    void otherRequestsWithTheCredentialAreToldThatItIsInUseWhileTheHandlerRuns() {
        validated();

        assertRefused(admit(), ProblemType.PAYMENT_IN_PROGRESS);
    }

    @Test
    void afterAFailedHandlerNothingIsSettledAndTheSameCredentialIsGood() {
        fixture.events.clear();
        fixture.gate.release(validated());

        complete(assertGranted(fixture.gate.settle(validated())));

        assertThat(fixture.method.settled).hasValue(1);
        assertThat(fixture.method.lastAttemptedBefore).isFalse();
        assertThat(fixture.events).containsExactly("settled GET /fortune ref-1 payer", "delivered GET /fortune 200");
    }

    @Test
    void aRejectedSettlementIsAnsweredWithAFreshChallengeAndTheCredentialIsUsedUp() {
        settleAs(Rejected.verificationFailed("The account is empty."));

        assertChallenged(fixture.gate.settle(validated()), ProblemType.VERIFICATION_FAILED, "The account is empty.");

        assertThat(fixture.events).contains("rejected GET /fortune verification-failed");
        assertChallenged(admit(), ProblemType.INVALID_CHALLENGE);
    }

    @Test
    void afterAnUnknownOutcomeTheSameCredentialRunsTheHandlerAgainAndIsSettledOnce() {
        settleAs(unknown(true));
        assertUndecided(fixture.gate.settle(validated()), ProblemType.OUTCOME_UNKNOWN);

        settleAs(new Settlement.Settled(fixture.method.receipt()));
        complete(assertGranted(fixture.gate.settle(validated())));

        assertThat(fixture.method.lastAttemptedBefore).isTrue();
    }

    @Test
    void whenNothingWasAttemptedAllOfItIsGivenBack() {
        settleAs(unknown(false));
        assertUndecided(fixture.gate.settle(validated()), ProblemType.PAYMENT_UNAVAILABLE);

        settleAs(new Settlement.Settled(fixture.method.receipt()));
        assertGranted(fixture.gate.settle(validated()));

        assertThat(fixture.method.lastAttemptedBefore).isFalse();
    }

    @Test
    void whatAnEarlierAttemptMayHaveMovedIsNotForgottenWhenTheHandlerFailsTheNextTime() {
        settleAs(unknown(true));
        fixture.gate.settle(validated());
        fixture.gate.release(validated());

        assertRefused(
                fixture.gate.admit(paying(answer(credential.challenge(), "another proof")), route),
                ProblemType.PAYMENT_IN_PROGRESS);
        settleAs(new Settlement.Settled(fixture.method.receipt()));
        assertGranted(fixture.gate.settle(validated()));
        assertThat(fixture.method.lastAttemptedBefore).isTrue();
    }

    @Test
    void aHandlerThatWasTakenOverFromDoesNotSettle() {
        ValidatedPayment slow = validated();
        letTimePass(LEASE);
        ValidatedPayment second = validated();

        assertRefused(fixture.gate.settle(slow), ProblemType.PAYMENT_IN_PROGRESS);
        assertThat(fixture.method.settled).hasValue(0);

        assertGranted(fixture.gate.settle(second));
        assertThat(fixture.method.settled).hasValue(1);
    }

    @Test
    void aHandlerThatWasTakenOverFromGivesBackNothingOfTheOther() {
        ValidatedPayment slow = validated();
        letTimePass(LEASE);
        ValidatedPayment second = validated();

        fixture.gate.release(slow);

        assertRefused(admit(), ProblemType.PAYMENT_IN_PROGRESS);
        assertGranted(fixture.gate.settle(second));
    }

    @Test
    void withoutTheStoreNothingIsChargedAndTheCredentialIsGoodLater() {
        FailingStore store = new FailingStore(fixture.memory);
        fixture.gate = fixture.gate().replayStore(store).build();
        ValidatedPayment payment = validated();
        letTimePass(LEASE.minusSeconds(1));
        store.failing = call -> true;

        assertUndecided(fixture.gate.settle(payment), ProblemType.PAYMENT_UNAVAILABLE);
        assertThat(fixture.method.settled).hasValue(0);

        store.failing = call -> false;
        letTimePass(Duration.ofSeconds(1));
        assertGranted(fixture.gate.settle(validated()));
        fixture.gate.close();
    }

    @Test
    void theClaimIsRenewedWhileTheHandlerRuns() {
        fixture.gate = fixture.gate().claimLease(Duration.ofSeconds(5)).build();
        ValidatedPayment payment = validated();
        letTimePass(Duration.ofSeconds(3));

        await().untilAsserted(() ->
                assertThat(payment.purchase().claims().isLeaseYoung(1)).isTrue());

        letTimePass(Duration.ofSeconds(4));
        assertRefused(admit(), ProblemType.PAYMENT_IN_PROGRESS);
        assertGranted(fixture.gate.settle(payment));
        fixture.gate.close();
    }

    @Test
    void whatIsSettledOrReleasedIsOver() {
        ValidatedPayment settled = validated();
        complete(assertGranted(fixture.gate.settle(settled)));

        assertThatIllegalStateException()
                .isThrownBy(() -> fixture.gate.settle(settled))
                .withMessage("This payment was settled or released before: " + settled);
        assertThatIllegalStateException().isThrownBy(() -> fixture.gate.release(settled));
        assertThat(fixture.method.settled).hasValue(1);
        assertThat(settled).asString().doesNotContain("payer").contains("ValidatedPayment[");
    }

    @Test
    void aRequestToTheRailItselfIsCompletedWithoutTheResource() {
        settleAs(new Settlement.Settled(fixture.method.receipt(), true));

        assertThat(fixture.gate.settle(validated())).isInstanceOf(Admission.Completed.class);
    }

    @RepeatedTest(3)
    void ofTwoHundredRequestsWithOneCredentialOneHandlerRunsAtATimeAndOneSettles() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger runs = new AtomicInteger();

        List<Admission> admissions = Race.of(200, i -> () -> {
            Admission admission = admit();
            if (!(admission instanceof Admission.Validated validated)) {
                return admission;
            }
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            boolean fails = runs.incrementAndGet() == 1; // the first run of the handler fails
            Thread.yield();
            running.decrementAndGet();
            if (fails) {
                fixture.gate.release(validated.payment());
                return admission;
            }
            Admission settled = fixture.gate.settle(validated.payment());
            if (settled instanceof Admission.Granted granted) {
                complete(granted.payment());
            }
            return settled;
        });

        assertThat(most).hasValue(1);
        assertThat(fixture.method.settled.get()).isLessThanOrEqualTo(1);
        assertThat(admissions).filteredOn(Admission.Granted.class::isInstance).hasSize(fixture.method.settled.get());
        if (fixture.method.settled.get() == 0) { // all came while the first handler ran
            assertGranted(fixture.gate.settle(validated()));
        }
        assertThat(fixture.events)
                .filteredOn(event -> event.startsWith("settled"))
                .hasSize(1);
    }
}
