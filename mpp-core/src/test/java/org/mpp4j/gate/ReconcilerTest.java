package org.mpp4j.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.gate.GateFixture.answer;
import static org.mpp4j.gate.GateFixture.assertChallenged;
import static org.mpp4j.gate.GateFixture.assertGranted;
import static org.mpp4j.gate.GateFixture.assertRefused;
import static org.mpp4j.gate.GateFixture.assertUndecided;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.PendingPayment;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.ReplayKey;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;

/** Payments that nobody knows the outcome of are looked up until somebody does, and nothing that was paid is lost. */
class ReconcilerTest {

    private static final Duration LEASE = Duration.ofMinutes(10);

    private final GateFixture fixture = new GateFixture();
    private final TestMethod method = fixture.method;
    private Credential credential;

    @BeforeEach
    void useAMethodWithAKeyOfItsOwn() {
        method.replayKeys = List.of(ReplayKey.forever("test:tx:1"));
        fixture.gate.register(List.of(method));
        credential = answer(fixture.challenge());
    }

    private void givenUndecided() {
        method.settling = (attempt, attemptedBefore) ->
                new Settlement.Unknown(new IllegalStateException("no answer"), Duration.ofSeconds(1), true);
        assertUndecided(fixture.admit(credential), ProblemType.OUTCOME_UNKNOWN);
        method.settling = (attempt, attemptedBefore) -> new Settlement.Settled(method.receipt());
        fixture.events.clear();
    }

    /** As after kill -9: nobody tells the store how it went. */
    private void givenAnInstanceThatDiedAfterSettling() {
        assertGranted(fixture.begin(credential));
        fixture.now.set(fixture.now.get().plus(LEASE));
    }

    private List<Kind> kinds() {
        return fixture.ledger.byChallenge(credential.challenge().id()).stream()
                .map(LedgerEntry::kind)
                .toList();
    }

    private List<LedgerEntry> undelivered() {
        return fixture.ledger.undelivered(fixture.now.get().plusSeconds(1), 10);
    }

    @Test
    void whatTurnsOutToBePaidIsInTheLedgerAndIsDeliveredToWhoPaid() {
        givenUndecided();
        assertThat(kinds()).isEmpty();

        assertThat(fixture.gate.reconcile()).isEqualTo(1);

        assertThat(kinds()).containsExactly(Kind.SETTLED);
        assertThat(undelivered()).hasSize(1);
        assertThat(fixture.events).containsExactly("lookedUp test ref-1");
        assertThat(fixture.gate.reconcile()).as("known now").isZero();

        assertGranted(fixture.admit(credential));
        assertThat(kinds()).containsExactlyInAnyOrder(Kind.SETTLED, Kind.DELIVERED);
        assertThat(undelivered()).isEmpty();
        assertThat(method.lastAttemptedBefore).isTrue();
    }

    @Test
    void theMethodIsToldWhatIsNeededToFindThePayment() {
        givenUndecided();

        fixture.gate.reconcile();

        PendingPayment pending = method.lookedUp.get(0);
        assertThat(pending.challengeId()).isEqualTo(credential.challenge().id());
        assertThat(pending.request()).isEqualTo(credential.challenge().request());
        assertThat(pending.payer()).contains("payer");
        assertThat(pending.since()).isEqualTo(GateFixture.START);
    }

    @Test
    void whatAnInstanceLeftBehindWhenItDiedIsFoundWhenItsLeaseIsOver() {
        assertGranted(fixture.begin(credential));
        assertThat(fixture.gate.reconcile())
                .as("still at work, for all anybody knows")
                .isZero();
        fixture.now.set(fixture.now.get().plus(LEASE));

        assertThat(fixture.gate.reconcile()).isEqualTo(1);

        assertThat(kinds()).containsExactly(Kind.SETTLED);
        assertThat(undelivered()).hasSize(1);
        assertGranted(fixture.admit(credential));
        assertThat(undelivered()).isEmpty();
    }

    @Test
    void whoPaidAnInstanceThatDiedGetsItFromTheNext() {
        givenAnInstanceThatDiedAfterSettling();

        assertGranted(fixture.admit(credential));

        assertThat(method.lastAttemptedBefore).isTrue();
        assertThat(kinds()).containsExactlyInAnyOrder(Kind.SETTLED, Kind.DELIVERED);
        assertChallenged(fixture.admit(credential), ProblemType.INVALID_CHALLENGE);
    }

    /** It lost sight of the store for longer than its lease, and notes now that its answer was out long ago. */
    private void givenAnInstanceThatWasOnlyCutOff(int status, Optional<CapturedAnswer> answer) {
        SettledPayment payment = assertGranted(fixture.begin(credential));
        fixture.now.set(fixture.now.get().plus(LEASE));
        assertThat(fixture.gate.reconcile()).isEqualTo(1);
        fixture.gate.completed(GateFixture.paying(credential), payment, status, answer);
    }

