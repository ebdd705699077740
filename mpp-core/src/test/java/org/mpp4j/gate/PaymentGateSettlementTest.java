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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.ReplayKey;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.ProtocolException;

/** What becomes of a credential whose challenge is authentic and for this route. */
class PaymentGateSettlementTest {

    private static final Duration LATER = Duration.ofSeconds(7);

    private final GateFixture fixture = new GateFixture();
    private final TestMethod method = fixture.method;
    private final Credential credential = answer(fixture.challenge());

    private void settleAs(Settlement settlement) {
        method.settling = (attempt, attemptedBefore) -> settlement;
    }

    private void settleNormally() {
        method.settling = (attempt, attemptedBefore) -> new Settlement.Settled(method.receipt());
    }

    private static Settlement.Unknown unknown(boolean attempted) {
        return new Settlement.Unknown(new IllegalStateException("no answer"), LATER, attempted);
    }

    @Test
    void aSettledPaymentIsGranted() {
        SettledPayment payment = assertGranted(fixture.admit(credential));

        assertThat(payment.challenge()).isEqualTo(credential.challenge());
        assertThat(payment.receipt()).isEqualTo(method.receipt());
        assertThat(payment.payer()).hasValue("payer");
        assertThat(method.lastAttemptedBefore).isFalse();
    }

    @Test
    void aSettledActionIsCompletedWithoutTheHandler() {
        settleAs(new Settlement.Settled(method.receipt(), true));

        assertThat(fixture.admit(credential)).isEqualTo(new Admission.Completed(method.receipt()));
    }

    @Test
    void aSecondUseIsAnsweredWithAFreshChallenge() {
        fixture.admit(credential);

        Admission second = fixture.admit(credential);

        assertChallenged(second, ProblemType.INVALID_CHALLENGE, "The challenge or its payment was used before.");
        assertThat(((Admission.Challenged) second).challenges().get(0).id())
                .isNotEqualTo(credential.challenge().id());
        assertThat(method.settled).hasValue(1);
    }

    @Test
    void aSecondUseWrittenDifferentlyIsASecondUse() {
        fixture.admit(credential);

        assertChallenged(fixture.admit(answer(credential.challenge(), "another proof")), ProblemType.INVALID_CHALLENGE);
        assertThat(method.settled).hasValue(1);
    }

    @Test
    void whatVerifyRejectsClaimsNothing() {
        method.verifying = attempt -> Optional.of(Rejected.verificationFailed("The signature is wrong."));
        assertChallenged(fixture.admit(credential), ProblemType.VERIFICATION_FAILED, "The signature is wrong.");

        method.verifying = attempt -> Optional.empty();
        assertGranted(fixture.admit(credential));
    }

    @Test
    void aPayloadThatTheMethodCannotReadIsInvalid() {
        method.beforeVerify = () -> {
            throw new ProtocolException("The member \"signature\" is missing");
        };

        assertChallenged(
                fixture.admit(credential), ProblemType.INVALID_PAYLOAD, "The member \"signature\" is missing.");
    }

    @Test
    void aBugInVerifyLetsNobodyInAndClaimsNothing() {
        for (RuntimeException bug : List.of(new IllegalStateException("x"), new IllegalArgumentException("x"))) {
            method.beforeVerify = () -> {
                throw bug;
            };
            assertRefused(fixture.admit(credential), ProblemType.INTERNAL_ERROR);
        }

        method.beforeVerify = () -> {};
        assertGranted(fixture.admit(credential));
    }

    @Test
    void aBugInSettleIsAnUnknownOutcomeThatTheSameCredentialResumes() {
        method.settling = (attempt, attemptedBefore) -> {
            throw new IllegalStateException("bug");
        };
        assertUndecided(fixture.admit(credential), ProblemType.OUTCOME_UNKNOWN);

        settleNormally();
        assertGranted(fixture.admit(credential));
        assertThat(method.lastAttemptedBefore).isTrue();
    }

    @Test
    void afterAnAttemptOfUnknownOutcomeOnlyTheSameCredentialGoesOn() {
        settleAs(unknown(true));
        Admission undecided = fixture.admit(credential);
        assertUndecided(undecided, ProblemType.OUTCOME_UNKNOWN);
        assertThat(((Admission.Undecided) undecided).retryAfter()).isEqualTo(LATER);

        settleNormally();
        assertRefused(fixture.admit(answer(credential.challenge(), "another proof")), ProblemType.PAYMENT_IN_PROGRESS);
        assertThat(method.settled).hasValue(1);
        assertGranted(fixture.admit(credential));
        assertThat(method.lastAttemptedBefore).isTrue();
        assertChallenged(fixture.admit(credential), ProblemType.INVALID_CHALLENGE);
    }

    @Test
    void whatWasCertainlyNotAttemptedMayBePaidAnotherWay() {
        settleAs(unknown(false));
        assertUndecided(fixture.admit(credential), ProblemType.PAYMENT_UNAVAILABLE);

        settleNormally();
        assertGranted(fixture.admit(answer(credential.challenge(), "another proof")));
        assertThat(method.lastAttemptedBefore).isFalse();
    }

