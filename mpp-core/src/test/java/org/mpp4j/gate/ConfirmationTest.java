package org.mpp4j.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.gate.GateFixture.answer;
import static org.mpp4j.gate.GateFixture.assertChallenged;
import static org.mpp4j.gate.GateFixture.assertGranted;
import static org.mpp4j.gate.GateFixture.assertRefused;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;

/** What is delivered before it is paid is used up at once, and in the ledger only when it is known. */
class ConfirmationTest {

    private static final Duration LEASE = Duration.ofMinutes(10);

    private final GateFixture fixture = new GateFixture();
    private final CompletableFuture<Settlement> outcome = new CompletableFuture<>();
    private Credential credential;

    @BeforeEach
    void useAMethodThatDoesNotWait() {
        fixture.method.settling = (attempt, attemptedBefore) -> attemptedBefore
                ? new Settlement.Settled(fixture.method.receipt())
                : new Settlement.Accepted(fixture.method.receipt(), outcome);
        fixture.gate.register(List.of(fixture.method));
        credential = answer(fixture.challenge());
        fixture.events.clear();
    }

    private void confirm() {
        outcome.complete(new Settlement.Settled(fixture.method.receipt()));
    }

    private void fail() {
        outcome.complete(Rejected.verificationFailed("It was reverted."));
    }

    private void complete(SettledPayment payment, int status) {
        fixture.gate.completed(GateFixture.paying(credential), payment, status, Optional.empty());
    }

    private List<Kind> kinds() {
        return fixture.ledger.byChallenge(credential.challenge().id()).stream()
                .map(LedgerEntry::kind)
                .toList();
    }

    private void assertUsedUp() {
        fixture.events.clear();
        assertChallenged(fixture.admit(credential), ProblemType.INVALID_CHALLENGE);
    }

    @Test
    void itIsDeliveredAtOnceAndSettledWhenTheRailSaysSo() {
        assertGranted(fixture.admit(credential));

        assertThat(kinds()).containsExactly(Kind.DELIVERED);
        assertThat(fixture.events).containsExactly("accepted GET /fortune ref-1 payer", "delivered GET /fortune 200");

        confirm();
        assertThat(kinds()).containsExactlyInAnyOrder(Kind.SETTLED, Kind.DELIVERED);
        assertThat(fixture.events).last().isEqualTo("settled GET /fortune ref-1 payer");
        assertUsedUp();
    }

    @Test
    void itMayBeSettledBeforeItIsDelivered() {
        SettledPayment payment = assertGranted(fixture.begin(credential));
        confirm();
        assertThat(kinds()).containsExactly(Kind.SETTLED);

        complete(payment, 200);

        assertThat(kinds()).containsExactlyInAnyOrder(Kind.SETTLED, Kind.DELIVERED);
        assertUsedUp();
    }

    @Test
    void asLongAsItIsOpenItLetsNobodyElseIn() {
        assertGranted(fixture.admit(credential));

        assertRefused(fixture.admit(credential), ProblemType.PAYMENT_IN_PROGRESS);
        assertThat(fixture.gate.reconcile()).as("it is being watched").isZero();
    }

    @Test
    void whatFailsIsToldAndStaysUsedUp() {
        assertGranted(fixture.admit(credential));

        fail();

        assertThat(kinds()).containsExactly(Kind.DELIVERED);
        assertThat(fixture.events).last().isEqualTo("settlementFailed GET /fortune test verification-failed");
        assertUsedUp();
    }

    @Test
    void whatFailsBeforeItIsDeliveredStaysUsedUpToo() {
        SettledPayment payment = assertGranted(fixture.begin(credential));
        fail();
        complete(payment, 500);

        assertThat(kinds()).containsExactly(Kind.UNDELIVERED);
        assertUsedUp();
    }

    @Test
    void whoPaidAndGotAnErrorOfTheServersMayAskAgain() {
        complete(assertGranted(fixture.begin(credential)), 500);
        confirm();

        assertThat(kinds()).containsExactlyInAnyOrder(Kind.SETTLED, Kind.UNDELIVERED);
        assertGranted(fixture.admit(credential));
    }

    @Test
    void whatAnInstanceDeliveredBeforeItDiedIsSettledByAnotherAndServedAgainToWhoAsks() {
        assertGranted(fixture.admit(credential));
        fixture.now.set(fixture.now.get().plus(LEASE));

        assertThat(fixture.gate.reconcile()).isEqualTo(1);

        assertThat(kinds()).containsExactlyInAnyOrder(Kind.SETTLED, Kind.DELIVERED);
        assertThat(fixture.gate.reconcile()).isZero();
        assertGranted(fixture.admit(credential));
        assertThat(kinds()).containsOnlyOnce(Kind.SETTLED);
    }

    @Test
    void whatAnInstanceDeliveredBeforeItDiedAndNobodyPaidIsTold() {
        fixture.method.lookingUp = pending -> Rejected.verificationFailed("It was reverted.");
        assertGranted(fixture.admit(credential));
        fixture.now.set(fixture.now.get().plus(LEASE));

        fixture.gate.reconcile();

        assertThat(kinds()).containsExactly(Kind.DELIVERED);
        assertThat(fixture.events)
                .endsWith("settlementFailed GET /fortune test verification-failed", "lookedUp test -");
    }

    @Test
    void whatTheMethodGivesUpIsLookedUp() {
        assertGranted(fixture.admit(credential));

        outcome.completeExceptionally(new IllegalStateException("bug"));
        assertThat(fixture.events).last().isEqualTo("undecided GET /fortune bug");
        assertThat(fixture.gate.reconcile()).isEqualTo(1);

        assertThat(kinds()).containsExactlyInAnyOrder(Kind.SETTLED, Kind.DELIVERED);
    }

    @Test
    void aKeptAnswerIsGivenAgainWhenItsPaymentIsLookedUpAndNotForgotten() {
        SettledPayment payment = assertGranted(fixture.begin(credential));
        fixture.gate.completed(
                GateFixture.paying(credential),
                payment,
                200,
                Optional.of(new CapturedAnswer(200, List.of(), new byte[0])));
        fixture.now.set(fixture.now.get().plus(LEASE));

        assertThat(fixture.begin(credential)).isInstanceOf(Admission.Replayed.class);
        assertThat(kinds()).containsExactly(Kind.DELIVERED);
        assertThat(fixture.gate.reconcile()).isEqualTo(1);
        assertThat(kinds()).containsExactlyInAnyOrder(Kind.SETTLED, Kind.DELIVERED);
    }
}
