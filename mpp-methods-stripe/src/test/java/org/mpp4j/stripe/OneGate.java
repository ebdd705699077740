package org.mpp4j.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.Route;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.store.InMemoryPaymentLedger;
import org.mpp4j.store.InMemoryReplayStore;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.stripe.fake.FakeStripe;
import org.mpp4j.testkit.TestClock;
import org.mpp4j.testkit.TestExchange;

/** A gate that sells one resource for a dollar through a Stripe that does what a test wants. */
abstract class OneGate {

    final FakeStripe stripe = new FakeStripe();
    final TestClock clock = TestClock.at(Charges.NOW);
    final StripeCharge charge = Charges.builder(stripe)
            .clock(clock)
            .deadline(Duration.ofMillis(2500))
            .build();
    final PaymentLedger ledger = new InMemoryPaymentLedger();
    final PaymentGate gate = newGate(ledger);
    final Route card = Route.of("card", Offer.of(charge, "1.00"));

    @AfterEach
    void stop() {
        gate.close();
        stripe.close();
        assertThat(stripe.complaints()).isEmpty();
    }

    /** One that remembers nothing of what others did. */
    PaymentGate newGate(PaymentLedger its) {
        return PaymentGate.builder("localhost", ChallengeKeys.of("a secret that is known to this test only"))
                .clock(clock)
                .random(new Random(its.hashCode()))
                .replayStore(new InMemoryReplayStore(clock, 1000))
                .ledger(its)
                .build();
    }

    Challenge challenge() {
        return ((Admission.Challenged) gate.admit(TestExchange.of("GET /card"), card))
                .challenges()
                .get(0);
    }

    Credential credential() {
        return Charges.credential(challenge(), Charges.newToken());
    }

    Admission admit(Credential credential) {
        return admit(gate, credential);
    }

    Admission admit(PaymentGate through, Credential credential) {
        TestExchange request = TestExchange.of("GET /card").withCredential(credential);
        Admission admission = through.admit(request, card);
        if (admission instanceof Admission.Granted granted) {
            through.completed(request, granted.payment(), 200, Optional.empty());
        }
        return admission;
    }

    static ProblemType problem(Admission admission) {
        return admission instanceof Admission.Challenged challenged
                ? challenged.problem().type()
                : admission instanceof Admission.Undecided undecided
                        ? undecided.problem().type()
                        : ((Admission.Refused) admission).problem().type();
    }

    List<FakeStripe.Asked> creations() {
        return stripe.asked("POST", "/v1/payment_intents");
    }

    void assertChargedOnce() {
        assertThat(stripe.book().charges()).hasSize(1);
        assertThat(stripe.book().charges().get(0).amount()).isEqualTo(100);
    }

    void assertNotCharged() {
        assertThat(stripe.book().charges()).isEmpty();
    }
}
