package org.mpp4j.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.gate.GateFixture.assertChallenged;
import static org.mpp4j.gate.GateFixture.assertGranted;
import static org.mpp4j.gate.GateFixture.assertRefused;
import static org.mpp4j.gate.GateFixture.authorized;
import static org.mpp4j.gate.GateFixture.request;
import static org.mpp4j.gate.GateFixture.unpaid;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.BodyDigest;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.ProblemType;

/** What a client gets that hasn't paid, or that sends something unreadable. */
class PaymentGateChallengeTest {

    private final GateFixture fixture = new GateFixture();

    private static Exchange accepting(String field) {
        return request(Map.of("Accept-Payment", List.of(field)), Optional.empty());
    }

    @Test
    void withoutCredentialTheAnswerIsAChallengeForTheOffer() {
        Challenge challenge = fixture.challenge();

        assertThat(challenge.realm()).isEqualTo("api.example.com");
        assertThat(challenge.method()).isEqualTo("test");
        assertThat(challenge.intent()).isEqualTo("charge");
        assertThat(challenge.request().amount()).hasToString("100");
        assertThat(challenge.expires()).hasValue("2026-01-01T00:05:00.000Z");
        assertThat(challenge.digest()).isEmpty();
        assertThat(challenge.credentialHeader()).isEmpty();
        assertThat(GateFixture.KEYS.verify(challenge)).isTrue();
        assertThat(fixture.method.verified).hasValue(0);
    }

    @Test
    void theProblemNamesTheFirstChallenge() {
        assertChallenged(
                fixture.gate.admit(unpaid(), fixture.route),
                ProblemType.PAYMENT_REQUIRED,
                "This resource has to be paid for.");
    }

    @Test
    void otherAuthorizationIsNoCredential() {
        assertChallenged(
                fixture.gate.admit(authorized("Bearer abc", "Basic eDp5"), fixture.route),
                ProblemType.PAYMENT_REQUIRED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Payment | The credential is empty.",
                "Payment x=y | The credential is not base64url.",
                "Payment abc== | The credential is base64url with padding; the protocol has none.",
                "Payment a+b/ | The credential is not base64url.",
                "Payment W10 | Not the JSON object that is expected: it doesn't start with {.",
                "Payment e30 | The member \"challenge\" is missing."
            })
    void aMalformedCredentialIsAnsweredWithWhatIsWrong(String field, String detail) {
        assertChallenged(
                fixture.gate.admit(authorized(field), fixture.route), ProblemType.MALFORMED_CREDENTIAL, detail);
    }

    @Test
    void aCredentialOverTheLimitIsMalformedUnread() {
        fixture.gate = fixture.gate().maxCredentialLength(4096).build();

        assertChallenged(
                fixture.gate.admit(authorized("Payment " + "A".repeat(4097)), fixture.route),
                ProblemType.MALFORMED_CREDENTIAL,
                "The credential is longer than 4096 characters.");
    }

    @Test
    void twoCredentialsAreABadRequestInOneFieldOrTwo() {
        String good = PaymentAuthorization.format(GateFixture.answer(fixture.challenge()));

        assertRefused(fixture.gate.admit(authorized(good + ", " + good), fixture.route), ProblemType.BAD_REQUEST);
        assertRefused(fixture.gate.admit(authorized(good, good), fixture.route), ProblemType.BAD_REQUEST);
        assertRefused(fixture.gate.admit(authorized("Payment", good), fixture.route), ProblemType.BAD_REQUEST);
        assertThat(fixture.method.settled).hasValue(0);
    }

    @Test
    void aCredentialIsFoundBesideAnotherScheme() {
        String good = PaymentAuthorization.format(GateFixture.answer(fixture.challenge()));

        assertGranted(fixture.gate.admit(authorized("Bearer abc, " + good), fixture.route));
    }

    @Test
    void withItsOwnFieldOnlyThatOneIsRead() {
        fixture.gate = fixture.gate().credentialHeader("Payment-Authorization").build();
        Challenge challenge = fixture.challenge();
        String field = PaymentAuthorization.format(GateFixture.answer(challenge));

        assertThat(challenge.credentialHeader()).hasValue("Payment-Authorization");
        assertChallenged(fixture.gate.admit(authorized(field), fixture.route), ProblemType.PAYMENT_REQUIRED);
        assertGranted(fixture.gate.admit(
                request(
                        Map.of("payment-authorization", List.of(field), "Authorization", List.of("Payment x")),
                        Optional.empty()),
                fixture.route));
    }

