package org.mpp4j.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.CapturedAnswer;
import org.mpp4j.gate.Exchange;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.PaymentGateBuilder;
import org.mpp4j.gate.Route;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.store.StoredAnswer.Header;
import org.mpp4j.testkit.SandboxCharge;
import org.mpp4j.testkit.TestExchange;

/** Requests that carry play money, made ahead: what clients do is no part of what is measured. */
final class PaidRequests {

    static final String FORTUNE = "The exact amount is the right amount.\n";

    private static final TestExchange UNPAID = TestExchange.of("GET /fortune");
    private static final CapturedAnswer ANSWER = new CapturedAnswer(
            200,
            List.of(new Header("Content-Type", "text/plain;charset=utf-8")),
            FORTUNE.getBytes(StandardCharsets.UTF_8));
    private static final int PAUSE_MILLIS = 5;

    private final PaymentGate gate;
    private final Route route = Route.of("fortune", Offer.of(SandboxCharge.create(), "0.01"));
    private final List<Exchange> requests;
    private final AtomicInteger turnedAway = new AtomicInteger();

    PaidRequests(PaymentGate gate, int count) {
        this.gate = gate;
        this.requests = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Challenge challenge = ((Admission.Challenged) gate.admit(UNPAID, route))
                    .challenges()
                    .get(0);
            requests.add(UNPAID.withHeader(PaymentAuthorization.HEADER, pay(challenge)));
        }
    }

    static PaymentGateBuilder gate() {
        return PaymentGate.builder("localhost", ChallengeKeys.of("a-secret-for-benchmarks-0123456789abcdef"));
    }

    /** The text of the credential that pays a challenge. */
    static String pay(Challenge challenge) {
        return PaymentAuthorization.format(
                Credential.of(challenge, "did:sandbox:alice", SandboxCharge.payloadFor(challenge)));
    }

    /** How often a request had to come again because too much waited to be written down. */
    int turnedAway() {
        return turnedAway.get();
    }

    Admission admit(int number) {
        return gate.admit(requests.get(number), route);
    }

    /** Has a request let in, and its answer written down. */
    void serve(int number) throws InterruptedException {
        while (true) {
            Admission admission = admit(number);
            if (admission instanceof Admission.Granted granted) {
                gate.completed(requests.get(number), granted.payment(), 200, Optional.of(ANSWER));
                return;
            }
            if (!(admission instanceof Admission.Undecided)) {
                throw new IllegalStateException("A paid request was answered with " + admission);
            }
            turnedAway.incrementAndGet();
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
