package org.mpp4j.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.store.InMemoryPaymentLedger;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;
import org.mpp4j.stripe.fake.FakeStripe;
import org.mpp4j.stripe.fake.Fault;

/** One payment, one charge, one admission, whatever happens in between. What was charged is what Stripe's book says. */
class StripeThroughTheGateTest extends OneGate {

    @Test
    void aTokenLetsInOnce() {
        Credential credential = credential();

        assertThat(admit(credential)).isInstanceOf(Admission.Granted.class);
        assertThat(problem(admit(credential))).isEqualTo(ProblemType.INVALID_CHALLENGE);

        assertChargedOnce();
        assertThat(creations()).hasSize(1);
    }

    @Test
    void aTokenPaysOneOfTwoChallenges() {
        String token = Charges.newToken();

        assertThat(admit(Charges.credential(challenge(), token))).isInstanceOf(Admission.Granted.class);
        assertThat(problem(admit(Charges.credential(challenge(), token)))).isEqualTo(ProblemType.INVALID_CHALLENGE);

        assertChargedOnce();
        assertThat(creations()).hasSize(1);
    }

    @Test
    void aChallengeIsPaidWithOneOfTwoTokens() {
        Credential first = credential();
        Credential second = Charges.credential(first.challenge(), Charges.newToken());

        assertThat(admit(first)).isInstanceOf(Admission.Granted.class);
        assertThat(problem(admit(second))).isEqualTo(ProblemType.INVALID_CHALLENGE);

        assertChargedOnce();
    }

    @Test
    void aChallengeOfUnknownOutcomeIsNotPaidWithAnotherToken() {
        Credential first = credential();
        stripe.next(Fault.SILENT_AFTER_EFFECT);

        assertThat(admit(first)).isInstanceOf(Admission.Undecided.class);
        assertThat(problem(admit(Charges.credential(first.challenge(), Charges.newToken()))))
                .isEqualTo(ProblemType.PAYMENT_IN_PROGRESS);
        assertThat(admit(first)).isInstanceOf(Admission.Granted.class);

        assertChargedOnce();
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFLICT", "DROPPED_BEFORE_EFFECT", "DROPPED_AFTER_EFFECT"})
    void whatIsUnclearIsAskedForAgainWithTheSameKey(Fault fault) {
        stripe.next(fault);

        assertThat(admit(credential())).isInstanceOf(Admission.Granted.class);

        assertChargedOnce();
        assertThat(creations())
                .hasSize(2)
                .extracting(asked -> asked.header("Idempotency-Key"))
                .containsOnly(creations().get(0).header("Idempotency-Key"));
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "SILENT_BEFORE_EFFECT",
                "SILENT_AFTER_EFFECT",
                "ERROR_AFTER_EFFECT",
                "GARBAGE_AFTER_EFFECT",
                "PROXY_REFUSES_AFTER_EFFECT"
            })
    void anUnknownOutcomeIsClearedUpByTheSameCredential(Fault fault) {
        Credential credential = credential();
        stripe.next(fault);

        assertThat(problem(admit(credential))).isEqualTo(ProblemType.OUTCOME_UNKNOWN);
        assertThat(admit(credential)).isInstanceOf(Admission.Granted.class);
        assertThat(problem(admit(credential))).isEqualTo(ProblemType.INVALID_CHALLENGE);

        assertChargedOnce();
    }

    @Test
    void whatIsNotInTheIndexYetIsFoundByItsKey() {
        Credential credential = credential();
        stripe.indexed(false);
        stripe.next(Fault.SILENT_AFTER_EFFECT);

        assertThat(admit(credential)).isInstanceOf(Admission.Undecided.class);
        assertThat(admit(credential)).isInstanceOf(Admission.Granted.class);

        assertChargedOnce();
    }

    @Test
    void whatIsFoundNeitherByIndexNorByKeyStaysUnknown() {
        Credential credential = credential();
        stripe.indexed(false);
        stripe.next(Fault.SILENT_AFTER_EFFECT);
        assertThat(admit(credential)).isInstanceOf(Admission.Undecided.class);
        stripe.forgetKeys();

        assertThat(problem(admit(credential))).isEqualTo(ProblemType.OUTCOME_UNKNOWN);
        stripe.indexed(true);
        assertThat(admit(credential)).isInstanceOf(Admission.Granted.class);

        assertChargedOnce();
    }

    @ParameterizedTest
    @EnumSource(names = {"RATE_LIMITED", "UNAUTHORIZED", "SETTING_REFUSED"})
    void whatWasNotTriedLeavesTheCredentialGood(Fault fault) {
        Credential credential = credential();
        stripe.next(fault);

        assertThat(problem(admit(credential))).isEqualTo(ProblemType.PAYMENT_UNAVAILABLE);
        assertNotCharged();
        assertThat(admit(credential)).isInstanceOf(Admission.Granted.class);

        assertChargedOnce();
    }

