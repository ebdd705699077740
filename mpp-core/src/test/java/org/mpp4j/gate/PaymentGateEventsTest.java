package org.mpp4j.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.gate.GateFixture.answer;
import static org.mpp4j.gate.GateFixture.assertGranted;
import static org.mpp4j.gate.GateFixture.unpaid;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mpp4j.event.PaymentListener;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;

/** Each thing that happens is told once. */
class PaymentGateEventsTest {

    private final GateFixture fixture = new GateFixture();

    @Test
    void aChallengeAndItsPaymentAndItsDelivery() {
        Credential credential = answer(fixture.challenge());
        SettledPayment payment = assertGranted(fixture.begin(credential));
        fixture.gate.completed(unpaid(), payment, 200, Optional.empty());

        assertThat(fixture.events)
                .containsExactly(
                        "challenged GET /fortune payment-required 1",
                        "settled GET /fortune ref-1 payer",
                        "delivered GET /fortune 200");
    }

    @Test
    void aDeliveryThatFails() {
        SettledPayment payment = assertGranted(fixture.begin(answer(fixture.challenge())));
        fixture.events.clear();

        for (int status : new int[] {304, 404, 500, 0, 199}) {
            fixture.gate.completed(unpaid(), payment, status, Optional.empty());
        }

        assertThat(fixture.events)
                .containsExactly(
                        "delivered GET /fortune 304",
                        "deliveryFailed GET /fortune 404",
                        "deliveryFailed GET /fortune 500",
                        "deliveryFailed GET /fortune 0",
                        "deliveryFailed GET /fortune 199");
    }

    @Test
    void aRejectionAndTheFreshChallenge() {
        Credential credential = answer(fixture.challenge());
        fixture.admit(credential);
        fixture.events.clear();

        fixture.admit(credential);

        assertThat(fixture.events)
                .containsExactly(
                        "rejected GET /fortune invalid-challenge", "challenged GET /fortune invalid-challenge 1");
    }

    @Test
    void aRejectionThatNothingMends() {
        Credential credential = answer(fixture.challenge());
        fixture.events.clear();
        fixture.method.settling =
                (attempt, attemptedBefore) -> new Rejected(Problem.of(ProblemType.ACCESS_DENIED, "No."));

        fixture.admit(credential);

        assertThat(fixture.events).containsExactly("rejected GET /fortune access-denied");
    }

    @Test
    void anUndecidedPayment() {
        Credential credential = answer(fixture.challenge());
        fixture.events.clear();
        fixture.method.settling = (attempt, attemptedBefore) ->
                new Settlement.Unknown(new IllegalStateException("no answer"), Duration.ZERO, true);

        fixture.admit(credential);

        assertThat(fixture.events).containsExactly("undecided GET /fortune no answer");
    }

    @Test
    void aChallengeThatIsNotAuthenticRejectsNothing() {
        Credential credential = answer(GateFixture.copy(fixture.challenge()).build("forged"));
        fixture.events.clear();

        fixture.admit(credential);

        assertThat(fixture.events).containsExactly("challenged GET /fortune invalid-challenge 1");
    }

    @Test
    void aListenerThatThrowsHarmsNothingAndTheNextIsTold() {
        PaymentListener throwing = (PaymentListener) Proxy.newProxyInstance(
                PaymentListener.class.getClassLoader(),
                new Class<?>[] {PaymentListener.class},
                (proxy, called, args) -> {
                    throw new IllegalStateException("sekret");
                });
        fixture.gate = PaymentGate.builder("api.example.com", GateFixture.KEYS)
                .clock(fixture.now::get)
                .listener(throwing)
                .listener(new PaymentListener() {
                    @Override
                    public void delivered(String target, org.mpp4j.protocol.Receipt receipt, int status) {
                        fixture.events.add("second listener " + status);
                    }
                })
                .build();

        SettledPayment payment = assertGranted(fixture.begin(answer(fixture.challenge())));
        fixture.gate.completed(unpaid(), payment, 200, Optional.empty());

        assertThat(fixture.events).containsExactly("second listener 200");
    }
}
