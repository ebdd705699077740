package org.mpp4j.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.gate.GateFixture.answer;
import static org.mpp4j.gate.GateFixture.assertChallenged;
import static org.mpp4j.gate.GateFixture.assertGranted;
import static org.mpp4j.gate.GateFixture.assertRefused;
import static org.mpp4j.gate.GateFixture.assertUndecided;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.ReplayKey;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.ProblemType;

/** A store that fails lets nobody in for nothing, and takes nothing from whoever has paid. */
class PaymentGateStoreFailureTest {

    private final GateFixture fixture = new GateFixture();
    private final FailingStore store = new FailingStore(fixture.memory);
    private final TestMethod method = fixture.method;
    private Credential credential;

    @BeforeEach
    void useTheFailingStore() {
        fixture.gate = fixture.gate().replayStore(store).build();
        method.replayKeys = List.of(ReplayKey.forever("test:tx:1"));
        credential = answer(fixture.challenge());
    }

    private void settleAsUnknown() {
        method.settling = (attempt, attemptedBefore) ->
                new Settlement.Unknown(new IllegalStateException("no answer"), Duration.ofSeconds(1), true);
    }

    private void settleNormally() {
        method.settling = (attempt, attemptedBefore) -> new Settlement.Settled(method.receipt());
    }

    @Test
    void withoutStoreNobodyIsLetInAndNothingIsCharged() {
        store.failing = call -> true;
        Admission admission = fixture.admit(credential);

        assertUndecided(admission, ProblemType.PAYMENT_UNAVAILABLE);
        assertThat(((Admission.Undecided) admission).retryAfter()).isEqualTo(Duration.ofSeconds(5));
        assertThat(method.settled).hasValue(0);

        store.failing = call -> false;
        assertGranted(fixture.admit(credential));
    }

    @Test
    void aFailureBetweenTwoClaimsGivesTheFirstBack() {
        store.failing = call -> call.equals("claim test:tx:1");
        assertUndecided(fixture.admit(credential), ProblemType.PAYMENT_UNAVAILABLE);

        store.failing = call -> false;
        assertGranted(fixture.admit(credential));
    }

    @Test
    void aFailureWhileResumingKeepsThePaymentUndecidedForAllItsRetention() {
        settleAsUnknown();
        fixture.admit(credential);
        settleNormally();
        fixture.now.set(GateFixture.START.plus(Duration.ofHours(1)));
        store.failing = call -> call.equals("claim test:tx:1");
        assertUndecided(fixture.admit(credential), ProblemType.PAYMENT_UNAVAILABLE);

        store.failing = call -> false;
        fixture.now.set(GateFixture.START.plus(Duration.ofDays(6)));
        assertGranted(fixture.admit(credential));
        assertThat(method.lastAttemptedBefore).isTrue();
    }

    @Test
    void whoeverHasPaidIsLetInThoughTheOutcomeCannotBeRecorded() {
        store.failing = call -> call.startsWith("spent");

        assertGranted(fixture.admit(credential));
        assertThat(fixture.events).anyMatch(event -> event.startsWith("settled"));
        assertRefused(fixture.admit(credential), ProblemType.PAYMENT_IN_PROGRESS);
        assertThat(method.settled).hasValue(1);
    }

    @Test
    void anUndecidedPaymentThatCannotBeRecordedLetsNobodyElseIn() {
        settleAsUnknown();
        store.failing = call -> call.startsWith("undecided");

        assertUndecided(fixture.admit(credential), ProblemType.OUTCOME_UNKNOWN);
        assertRefused(fixture.admit(credential), ProblemType.PAYMENT_IN_PROGRESS);
    }

    @Test
    void challengesNeedNoStore() {
        store.failing = call -> true;

        assertChallenged(fixture.gate.admit(GateFixture.unpaid(), fixture.route), ProblemType.PAYMENT_REQUIRED);
    }
}
