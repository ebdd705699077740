package org.mpp4j.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.gate.GateFixture.answer;
import static org.mpp4j.gate.GateFixture.assertChallenged;
import static org.mpp4j.gate.GateFixture.assertGranted;
import static org.mpp4j.gate.GateFixture.assertUndecided;
import static org.mpp4j.gate.GateFixture.paying;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.ProblemType;

/** A challenge that was good, and is no longer: what was begun with it is brought to its end, and nothing new is begun. */
class PaymentGateStaleChallengeTest {

    private final GateFixture fixture = new GateFixture();
    private final TestMethod method = fixture.method;
    private final Credential credential = answer(fixture.challenge());
    private final Route dearer = Route.of("fortune", Offer.of(method, "2.00"));

    private void givenThePaymentIsUndecided() {
        method.settling = (attempt, attemptedBefore) ->
                new Settlement.Unknown(new IllegalStateException("no answer"), Duration.ofSeconds(7), true);
        assertUndecided(fixture.admit(credential), ProblemType.OUTCOME_UNKNOWN);
        method.settling = (attempt, attemptedBefore) -> new Settlement.Settled(method.receipt());
    }

    @Test
    void aPaymentAtTheOldPriceThatWasBegunBeforeIsBroughtToItsEnd() {
        givenThePaymentIsUndecided();

        assertGranted(fixture.gate.admit(paying(credential), dearer));

        assertThat(method.lastAttemptedBefore).isTrue();
    }

    @Test
    void aPaymentAtTheOldPriceThatWasNotBegunIsAskedForTheNewPrice() {
        assertChallenged(
                fixture.gate.admit(paying(credential), dearer),
                ProblemType.INVALID_CHALLENGE,
                "The amount of the challenge is not what this resource asks for now.");

        assertThat(method.settled).hasValue(0);
        assertGranted(fixture.admit(credential));
    }

    @Test
    void aPaymentAtTheOldPriceBuysNothingTwice() {
        givenThePaymentIsUndecided();
        SettledPayment payment = assertGranted(fixture.gate.admit(paying(credential), dearer));
        fixture.gate.completed(paying(credential), payment, 200, Optional.empty());

        assertChallenged(fixture.gate.admit(paying(credential), dearer), ProblemType.INVALID_CHALLENGE);
    }

    @Test
    void anotherProofForTheOldPriceIsNotTaken() {
        givenThePaymentIsUndecided();

        Admission other = fixture.gate.admit(paying(answer(credential.challenge(), "another proof")), dearer);

        assertThat(other).isInstanceOf(Admission.Refused.class);
        assertThat(((Admission.Refused) other).problem().type()).isEqualTo(ProblemType.PAYMENT_IN_PROGRESS);
    }

    @Test
    void anUndecidedPaymentThatTurnsOutRejectedIsAskedForTheNewPrice() {
        givenThePaymentIsUndecided();
        method.settling = (attempt, attemptedBefore) -> Rejected.verificationFailed("It was never paid.");

        assertChallenged(
                fixture.gate.admit(paying(credential), dearer), ProblemType.VERIFICATION_FAILED, "It was never paid.");
    }
}
