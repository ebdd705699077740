package org.mpp4j.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.gate.GateFixture.KEYS;
import static org.mpp4j.gate.GateFixture.answer;
import static org.mpp4j.gate.GateFixture.assertChallenged;
import static org.mpp4j.gate.GateFixture.assertGranted;
import static org.mpp4j.gate.GateFixture.assertRefused;
import static org.mpp4j.gate.GateFixture.authorized;
import static org.mpp4j.gate.GateFixture.copy;
import static org.mpp4j.gate.GateFixture.paying;
import static org.mpp4j.gate.GateFixture.request;
import static org.mpp4j.gate.GateFixture.unpaid;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.internal.http.Base64Url;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.protocol.BodyDigest;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.Opaque;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.ProblemType;

/** A credential opens only what its challenge was issued for. */
class PaymentGateBindingTest {

    private final GateFixture fixture = new GateFixture();
    private final Challenge challenge = fixture.challenge();

    private void assertNothingWasVerified() {
        assertThat(fixture.method.verified).hasValue(0);
        assertNothingWasSettled();
    }

    private void assertNothingWasSettled() {
        assertThat(fixture.method.settled).hasValue(0);
    }

    @Test
    void aTamperedChallengeWasNotIssuedHere() {
        PaymentRequest cheaper = PaymentRequest.of(
                challenge.request().json().toBuilder().put("amount", "1").build());
        String id = challenge.id();
        Stream<Challenge> tampered = Stream.of(
                copy(challenge).build(id.substring(1) + "A"),
                Challenge.builder("other", "test", "charge", challenge.request())
                        .expires(challenge.expires().orElseThrow())
                        .opaque(challenge.opaque().orElseThrow())
                        .build(id),
                Challenge.builder(challenge.realm(), "test", "charge", cheaper)
                        .expires(challenge.expires().orElseThrow())
                        .opaque(challenge.opaque().orElseThrow())
                        .build(id),
                copy(challenge).expires("2036-01-01T00:05:00.000Z").build(id),
                copy(challenge).expires((String) null).build(id),
                copy(challenge).digest("sha-256=:x:").build(id),
                copy(challenge).opaque(Opaque.of(Map.of("_scope", "x"))).build(id),
                copy(challenge).opaque(null).build(id),
                copy(challenge).credentialHeader("X-Payment").build(id));

        tampered.forEach(forged -> assertChallenged(
                fixture.admit(answer(forged)),
                ProblemType.INVALID_CHALLENGE,
                "The challenge was not issued by this server."));
        assertNothingWasVerified();
    }

    @Test
    void aChallengeOfAnotherSecretWasNotIssuedHere() {
        Challenge foreign = ChallengeKeys.of("x".repeat(32)).sign(copy(challenge));

        assertChallenged(fixture.admit(answer(foreign)), ProblemType.INVALID_CHALLENGE);
    }

    @Test
    void aMethodOrIntentThatIsNotOfferedIsUnsupported() {
        for (Challenge.Builder other : List.of(
                Challenge.builder(challenge.realm(), "other", "charge", challenge.request()),
                Challenge.builder(challenge.realm(), "test", "session", challenge.request()))) {
            assertRefused(fixture.admit(answer(other.build("x"))), ProblemType.METHOD_UNSUPPORTED);
        }
        assertNothingWasVerified();
    }

    @Test
    void anAuthenticChallengeOfAMethodNoLongerOfferedIsMendedByPayingAnew() {
        Challenge other = KEYS.sign(Challenge.builder(challenge.realm(), "other", "charge", challenge.request())
                .expires(challenge.expires().orElseThrow())
                .opaque(challenge.opaque().orElseThrow()));

        assertMismatch(other, "payment method");
    }

    private void assertMismatch(Challenge authentic, String what) {
        assertThat(KEYS.verify(authentic)).isTrue();
        assertChallenged(
                fixture.admit(answer(authentic)),
                ProblemType.INVALID_CHALLENGE,
                "The " + what + " of the challenge is not what this resource asks for now.");
        assertNothingWasSettled();
    }

    @Test
    void anAuthenticChallengeForSomethingElseDoesNotOpenThis() {
        Route otherScope = Route.of("other", Offer.of(fixture.method, "1.00"));
        assertMismatch(fixture.challenges(unpaid(), otherScope).get(0), "scope");

        Route cheaper = Route.of("fortune", Offer.of(fixture.method, "0.01"));
        assertMismatch(fixture.challenges(unpaid(), cheaper).get(0), "amount");

        Route otherCurrency = Route.of("fortune", Offer.of(new TestMethod("test", "charge", "eur"), "1.00"));
        assertMismatch(fixture.challenges(unpaid(), otherCurrency).get(0), "currency");

        assertMismatch(KEYS.sign(copy(challenge).opaque(null)), "scope");
        assertMismatch(KEYS.sign(copy(challenge).opaque(Opaque.ofText("!"))), "scope");
        assertMismatch(KEYS.sign(copy(challenge).credentialHeader("X-Payment")), "header");
        assertMismatch(
                KEYS.sign(Challenge.builder("other", "test", "charge", challenge.request())
                        .expires(challenge.expires().orElseThrow())
                        .opaque(challenge.opaque().orElseThrow())),
                "realm");
    }

    @Test
    void anAuthenticRequestThatCannotBeComparedIsAMismatch() {
        assertMismatch(
                KEYS.sign(Challenge.builder(challenge.realm(), "test", "charge", PaymentRequest.ofText("!"))
                        .expires(challenge.expires().orElseThrow())
                        .opaque(challenge.opaque().orElseThrow())),
                "request");
    }