    @Test
    void aBodyIsBoundIntoTheChallenge() {
        Exchange post = request(Map.of(), Optional.of("hello"));

        assertThat(fixture.challenges(post, fixture.route).get(0).digest())
                .hasValue(BodyDigest.of("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .toString());
        assertThat(fixture.challenges(post, fixture.route.bindingBody(false))
                        .get(0)
                        .digest())
                .isEmpty();
    }

    @Test
    void tenThousandChallengesHaveTenThousandIds() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(fixture.challenge().id());
        }

        assertThat(ids).hasSize(10_000);
    }

    @Test
    void withoutNonceTheSameOfferHasTheSameIdAtOneInstant() {
        fixture.gate = fixture.gate().withoutNonce().build();
        Challenge first = fixture.challenge();

        assertThat(fixture.challenge()).isEqualTo(first);
        fixture.now.set(fixture.now.get().plusMillis(1));
        assertThat(fixture.challenge().id()).isNotEqualTo(first.id());
    }

    @Test
    void aDescriptionIsShownAndTheScopeIsNot() {
        Route described = Route.of(
                "com.example.SecretName",
                Offer.of(fixture.method, OfferTerms.of(Price.of("1"))).describedAs("One fortune"));

        Challenge challenge = fixture.challenges(unpaid(), described).get(0);

        assertThat(challenge.description()).hasValue("One fortune");
        assertThat(challenge.opaque().orElseThrow().entries().toString()).doesNotContain("SecretName");
    }

    @Test
    void everyOfferIsAChallengeInTheServersOrder() {
        Route route = threeRails();

        assertThat(GateFixture.methods(fixture.challenges(unpaid(), route)))
                .containsExactly("tempo/session", "tempo/charge", "stripe/charge");
    }

    private static Route threeRails() {
        return Route.of(
                "stream",
                Offer.of(new TestMethod("tempo", "session", "usd"), "1"),
                Offer.of(new TestMethod("tempo"), "1"),
                Offer.of(new TestMethod("stripe"), "1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stripe/charge, tempo/*;q=0.5 | stripe/charge,tempo/session,tempo/charge",
                "tempo/charge;q=0.1, */*;q=0.2 | tempo/session,stripe/charge,tempo/charge",
                "tempo/charge, tempo/session;q=0 | tempo/charge",
                "*/charge | tempo/charge,stripe/charge",
                "solana/charge | tempo/session,tempo/charge,stripe/charge",
                "*/*;q=0 | tempo/session,tempo/charge,stripe/charge",
                "gibberish! | tempo/session,tempo/charge,stripe/charge"
            })
    void challengesComeInTheOrderTheClientLikes(String accept, String order) {
        List<Challenge> challenges = fixture.challenges(accepting(accept), threeRails());

        assertThat(String.join(",", GateFixture.methods(challenges))).isEqualTo(order);
    }

    @Test
    void preferencesDoNotLimitWithWhatOneMayPay() {
        Route route = threeRails();
        Challenge stripe = fixture.challenges(unpaid(), route).get(2);
        Credential credential = GateFixture.answer(stripe);

        assertGranted(fixture.gate.admit(
                request(
                        Map.of(
                                "Accept-Payment",
                                List.of("tempo/charge"),
                                "Authorization",
                                List.of(PaymentAuthorization.format(credential))),
                        Optional.empty()),
                route));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRailThatIsDownOrBrokenIsLeftOut(boolean broken) {
        TestMethod down = new TestMethod("down");
        Route route = Route.of("r", Offer.of(down, "1"), Offer.of(fixture.method, "1"));
        down.withdraw();
        if (broken) {
            down.beforeOffer = () -> {
                throw new IllegalStateException("bug");
            };
        }

        assertThat(GateFixture.methods(fixture.challenges(unpaid(), route))).containsExactly("test/charge");
    }

    @Test
    void withoutAnyRailNothingIsSoldForNow() {
        fixture.method.withdraw();

        Admission admission = fixture.gate.admit(unpaid(), fixture.route);

        assertRefused(admission, ProblemType.PAYMENT_UNAVAILABLE);
        assertThat(((Admission.Refused) admission).retryAfter()).hasValue(Duration.ofSeconds(10));
        assertThat(((Admission.Refused) admission).problem().status()).isEqualTo(503);
    }

    @Test
    void oneMethodInTwoCurrenciesMakesTwoChallengesAndEitherPays() {
        Route route = Route.of(
                "r", Offer.of(fixture.method, Price.of("1", "usd")), Offer.of(fixture.method, Price.of("2", "eur")));
        List<Challenge> challenges = fixture.challenges(unpaid(), route);

        assertThat(challenges)
                .extracting(challenge -> challenge.request().currency())
                .containsExactly("usd", "eur");
        for (Challenge challenge : challenges) {
            assertGranted(fixture.gate.admit(GateFixture.paying(GateFixture.answer(challenge)), route));
        }
    }
}
