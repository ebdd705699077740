package org.mpp4j.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.gate.GateFixture.answer;
import static org.mpp4j.gate.GateFixture.assertChallenged;
import static org.mpp4j.gate.GateFixture.copy;
import static org.mpp4j.gate.GateFixture.paying;
import static org.mpp4j.gate.GateFixture.unpaid;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.method.SessionPayment;
import org.mpp4j.method.Verification;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.Opaque;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.session.NeedMore;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionAccounts;
import org.mpp4j.session.SessionChange;
import org.mpp4j.session.SessionVoice;
import org.mpp4j.store.InMemorySessionStore;

/** What is known of a challenge saves looking twice, and never lets anybody in who would be kept out the first time. */
class RecentChallengesTest {

    private static final String KNOWN = "known";

    private final GateFixture fixture = new GateFixture();
    private final Route route = Route.of("fortune", Offer.of(new Prepaid(), "1.00"));
    private final RecentChallenges recent = new RecentChallenges();
    private Challenge challenge = fixture.challenge();

    /** A session that lets everybody in who says anything. */
    private static final class Prepaid implements PaymentMethod {

        private final SessionAccounts accounts = new SessionAccounts(new InMemorySessionStore());

        @Override
        public String name() {
            return "test";
        }

        @Override
        public String intent() {
            return "session";
        }

        @Override
        public boolean keepsSessions() {
            return true;
        }

        @Override
        public PreparedOffer prepare(OfferTerms terms) {
            return PreparedOffer.fixed(PaymentRequest.of(JsonObject.builder()
                    .put("amount", terms.amount(2).toString())
                    .put("currency", "usd")
                    .build()));
        }

        @Override
        public Verification verify(PaymentAttempt attempt) {
            return new Verification.InSession(new SessionPayment() {
                @Override
                public Optional<String> payer() {
                    return Optional.empty();
                }

                @Override
                public SessionOutcome perform(boolean forResource) {
                    return accounts.update("one", found -> {
                        SessionAccount account = SessionAccount.open("one", BigInteger.TEN, "", Instant.MAX);
                        return SessionChange.to(
                                account,
                                new SessionOutcome.Admitted(
                                        accounts.meter(account, BigInteger.ONE, null, true, new Silence())));
                    });
                }
            });
        }
    }

    private record Silence() implements SessionVoice {
        @Override
        public Receipt receipt(SessionAccount account, long units) {
            return Receipt.of("test", account.id(), GateFixture.START);
        }

        @Override
        public NeedMore needMore(SessionAccount account, BigInteger cost) {
            throw new AssertionError("There is enough");
        }
    }

    @BeforeEach
    void aSessionHasPaidWithAChallenge() {
        challenge = fixture.challenges(unpaid(), route).get(0);
        assertThat(fixture.gate.admit(paying(answer(challenge)), route)).isInstanceOf(Admission.Metered.class);
    }

    static Stream<Map.Entry<String, Function<Challenge, Challenge>>> changes() {
        return Map.<String, Function<Challenge, Challenge>>of(
                "id", known -> copy(known).build(known.id().substring(1) + "A"),
                "realm", known -> rebuilt(known, "other.example.com", "session", known.request()),
                "intent", known -> rebuilt(known, known.realm(), "charge", known.request()),
                "request",
                        known -> rebuilt(
                                known,
                                known.realm(),
                                "session",
                                PaymentRequest.of(JsonObject.builder()
                                        .put("amount", "1")
                                        .put("currency", "usd")
                                        .build())),
                "expires",
                        known -> copy(known)
                                .expires(GateFixture.START.plusSeconds(86_400))
                                .build(known.id()),
                "no expires", known -> copy(known).expires((String) null).build(known.id()),
                "digest", known -> copy(known).digest("sha-256=:AAAA:").build(known.id()),
                "header", known -> copy(known).credentialHeader("X-Pay").build(known.id()),
                "opaque",
                        known -> copy(known).opaque(Opaque.of(Map.of("a", "b"))).build(known.id()))
                .entrySet()
                .stream();
    }

    private static Challenge rebuilt(Challenge known, String realm, String intent, PaymentRequest request) {
        return Challenge.builder(realm, known.method(), intent, request)
                .expires(known.expires().orElse(null))
                .opaque(known.opaque().orElse(null))
                .build(known.id());
    }

    @ParameterizedTest
    @MethodSource("changes")
    void anEchoThatDiffersInAnythingIsNotTheKnownOne(Map.Entry<String, Function<Challenge, Challenge>> change) {
        Challenge changed = change.getValue().apply(challenge);
        recent.remember(challenge);

        assertThat(recent.recognize(answer(changed))).isNull();
        assertThat(fixture.gate.admit(paying(answer(changed)), route)).isNotInstanceOf(Admission.Metered.class);
    }

    @Test
    void theSameEchoIsGivenWhatIsKnown() {
        recent.remember(challenge);

        assertThat(recent.recognize(answer(copy(challenge).build(challenge.id())))
                        .challenge())
                .isSameAs(challenge);
        assertThat(recent.recognize(answer(copy(challenge).build(challenge.id()), KNOWN))
                        .payload()
                        .requireString("proof"))
                .isEqualTo(KNOWN);
    }

    @Test
    void whatIsKnownIsStillOutOfDateInTheEnd() {
        fixture.now.set(GateFixture.START.plus(Duration.ofDays(1)));

        assertChallenged(fixture.gate.admit(paying(answer(challenge)), route), ProblemType.PAYMENT_EXPIRED);
    }

    @Test
    void whatIsKnownIsStillGoodForItsOwnRouteOnly() {
        Route other = Route.of("another fortune", route.offers());

        assertChallenged(fixture.gate.admit(paying(answer(challenge)), other), ProblemType.INVALID_CHALLENGE);
    }

    @Test
    void whatIsKnownIsStillGoodAtItsOwnPriceOnly() {
        Route dearer = Route.of("fortune", Offer.of(new Prepaid(), "2.00"));

        assertChallenged(fixture.gate.admit(paying(answer(challenge)), dearer), ProblemType.INVALID_CHALLENGE);
    }

    @Test
    void manyChallengesTakeEachOthersPlacesAndAreRecognizedOrNot() {
        ChallengeKeys keys = ChallengeKeys.of("another-secret-0123456789abcdef0123456789");
        long wrong = Stream.iterate(0, i -> i + 1)
                .limit(20_000)
                .map(i -> keys.sign(Challenge.builder("r", "test", "session", challenge.request())
                        .opaque(Opaque.of(Map.of("i", Integer.toString(i))))))
                .peek(recent::remember)
                .filter(one -> !one.equals(recent.recognize(answer(one)).challenge()))
                .count();

        assertThat(wrong).isZero();
    }
}