    @Test
    void correlationDataIsBound() {
        Route forOrder1 = fixture.route.withCorrelation(Map.of("order", "1"));
        Route forOrder2 = fixture.route.withCorrelation(Map.of("order", "2"));
        Credential credential = answer(fixture.challenges(unpaid(), forOrder1).get(0));

        assertThat(credential.challenge().opaque().orElseThrow().get("order")).hasValue("1");
        assertChallenged(fixture.gate.admit(paying(credential), forOrder2), ProblemType.INVALID_CHALLENGE);
        assertChallenged(fixture.gate.admit(paying(credential), fixture.route), ProblemType.INVALID_CHALLENGE);
        assertGranted(fixture.gate.admit(paying(credential), forOrder1));
    }

    @Test
    void aQuotedPriceIsHonoredForTheSameRequest() {
        Route quotedThen = fixture.route.quoted(List.of(Offer.of(fixture.method, "5.00")), "city=Bern");
        Route quotedNow = fixture.route.quoted(List.of(Offer.of(fixture.method, "7.00")), "city=Bern");
        Credential credential = answer(fixture.challenges(unpaid(), quotedThen).get(0));

        assertThat(assertGranted(fixture.gate.admit(paying(credential), quotedNow))
                        .challenge()
                        .request()
                        .amount())
                .hasToString("500");
    }

    @Test
    void aQuotedPriceIsNotHonoredForAnotherRequest() {
        Route quotedThen = fixture.route.quoted(List.of(Offer.of(fixture.method, "5.00")), "city=Bern");
        Route otherCity = fixture.route.quoted(List.of(Offer.of(fixture.method, "7.00")), "city=Rome");
        Route otherCurrency =
                fixture.route.quoted(List.of(Offer.of(new TestMethod("test", "charge", "eur"), "7.00")), "city=Bern");
        Route fixed = Route.of("fortune", Offer.of(fixture.method, "7.00"));
        Credential credential = answer(fixture.challenges(unpaid(), quotedThen).get(0));

        for (Route other : List.of(otherCity, otherCurrency, fixed)) {
            assertChallenged(fixture.gate.admit(paying(credential), other), ProblemType.INVALID_CHALLENGE);
        }
        assertNothingWasSettled();
    }

    @Test
    void aChallengeThatIsOverIsExpired() {
        fixture.now.set(GateFixture.START.plus(Duration.ofMinutes(5)).minusMillis(1));
        assertGranted(fixture.admit(answer(challenge)));

        fixture.now.set(GateFixture.START);
        Challenge late = fixture.challenge();
        fixture.now.set(GateFixture.START.plus(Duration.ofMinutes(5)));
        assertChallenged(fixture.admit(answer(late)), ProblemType.PAYMENT_EXPIRED, "The challenge has expired.");
        assertThat(fixture.method.settled).hasValue(1);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "soon", "4102444800"})
    void aChallengeWithoutReadableExpiryIsExpired(String expires) {
        assertChallenged(
                fixture.admit(answer(KEYS.sign(copy(challenge).expires(expires)))), ProblemType.PAYMENT_EXPIRED);
        assertThat(fixture.method.settled).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({"hello, hello, true", "hello, hallo, false", "hello, , false", ", hello, false", ", , true"})
    void theBodyHasToBeTheOneOfTheChallenge(String first, String second, boolean granted) {
        Challenge forFirst = fixture.challenges(request(Map.of(), Optional.ofNullable(first)), fixture.route)
                .get(0);

        Admission admission = fixture.gate.admit(
                request(
                        Map.of("Authorization", List.of(PaymentAuthorization.format(answer(forFirst)))),
                        Optional.ofNullable(second)),
                fixture.route);

        if (granted) {
            assertGranted(admission);
        } else {
            assertChallenged(
                    admission,
                    ProblemType.VERIFICATION_FAILED,
                    "The body of the request is not the one that the challenge was issued for.");
            assertNothingWasVerified();
        }
    }

    @Test
    void theDigestOfMppxIsTaken() {
        String withColons =
                BodyDigest.of("hello".getBytes(StandardCharsets.UTF_8)).toString();
        Challenge ofMppx = KEYS.sign(copy(challenge).digest(withColons.replace(":", "")));

        assertGranted(fixture.gate.admit(
                request(
                        Map.of("Authorization", List.of(PaymentAuthorization.format(answer(ofMppx)))),
                        Optional.of("hello")),
                fixture.route));
    }

    @Test
    void aRouteThatBindsNoBodyTakesAny() {
        Route upload = fixture.route.bindingBody(false);
        Credential credential = answer(
                fixture.challenges(request(Map.of(), Optional.of("a")), upload).get(0));

        assertGranted(fixture.gate.admit(
                request(Map.of("Authorization", List.of(PaymentAuthorization.format(credential))), Optional.of("b")),
                upload));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9007199254740993", "1e400", "\"\\ud800\""})
    void aPayloadWithoutCanonicalFormIsInvalid(String value) {
        String sound = answer(challenge, "@").token();
        String json = new String(Base64.getUrlDecoder().decode(sound), StandardCharsets.UTF_8);
        String token = Base64Url.encode(json.replace("\"@\"", value));

        assertChallenged(
                fixture.gate.admit(authorized("Payment " + token), fixture.route),
                ProblemType.INVALID_PAYLOAD,
                "The payload holds what JSON can't carry exactly.");
        assertNothingWasVerified();
    }

    @Test
    void aHugeExponentInThePayloadIsMalformed() {
        String json =
                new String(Base64.getUrlDecoder().decode(answer(challenge, "@").token()), StandardCharsets.UTF_8);
        String token = Base64Url.encode(json.replace("\"@\"", "1e99999999999"));

        assertChallenged(
                fixture.gate.admit(authorized("Payment " + token), fixture.route), ProblemType.MALFORMED_CREDENTIAL);
    }
}