    @Test
    void onceAttemptedAlwaysAttempted() {
        settleAs(unknown(true));
        fixture.admit(credential);
        settleAs(unknown(false));
        assertUndecided(fixture.admit(credential), ProblemType.OUTCOME_UNKNOWN);

        settleNormally();
        assertRefused(fixture.admit(answer(credential.challenge(), "another proof")), ProblemType.PAYMENT_IN_PROGRESS);
        assertGranted(fixture.admit(credential));
        assertThat(method.lastAttemptedBefore).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 10_000})
    void anUndecidedPaymentIsResumedAfterItsChallengeIsOver(int minutesLater) {
        method.replayKeys = List.of(ReplayKey.forever("test:tx:1"), ReplayKey.untilExpiry("test:hash:1"));
        settleAs(unknown(true));
        fixture.admit(credential);
        fixture.now.set(GateFixture.START.plus(Duration.ofMinutes(5 + minutesLater)));
        assertUndecided(fixture.admit(credential), ProblemType.OUTCOME_UNKNOWN);

        settleNormally();
        assertGranted(fixture.admit(credential));
        assertThat(method.lastAttemptedBefore).isTrue();
        assertThat(method.settled).hasValue(3);
    }

    @Test
    void anUndecidedPaymentIsForgottenAfterItsRetention() {
        settleAs(unknown(true));
        fixture.admit(credential);
        settleNormally();

        fixture.now.set(GateFixture.START.plus(Duration.ofDays(7)));
        assertChallenged(fixture.admit(credential), ProblemType.PAYMENT_EXPIRED);
    }

    @ParameterizedTest
    @ValueSource(ints = {402, 403, 410, 400})
    void aRejectionCarriesItsOwnStatusAndIsFinal(int status) {
        ProblemType type = ProblemType.of("test/no", "No", status);
        settleAs(new Rejected(Problem.of(type, "No.")));

        Admission admission = fixture.admit(credential);

        if (status == 402) {
            assertChallenged(admission, type, "No.");
        } else {
            assertRefused(admission, type);
            assertThat(((Admission.Refused) admission).retryAfter()).isEmpty();
        }
        settleNormally();
        assertChallenged(fixture.admit(credential), ProblemType.INVALID_CHALLENGE);
    }

    @Test
    void aProofIsSpentForEveryChallenge() {
        method.replayKeys = List.of(ReplayKey.forever("test:tx:1"));
        Credential other = answer(fixture.challenge());

        assertGranted(fixture.admit(credential));
        assertChallenged(fixture.admit(other), ProblemType.INVALID_CHALLENGE);
        assertThat(method.settled).hasValue(1);

        method.replayKeys = List.of(ReplayKey.forever("test:tx:2"));
        assertGranted(fixture.admit(other));
    }

    @Test
    void aProofThatIsForEverIsStillSpentAfterYears() {
        method.replayKeys = List.of(ReplayKey.forever("test:tx:1"));
        fixture.admit(credential);
        fixture.now.set(GateFixture.START.plus(Duration.ofDays(4000)));

        assertChallenged(fixture.admit(answer(fixture.challenge())), ProblemType.INVALID_CHALLENGE);
    }

    @Test
    void whileItIsBeingPaidAnotherRequestIsToldToComeBack() {
        Admission[] meanwhile = new Admission[2];
        Credential other = answer(credential.challenge(), "another proof");
        method.settling = (attempt, attemptedBefore) -> {
            meanwhile[0] = fixture.admit(credential);
            meanwhile[1] = fixture.admit(other);
            return new Settlement.Settled(method.receipt());
        };

        assertGranted(fixture.admit(credential));
        for (Admission admission : meanwhile) {
            assertRefused(admission, ProblemType.PAYMENT_IN_PROGRESS);
            assertThat(((Admission.Refused) admission).problem().status()).isEqualTo(409);
            assertThat(((Admission.Refused) admission).retryAfter()).hasValue(Duration.ofSeconds(1));
        }
        assertThat(method.settled).hasValue(1);
    }

    @Test
    void aChallengeThatExpiresWhileItIsBeingPaidIsNotAnsweredWithAFreshOne() {
        Admission[] meanwhile = new Admission[1];
        method.settling = (attempt, attemptedBefore) -> {
            fixture.now.set(GateFixture.START.plus(Duration.ofMinutes(5)));
            meanwhile[0] = fixture.admit(credential);
            return unknown(true);
        };

        assertUndecided(fixture.admit(credential), ProblemType.OUTCOME_UNKNOWN);
        assertRefused(meanwhile[0], ProblemType.PAYMENT_IN_PROGRESS);
        settleNormally();
        assertGranted(fixture.admit(credential));
    }

    @Test
    void anExpiredChallengeThatNobodyPaidLeavesNoClaim() {
        Challenge challenge = credential.challenge();
        fixture.now.set(GateFixture.START.plus(Duration.ofMinutes(5)));

        assertChallenged(fixture.admit(credential), ProblemType.PAYMENT_EXPIRED);
        assertChallenged(fixture.admit(answer(challenge, "another proof")), ProblemType.PAYMENT_EXPIRED);
        assertThat(method.settled).hasValue(0);
    }

    @Test
    void aProofInUseElsewhereGivesTheChallengeBack() {
        method.replayKeys = List.of(ReplayKey.forever("test:tx:1"));
        settleAs(unknown(true));
        fixture.admit(credential);
        Credential other = answer(fixture.challenge());

        assertRefused(fixture.admit(other), ProblemType.PAYMENT_IN_PROGRESS);
        settleNormally();
        method.replayKeys = List.of();
        assertGranted(fixture.admit(other));
    }
}
