package org.mpp4j.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.gate.GateFixture.answer;
import static org.mpp4j.gate.GateFixture.assertChallenged;
import static org.mpp4j.gate.GateFixture.assertGranted;
import static org.mpp4j.gate.GateFixture.assertRefused;
import static org.mpp4j.gate.GateFixture.request;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.Rejected;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.store.StoredAnswer;

/** Who paid and asks again gets the same answer, and pays nothing. */
class PaidAnswersTest {

    private static final byte[] FORTUNE = "a fortune".getBytes(StandardCharsets.UTF_8);

    private final GateFixture fixture = new GateFixture();
    private final Credential credential = answer(fixture.challenge());

    private static Exchange paying(Credential credential, String... idempotencyKeys) {
        return payingFor(Optional.empty(), credential, idempotencyKeys);
    }

    private static Exchange payingFor(Optional<String> body, Credential credential, String... idempotencyKeys) {
        return request(
                Map.of(
                        "authorization",
                        List.of(PaymentAuthorization.format(credential)),
                        "idempotency-key",
                        List.of(idempotencyKeys)),
                body);
    }

    private Admission admit(Exchange exchange) {
        return fixture.gate.admit(exchange, fixture.route);
    }

    private static CapturedAnswer answered(int status) {
        return new CapturedAnswer(status, List.of(new StoredAnswer.Header("Content-Type", "text/plain")), FORTUNE);
    }

    private void givenAnswered(Exchange exchange, int status) {
        SettledPayment payment = assertGranted(admit(exchange));
        fixture.gate.completed(exchange, payment, status, Optional.of(answered(status)));
    }

    private void assertReplayed(Admission admission) {
        assertThat(admission).isInstanceOf(Admission.Replayed.class);
        StoredAnswer again = ((Admission.Replayed) admission).answer();
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(FORTUNE);
        assertThat(again.headers()).containsExactly(new StoredAnswer.Header("Content-Type", "text/plain"));
    }

    @Test
    void theSameCredentialGetsTheSameAnswer() {
        givenAnswered(paying(credential), 200);

        assertReplayed(admit(paying(credential)));
        assertReplayed(admit(paying(credential)));
        assertThat(fixture.method.settled).hasValue(1);
        assertThat(fixture.events).contains("replayed GET /fortune 200");
    }

    @Test
    void alsoWhenItsChallengeIsOver() {
        givenAnswered(paying(credential), 200);

        fixture.now.set(GateFixture.START.plus(Duration.ofHours(23)));

        assertReplayed(admit(paying(credential)));
    }

    @Test
    void butNotForLongerThanAnswersAreKept() {
        givenAnswered(paying(credential), 200);

        fixture.now.set(GateFixture.START.plus(Duration.ofHours(25)));

        assertChallenged(admit(paying(credential)), ProblemType.PAYMENT_EXPIRED);
    }

    @Test
    void whileTheAnswerIsBeingMadeItIsToBeWaitedFor() {
        SettledPayment payment = assertGranted(admit(paying(credential)));

        assertRefused(admit(paying(credential)), ProblemType.PAYMENT_IN_PROGRESS);

        fixture.gate.completed(paying(credential), payment, 200, Optional.of(answered(200)));
        assertReplayed(admit(paying(credential)));
    }

    @Test
    void anotherProofForTheSameChallengeGetsNothing() {
        givenAnswered(paying(credential), 200);

        assertChallenged(admit(paying(answer(credential.challenge(), "another"))), ProblemType.INVALID_CHALLENGE);
    }

    @Test
    void anotherResourceOfTheRouteIsNotWhatWasPaidFor() {
        givenAnswered(paying(credential), 200);

        assertChallenged(admit(elsewhere(paying(credential))), ProblemType.INVALID_CHALLENGE);
    }

    private static Exchange elsewhere(Exchange exchange) {
        return new DelegatingExchange(exchange) {
            @Override
            public String resource() {
                return "GET /fortune?page=2";
            }
        };
    }

    @Test
    void anErrorOfTheServerIsNotKeptAndTheCredentialIsStillGood() {
        givenAnswered(paying(credential), 500);

        givenAnswered(paying(credential), 200);

        assertReplayed(admit(paying(credential)));
        assertThat(fixture.method.lastAttemptedBefore)
                .as("money is looked for first")
                .isTrue();
    }

    @Test
    void anErrorOfTheClientIsAnAnswer() {
        givenAnswered(paying(credential), 404);

        assertThat(((Admission.Replayed) admit(paying(credential))).answer().status())
                .isEqualTo(404);
    }

    @Test
    void anAnswerThatWasNotKeptIsPaidForAnew() {
        SettledPayment payment = assertGranted(admit(paying(credential)));
        fixture.gate.completed(paying(credential), payment, 200, Optional.empty());

        assertChallenged(admit(paying(credential)), ProblemType.INVALID_CHALLENGE);
    }