    @Test
    void whoWasServedByAnInstanceThatWasTakenForDeadGetsTheSameAnswerAgain() {
        givenAnInstanceThatWasOnlyCutOff(200, Optional.of(new CapturedAnswer(200, List.of(), new byte[] {7})));

        for (int i = 0; i < 2; i++) {
            Admission again = fixture.admit(credential);
            assertThat(again).isInstanceOf(Admission.Replayed.class);
            assertThat(((Admission.Replayed) again).answer().body()).containsExactly(7);
        }
        assertThat(kinds()).containsExactlyInAnyOrder(Kind.SETTLED, Kind.DELIVERED);
        assertThat(method.settled).hasValue(1);
    }

    @Test
    void whoseAnswerIsNotKeptIsServedRatherThanChargedAgain() {
        givenAnInstanceThatWasOnlyCutOff(200, Optional.empty());

        assertGranted(fixture.admit(credential));
        assertThat(method.lastAttemptedBefore).isTrue();
    }

    @Test
    void whoGotAnErrorFromAnInstanceThatWasTakenForDeadIsServed() {
        givenAnInstanceThatWasOnlyCutOff(500, Optional.empty());

        assertGranted(fixture.admit(credential));
    }

    @Test
    void itsProofIsNobodyElses() {
        givenAnInstanceThatDiedAfterSettling();

        assertRefused(fixture.admit(answer(fixture.challenge())), ProblemType.PAYMENT_IN_PROGRESS);
        fixture.gate.reconcile();
        assertRefused(fixture.admit(answer(fixture.challenge())), ProblemType.PAYMENT_IN_PROGRESS);
    }

    @Test
    void whatIsStillUnknownIsLookedUpAgain() {
        givenUndecided();
        method.lookingUp =
                pending -> new Settlement.Unknown(new IllegalStateException("no answer"), Duration.ofSeconds(1), true);

        assertThat(fixture.gate.reconcile()).isEqualTo(1);
        assertThat(fixture.gate.reconcile()).isEqualTo(1);
        assertThat(kinds()).isEmpty();
        assertThat(fixture.events).isEmpty();

        method.lookingUp = pending -> new Settlement.Settled(method.receipt());
        fixture.gate.reconcile();
        assertThat(kinds()).containsExactly(Kind.SETTLED);
    }

    @Test
    void whatCanNeverBePaidIsOver() {
        givenUndecided();
        method.lookingUp = pending -> Rejected.verificationFailed("Reverted.");

        fixture.gate.reconcile();

        assertThat(kinds()).isEmpty();
        assertThat(fixture.events).containsExactly("lookedUp test -");
        assertChallenged(fixture.admit(credential), ProblemType.INVALID_CHALLENGE);
        assertThat(fixture.gate.reconcile()).isZero();
    }

    @Test
    void aMethodThatFailsOrIsUnknownHereLeavesThePaymentAsItIs() {
        givenUndecided();
        method.lookingUp = pending -> {
            throw new IllegalStateException("bug");
        };
        assertThat(fixture.gate.reconcile()).isEqualTo(1);

        PaymentGate elsewhere = fixture.gate().build();
        assertThat(elsewhere.reconcile()).isEqualTo(1);

        assertGranted(fixture.admit(credential));
    }

    @Test
    void aDeliveryThatFailedIsReportedUntilItSucceeds() {
        SettledPayment payment = assertGranted(fixture.begin(credential));
        fixture.gate.completed(GateFixture.paying(credential), payment, 500, Optional.empty());

        assertThat(undelivered()).hasSize(1);
        assertThat(fixture.gate.reconcile()).as("it is known to be paid").isZero();
        assertGranted(fixture.admit(credential));
        assertThat(undelivered()).isEmpty();
        assertThat(kinds()).containsExactlyInAnyOrder(Kind.SETTLED, Kind.UNDELIVERED, Kind.DELIVERED);
    }

    @Test
    void theLedgerTellsWhatWasPaidForWhatByWhom() {
        fixture.admit(credential);

        LedgerEntry settled = fixture.ledger.byReference("ref-1").stream()
                .filter(entry -> entry.kind() == Kind.SETTLED)
                .findFirst()
                .orElseThrow();
        assertThat(settled.amount()).isEqualTo("100");
        assertThat(settled.currency()).isEqualTo("usd");
        assertThat(settled.payer()).isEqualTo("payer");
        assertThat(settled.target()).isEqualTo("GET /fortune");
        assertThat(settled.method()).isEqualTo("test");
        assertThat(settled.intent()).isEqualTo("charge");
    }
}