    @Test
    void aStripeThatCannotBeReachedLeavesTheCredentialGood() {
        Credential credential = credential();
        stripe.close();

        assertThat(problem(admit(credential))).isEqualTo(ProblemType.PAYMENT_UNAVAILABLE);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"DECLINED", "INSUFFICIENT_FUNDS", "AUTHENTICATION_REQUIRED", "REQUIRES_ACTION", "TOKEN_REFUSED"})
    void whatIsDeclinedCanBePaidAnew(Fault fault) {
        Credential declined = credential();
        stripe.next(fault);

        Admission.Challenged challenged = (Admission.Challenged) admit(declined);

        assertThat(challenged.problem().status()).isEqualTo(402);
        assertThat(challenged.problem().detail()).doesNotContain(FakeStripe.WORDS);
        assertThat(problem(admit(declined))).isEqualTo(ProblemType.INVALID_CHALLENGE);
        assertNotCharged();
        assertThat(stripe.book().statuses()).doesNotContain("requires_action");
        assertThat(admit(Charges.credential(challenged.challenges().get(0), Charges.newToken())))
                .isInstanceOf(Admission.Granted.class);
        assertChargedOnce();
    }

    @Test
    void whatWaitsForThePayerIsTold() {
        stripe.next(Fault.REQUIRES_ACTION);

        assertThat(problem(admit(credential())).uri())
                .hasToString("https://paymentauth.org/problems/payment-action-required");
    }

    @Test
    void whatWaitsForThePayerAndCannotBeCanceledStaysUnknownUntilItEnds() {
        Credential credential = credential();
        stripe.next(Fault.REQUIRES_ACTION_FOR_EVER);

        assertThat(problem(admit(credential))).isEqualTo(ProblemType.OUTCOME_UNKNOWN);
        stripe.book().become("pi_fake1", "succeeded");

        assertThat(admit(credential)).isInstanceOf(Admission.Granted.class);
        assertThat(creations()).hasSize(1);
    }

    @Test
    void whatIsBeingProcessedIsDeliveredWhenItSucceeded() {
        Credential credential = credential();
        stripe.next(Fault.PROCESSING);

        assertThat(problem(admit(credential))).isEqualTo(ProblemType.OUTCOME_UNKNOWN);
        assertThat(problem(admit(credential))).isEqualTo(ProblemType.OUTCOME_UNKNOWN);
        stripe.book().become("pi_fake1", "succeeded");

        assertThat(admit(credential)).isInstanceOf(Admission.Granted.class);
        assertThat(creations()).hasSize(1);
    }

    @Test
    void aChargeOfAnotherAmountIsNotDelivered() {
        Credential credential = credential();
        stripe.next(Fault.WRONG_AMOUNT);

        assertThat(problem(admit(credential))).isEqualTo(ProblemType.OUTCOME_UNKNOWN);
        assertThat(problem(admit(credential))).isEqualTo(ProblemType.OUTCOME_UNKNOWN);
        assertThat(creations()).hasSize(1);
    }

    @Test
    void aServerThatLostItsMemoryDeliversNothingTwice() {
        Credential credential = credential();
        assertThat(admit(credential)).isInstanceOf(Admission.Granted.class);

        try (PaymentGate forgetful = newGate(new InMemoryPaymentLedger())) {
            assertThat(problem(admit(forgetful, credential))).isEqualTo(ProblemType.VERIFICATION_FAILED);
        }
        assertChargedOnce();
    }

    @Test
    void aPaymentWhoseServerDiedIsFoundWithoutItsCredential() {
        gate.register(List.of(charge));
        Credential credential = credential();
        stripe.next(Fault.SILENT_AFTER_EFFECT);
        stripe.indexed(false);
        assertThat(admit(credential)).isInstanceOf(Admission.Undecided.class);

        assertThat(gate.reconcile()).isEqualTo(1);
        assertThat(kinds(credential)).as("not in the index yet").isEmpty();
        stripe.indexed(true);
        assertThat(gate.reconcile()).isEqualTo(1);

        assertThat(kinds(credential)).containsExactly(Kind.SETTLED);
        assertThat(gate.reconcile()).as("nothing is left to be looked up").isZero();
        assertThat(admit(credential)).isInstanceOf(Admission.Granted.class);
        assertChargedOnce();
        assertThat(creations()).hasSize(1);
    }

    @Test
    void aPaymentThatStripeNeverMadeIsGivenUpAfterADay() {
        gate.register(List.of(charge));
        Credential credential = credential();
        stripe.next(Fault.ERROR_BEFORE_EFFECT);
        assertThat(problem(admit(credential))).isEqualTo(ProblemType.OUTCOME_UNKNOWN);
        assertThat(problem(admit(credential))).isEqualTo(ProblemType.OUTCOME_UNKNOWN);
        assertThat(gate.reconcile()).isEqualTo(1);
        assertThat(gate.reconcile()).as("not given up yet").isEqualTo(1);

        clock.advance(Duration.ofHours(25));
        assertThat(gate.reconcile()).isEqualTo(1);

        assertThat(gate.reconcile()).isZero();
        assertThat(problem(admit(credential))).isEqualTo(ProblemType.PAYMENT_EXPIRED);
        assertNotCharged();
    }

    private List<Kind> kinds(Credential credential) {
        return ledger.byChallenge(credential.challenge().id()).stream()
                .map(LedgerEntry::kind)
                .toList();
    }
}