    @Test
    void aGateThatKeepsNoAnswersTakesNone() {
        fixture.gate = fixture.gate().answerLimit(0).build();
        givenAnswered(paying(credential), 200);

        assertChallenged(admit(paying(credential)), ProblemType.INVALID_CHALLENGE);
    }

    // Idempotency-Key

    private Credential anotherCredential() {
        return answer(fixture.challenge(), "another proof");
    }

    @Test
    void theSameKeyOfTheSamePayerGetsTheSameAnswerAndThePaymentIsNotTaken() {
        givenAnswered(paying(credential, "order-1"), 200);

        assertReplayed(admit(paying(credential, "order-1")));
        Credential another = anotherCredential();
        assertReplayed(admit(paying(another, "order-1")));
        assertThat(fixture.method.settled).hasValue(1);

        assertGranted(admit(paying(another, "order-2")));
    }

    @Test
    void theKeyOfAnotherPayerIsAnotherKey() {
        givenAnswered(paying(credential, "order-1"), 200);

        Credential mallorys = Credential.of(
                fixture.challenge(), "mallory", answer(credential.challenge()).payload());
        assertGranted(admit(paying(mallorys, "order-1")));
    }

    @Test
    void theCredentialAloneGetsTheAnswerThatHadAKey() {
        givenAnswered(paying(credential, "order-1"), 200);

        assertReplayed(admit(paying(credential)));
    }

    @Test
    void theSameKeyForAnotherResourceIsRefusedAndNothingIsTaken() {
        givenAnswered(paying(credential, "order-1"), 200);

        assertRefused(admit(elsewhere(paying(anotherCredential(), "order-1"))), ProblemType.IDEMPOTENCY_KEY_REUSED);
        assertRefused(admit(elsewhere(paying(credential, "order-1"))), ProblemType.IDEMPOTENCY_KEY_REUSED);
        assertThat(fixture.method.settled).hasValue(1);
    }

    @Test
    void theSameKeyAndCredentialWithAnotherBodyIsRefused() {
        Exchange first = request(Map.of(), Optional.of("one"));
        Challenge forBody = fixture.challenges(first, fixture.route).get(0);
        Credential bound = answer(forBody);
        Exchange paid = payingFor(Optional.of("one"), bound, "order-1");
        givenAnswered(paid, 200);

        assertReplayed(admit(payingFor(Optional.of("one"), bound, "order-1")));
        assertRefused(admit(payingFor(Optional.of("two"), bound, "order-1")), ProblemType.IDEMPOTENCY_KEY_REUSED);
        assertChallenged(admit(payingFor(Optional.of("two"), bound)), ProblemType.VERIFICATION_FAILED);
    }

    @Test
    void whileTheFirstIsRunningASecondPaymentWithItsKeyIsNotTaken() {
        assertGranted(admit(paying(credential, "order-1")));

        assertRefused(admit(paying(anotherCredential(), "order-1")), ProblemType.PAYMENT_IN_PROGRESS);
        assertThat(fixture.method.settled).hasValue(1);
    }

    @Test
    void aKeyWhosePaymentWasRejectedMayBePaidAnotherWay() {
        fixture.method.settling = (attempt, attemptedBefore) -> Rejected.verificationFailed("No money.");
        assertChallenged(admit(paying(credential, "order-1")), ProblemType.VERIFICATION_FAILED);
        fixture.method.settling =
                (attempt, attemptedBefore) -> new org.mpp4j.method.Settlement.Settled(fixture.method.receipt());

        assertGranted(admit(paying(anotherCredential(), "order-1")));
    }

    @Test
    void aKeyWhoseAnswerWasNotKeptIsNotPaidForAgain() {
        SettledPayment payment = assertGranted(admit(paying(credential, "order-1")));
        fixture.gate.completed(paying(credential), payment, 200, Optional.empty());

        assertRefused(admit(paying(anotherCredential(), "order-1")), ProblemType.IDEMPOTENCY_KEY_REUSED);
        assertThat(fixture.method.settled).hasValue(1);
    }

    @Test
    void severalKeysOrALongOneAreABadRequest() {
        assertRefused(admit(paying(credential, "a", "b")), ProblemType.BAD_REQUEST);
        assertRefused(admit(paying(credential, "k".repeat(256))), ProblemType.BAD_REQUEST);
        assertRefused(admit(paying(credential, " ")), ProblemType.BAD_REQUEST);
        assertGranted(admit(paying(credential, "k".repeat(255))));
    }

    /** The same request but for what a test overrides. */
    private static class DelegatingExchange implements Exchange {

        private final Exchange exchange;

        DelegatingExchange(Exchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public String target() {
            return exchange.target();
        }

        @Override
        public List<String> headers(String name) {
            return exchange.headers(name);
        }

        @Override
        public Optional<org.mpp4j.protocol.BodyDigest> bodyDigest() {
            return exchange.bodyDigest();
        }
    }
}
