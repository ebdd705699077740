package org.mpp4j.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.gate.GateFixture.authorized;
import static org.mpp4j.gate.GateFixture.paying;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.event.PaymentListener;
import org.mpp4j.internal.http.Base64Url;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PendingPayment;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.Verification;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.Opaque;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.protocol.WwwAuthenticate;
import org.mpp4j.store.StoredAnswer;
import org.mpp4j.store.UnresolvedClaim;

/** A canary in every secret place, and everything that could sing. */
class SecretsStaySecretTest {

    private static final String CANARY = "CaNaRy7f3a";
    private static final String SECRET = CANARY + "-secret-0123456789abcdef0123456789";
    private static final JsonObject PAYLOAD = JsonObject.builder()
            .put("signature", CANARY)
            .put("nested", List.of(JsonObject.builder().put("preimage", CANARY).build()))
            .build();

    private final List<String> seen = new ArrayList<>();
    private final Logger root = Logger.getLogger("org.mpp4j");
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord logged) {
            seen.add(new SimpleFormatter().format(logged));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private final GateFixture fixture = new GateFixture();
    private final TestMethod method = fixture.method;

    @BeforeEach
    void listen() {
        root.setLevel(Level.ALL);
        listener.setLevel(Level.ALL);
        root.addHandler(listener);
        fixture.gate = PaymentGate.builder("api.example.com", ChallengeKeys.of(SECRET))
                .clock(fixture.now::get)
                .listener(new PaymentListener() {
                    @Override
                    public void settled(String t, Challenge challenge, Receipt receipt, Optional<String> payer) {
                        throw new IllegalStateException(receipt.reference() + CANARY);
                    }
                })
                .build();
    }

    @AfterEach
    void stopListening() {
        root.removeHandler(listener);
        root.setLevel(null);
    }

    private static Credential answer(Challenge challenge) {
        return Credential.of(challenge, "payer", PAYLOAD);
    }

    private void see(Object shown) {
        seen.add(String.valueOf(shown));
    }

    private void seeAdmission(Admission admission) {
        see(admission);
        if (admission instanceof Admission.Challenged challenged) {
            see(challenged.problem().json().toCanonicalString());
            challenged.challenges().forEach(challenge -> see(WwwAuthenticate.format(challenge)));
        } else if (admission instanceof Admission.Refused refused) {
            see(refused.problem().json().toCanonicalString());
        } else if (admission instanceof Admission.Undecided undecided) {
            see(undecided.problem().json().toCanonicalString());
        }
    }

    private void seeException(Runnable provoked) {
        try {
            provoked.run();
        } catch (RuntimeException exception) {
            StringWriter trace = new StringWriter();
            exception.printStackTrace(new PrintWriter(trace));
            see(trace);
            return;
        }
        throw new AssertionError("Nothing was thrown");
    }

    private void assertNoCanary() {
        assertThat(seen).isNotEmpty().noneMatch(shown -> shown.contains(CANARY));
    }

    @Test
    void noTypeShowsWhatItHolds() {
        Challenge challenge = fixture.challenge();
        Credential credential = answer(challenge);
        Receipt receipt = Receipt.of("test", CANARY, fixture.now.get(), PAYLOAD);
        fixture.method.settling = (attempt, attemptedBefore) -> new Settlement.Settled(receipt);
        Admission granted = fixture.gate.admit(GateFixture.paying(credential), fixture.route);
        StoredAnswer answer =
                new StoredAnswer(CANARY, 200, List.of(new StoredAnswer.Header("X", CANARY)), CANARY.getBytes(UTF_8));
        for (Object type : List.of(
                ChallengeKeys.of(SECRET).accepting(SECRET + "2"),
                credential,
                credential.payload(),
                receipt,
                new PaymentAttempt(credential),
                PaymentRequest.of(PAYLOAD),
                PaymentRequest.ofText(CANARY),
                Opaque.of(Map.of("a", CANARY)),
                Opaque.ofText(CANARY),
                new Settlement.Settled(receipt),
                new Admission.Completed(receipt),
                granted,
                GateFixture.assertGranted(granted),
                answer,
                new Admission.Replayed(answer),
                new CapturedAnswer(200, answer.headers(), answer.body()),
                new PendingPayment(
                        challenge.id(), PaymentRequest.ofText(CANARY), Optional.of(CANARY), PAYLOAD, fixture.now.get()),
                new UnresolvedClaim("challenge:" + challenge.id(), CANARY, CANARY),
                fixture.route.withCorrelation(Map.of("order", CANARY)),
                fixture.gate,
                fixture.memory)) {
            see(type);
        }

        assertNoCanary();
    }

    @Test
    void noExceptionRepeatsWhatItWasGiven() {
        String token = answer(fixture.challenge()).token();
        seeException(() -> ChallengeKeys.of(CANARY));
        seeException(() -> Credential.parse(CANARY + "="));
        seeException(() -> Credential.parse(CANARY + "/"));
        seeException(() -> Credential.parse(Base64Url.encode("{\"" + CANARY + "\":")));
        seeException(() -> Credential.parse(Base64Url.encode("{\"a\":" + CANARY + "}")));
        seeException(() -> Credential.parse(Base64Url.encode("{\"" + CANARY + "\":1,\"" + CANARY + "\":2}")));
        seeException(() -> Credential.parse(Base64Url.encode("{\"challenge\":\"" + CANARY + "\"}")));
        seeException(() -> Credential.parse(token.substring(2)));
        seeException(() -> Receipt.parse(CANARY));
        seeException(() -> Receipt.parse(Base64Url.encode(
                "{\"timestamp\":\"" + CANARY + "\",\"method\":\"m\",\"reference\":\"r\",\"status\":\"success\"}")));
        seeException(() -> PaymentRequest.of(PAYLOAD).amount());
        seeException(() -> PaymentRequest.of(
                        PAYLOAD.toBuilder().put("amount", CANARY).build())
                .amount());
        seeException(() -> WwwAuthenticate.parse(List.of("Payment id=\"" + CANARY)));
        seeException(() -> WwwAuthenticate.parse(List.of("Payment id=\"" + CANARY + "\", id=x")));

        assertNoCanary();
    }

    @Test
    void noDecisionAndNoLogTells() {
        List<Runnable> behaviors = List.of(
                () -> {},
                () -> method.verifying = attempt -> Optional.of(Rejected.verificationFailed("No.")),
                () -> method.verifying = attempt -> {
                    throw new IllegalStateException(CANARY, new RuntimeException(CANARY));
                },
                () -> method.verifying = attempt -> {
                    throw new IllegalArgumentException(CANARY);
                },
                () -> method.verifying = attempt -> Optional.<Verification>empty(),
                () -> method.settling = (attempt, again) -> {
                    throw new IllegalStateException(CANARY);
                },
                () -> method.settling = (attempt, again) ->
                        new Settlement.Unknown(new IllegalStateException(CANARY), Duration.ZERO, true),
                () -> method.settling =
                        (attempt, again) -> new Settlement.Settled(Receipt.of("test", CANARY, TestMethod.SETTLED_AT)),
                () -> method.beforeOffer = () -> {
                    throw new IllegalStateException(CANARY);
                });
        List<Challenge> challenges =
                behaviors.stream().map(behavior -> fixture.challenge()).toList();
        for (int i = 0; i < behaviors.size(); i++) {
            behaviors.get(i).run();
            Credential credential = answer(challenges.get(i));
            seeAdmission(fixture.gate.admit(paying(credential), fixture.route));
            seeAdmission(fixture.gate.admit(paying(credential), fixture.route));
            seeAdmission(fixture.gate.admit(
                    authorized(PaymentAuthorization.format(credential), "Payment x"), fixture.route));
            seeAdmission(fixture.gate.admit(authorized("Payment " + CANARY + "="), fixture.route));
            seeAdmission(fixture.gate.admit(authorized("Payment x, y=\"" + CANARY), fixture.route));
        }

        assertThat(seen)
                .anyMatch(logged -> logged.contains("failed while verifying: java.lang.IllegalStateException at"));
        assertThat(seen)
                .anyMatch(logged -> logged.contains("failed while settling: java.lang.IllegalStateException at"));
        assertThat(seen).anyMatch(logged -> logged.contains("A payment listener threw"));
        assertThat(seen).anyMatch(logged -> logged.contains("could not be offered"));
        assertNoCanary();
    }
}
