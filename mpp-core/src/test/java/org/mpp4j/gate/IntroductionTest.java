package org.mpp4j.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.gate.GateFixture.assertChallenged;
import static org.mpp4j.gate.GateFixture.assertRefused;
import static org.mpp4j.gate.GateFixture.methods;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.Inquiry;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.method.SessionPayment;
import org.mpp4j.method.Verification;
import org.mpp4j.protocol.AcceptPayment;
import org.mpp4j.protocol.BodyDigest;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;

/** Clients that say who they are to be told of their session, and holders of sessions that are told of them on a rejection. */
class IntroductionTest {

    private static final ProblemType GONE =
            ProblemType.of("session/gone", "Gone", 410).withChallenge();

    private final GateFixture fixture = new GateFixture();
    private final TestMethod charge = new TestMethod("test");
    private final Introducing introducing = new Introducing();
    private final Route route = Route.of("fortune", Offer.of(introducing, "1.00"), Offer.of(charge, "1.00"));

    private SessionOutcome introduced = new SessionOutcome.Introduced(Map.of("Session", "7"));
    private Verification sessionsAnswer = Rejected.verificationFailed("No.");

    /** Sells through sessions, and introduces for nothing through what looks like a charge. */
    private final class Introducing implements PaymentMethod {

        private Inquiry inquiry = Inquiry.anonymous("");

        @Override
        public String name() {
            return "test";
        }

        @Override
        public String intent() {
            return "session";
        }

        @Override
        public Optional<PaymentMethod> introduction() {
            return Optional.of(new Introduction());
        }

        @Override
        public PreparedOffer prepare(OfferTerms terms) {
            PaymentRequest request = PaymentRequest.of(JsonObject.builder()
                    .put("amount", terms.amount(2).toString())
                    .put("currency", "usd")
                    .build());
            PreparedOffer fixed = PreparedOffer.fixed(request);
            return new PreparedOffer() {
                @Override
                public PaymentRequest request() {
                    return request;
                }

                @Override
                public PaymentRequest request(Inquiry asked) {
                    inquiry = asked;
                    return request;
                }

                @Override
                public Optional<String> mismatch(PaymentRequest echoed) {
                    return fixed.mismatch(echoed);
                }
            };
        }

        @Override
        public Verification verify(PaymentAttempt attempt) {
            return sessionsAnswer;
        }
    }

    private final class Introduction implements PaymentMethod {

        @Override
        public String name() {
            return "test";
        }

        @Override
        public boolean keepsSessions() {
            return true;
        }

        @Override
        public PreparedOffer prepare(OfferTerms terms) {
            return PreparedOffer.fixed(PaymentRequest.of(JsonObject.builder()
                    .put("amount", "0")
                    .put("currency", "usd")
                    .put("recipient", "merchant")
                    .build()));
        }

        @Override
        public Verification verify(PaymentAttempt attempt) {
            return new Verification.InSession(new SessionPayment() {
                @Override
                public Optional<String> payer() {
                    return attempt.source();
                }

                @Override
                public SessionOutcome perform(boolean forResource) {
                    return introduced;
                }
            });
        }
    }

    private static Exchange request(boolean forResource, Map<String, List<String>> headers) {
        Exchange plain = GateFixture.request(headers, Optional.empty());
        return new Exchange() {
            @Override
            public String target() {
                return plain.target();
            }

            @Override
            public List<String> headers(String name) {
                return plain.headers(name);
            }

            @Override
            public Optional<BodyDigest> bodyDigest() {
                return Optional.empty();
            }

            @Override
            public boolean isForResource() {
                return forResource;
            }
        };
    }

    private static Exchange asking(boolean forResource) {
        return request(forResource, Map.of(AcceptPayment.HEADER, List.of("test/charge")));
    }

    private static Exchange answering(boolean forResource, Challenge challenge) {
        return request(
                forResource,
                Map.of("authorization", List.of(PaymentAuthorization.format(GateFixture.answer(challenge)))));
    }

    private Challenge introduction() {
        return fixture.challenges(asking(false), route).get(0);
    }

    @Test
    void whoAsksForItAndNotForTheResourceMaySayForNothingWhoThatIs() {
        Challenge challenge = introduction();

        assertThat(challenge.request().amount().isZero()).isTrue();
        assertThat(fixture.gate.admit(answering(false, challenge), route))
                .isEqualTo(new Admission.Introduced(Map.of("Session", "7")));
    }

    @Test
    void nobodyElseIsAskedWhoThatIs() {
        assertThat(methods(fixture.challenges(request(false, Map.of()), route)))
                .containsExactly("test/session", "test/charge");
        assertThat(fixture.challenges(asking(true), route))
                .allMatch(challenge -> !challenge.request().amount().isZero());
    }

    @Test
    void anIntroductionBuysNothing() {
        assertChallenged(fixture.gate.admit(answering(true, introduction()), route), ProblemType.INVALID_CHALLENGE);
        assertThat(charge.verified).hasValue(0);
    }

    @Test
    void anIntroductionIsNoPriceOfNothingThatWasQuoted() {
        Route quoted = route.quoted(route.offers(), "GET /fortune");
        Challenge challenge = fixture.challenges(asking(false), quoted).get(0);

        assertThat(challenge.request().amount().isZero()).isTrue();
        assertChallenged(fixture.gate.admit(answering(true, challenge), quoted), ProblemType.INVALID_CHALLENGE);
        assertThat(charge.verified).hasValue(0);
    }

    @Test
    void aChargeIsNoIntroduction() {
        Challenge paid = fixture.challenges(request(true, Map.of()), route).get(1);

        assertThat(fixture.gate.admit(answering(false, paid), route)).isInstanceOf(Admission.Granted.class);
        assertThat(charge.verified).hasValue(1);
    }

    @Test
    void aHolderOfASessionIsToldOfItInTheNextChallengeAndOnlyByItsMethod() {
        sessionsAnswer = Rejected.verificationFailed("No.").ofSession("7");
        Challenge challenge = fixture.challenges(request(true, Map.of()), route).get(0);
        assertThat(introducing.inquiry.session()).isEmpty();

        assertChallenged(fixture.gate.admit(answering(true, challenge), route), ProblemType.VERIFICATION_FAILED);

        assertThat(introducing.inquiry.session()).contains("7");
        assertThat(introducing.inquiry.forResource()).isTrue();
        assertThat(charge.inquiries).allMatch(inquiry -> inquiry.session().isEmpty());
    }

    @Test
    void aProblemThatSaysSoComesWithAChallengeThoughItsStatusIsAnother() {
        sessionsAnswer = new Rejected(Problem.of(GONE, "Open another one."));
        Challenge challenge = fixture.challenges(request(true, Map.of()), route).get(0);

        Admission gone = fixture.gate.admit(answering(true, challenge), route);

        assertChallenged(gone, GONE);
        assertThat(((Admission.Challenged) gone).problem().status()).isEqualTo(410);
    }

    @Test
    void itKeepsItsStatusWhenNothingCanBeOffered() {
        TestMethod down = new TestMethod("test", "session", "usd");
        down.verifying = attempt -> Optional.of(new Rejected(Problem.of(GONE, "Open another one.")));
        Route only = Route.of("fortune", Offer.of(down, "1.00"));
        Challenge challenge = fixture.challenges(request(true, Map.of()), only).get(0);
        down.withdraw();

        assertRefused(fixture.gate.admit(answering(true, challenge), only), GONE);
    }
}
