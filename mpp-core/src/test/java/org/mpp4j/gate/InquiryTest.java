package org.mpp4j.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.gate.GateFixture.assertRefused;
import static org.mpp4j.gate.GateFixture.unpaid;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.method.Inquiry;
import org.mpp4j.method.OfferUnavailableException;
import org.mpp4j.protocol.BodyDigest;
import org.mpp4j.protocol.ProblemType;

/** What a payment method learns of who asks for a challenge, and what a client is told that asks too often. */
class InquiryTest {

    private static final OfferUnavailableException ASKED_TOO_OFTEN =
            OfferUnavailableException.tooManyRequests("slow down", Duration.ofSeconds(7));

    private final GateFixture fixture = new GateFixture();
    private final TestMethod other = new TestMethod("other");
    private final Route both = Route.of("both", Offer.of(fixture.method, "1"), Offer.of(other, "1"));

    private static Exchange from(Supplier<Optional<String>> client) {
        Exchange plain = unpaid();
        return new Exchange() {
            @Override
            public String target() {
                return plain.target();
            }

            @Override
            public Optional<String> client() {
                return client.get();
            }

            @Override
            public List<String> headers(String name) {
                return plain.headers(name);
            }

            @Override
            public Optional<BodyDigest> bodyDigest() {
                return plain.bodyDigest();
            }
        };
    }

    private static void refuse(TestMethod method, OfferUnavailableException why) {
        method.beforeOffer = () -> {
            throw why;
        };
    }

    @Test
    void aMethodLearnsWhichClientAsksAndForWhichRoute() {
        fixture.gate.admit(from(() -> Optional.of("192.0.2.1")), fixture.route);

        assertThat(fixture.method.inquiries).containsExactly(new Inquiry(Optional.of("192.0.2.1"), "fortune"));
    }

    @Test
    void aTransportThatDoesNotSayWhoAsksIsAnonymous() {
        fixture.gate.admit(unpaid(), fixture.route);

        assertThat(fixture.method.inquiries).containsExactly(Inquiry.anonymous("fortune"));
    }

    @Test
    void aTransportThatFailsToSayWhoAsksIsAnonymous() {
        fixture.gate.admit(
                from(() -> {
                    throw new IllegalStateException("bug");
                }),
                fixture.route);

        assertThat(fixture.method.inquiries).containsExactly(Inquiry.anonymous("fortune"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 257, 100_000})
    void aClientWithoutANameOrWithALongOneIsAnonymous(int length) {
        assertThat(new Inquiry(Optional.of("x".repeat(length)), "r")).isEqualTo(Inquiry.anonymous("r"));
        assertThat(new Inquiry(Optional.of("x".repeat(Inquiry.LONGEST_CLIENT)), "r").client())
                .isPresent();
    }

    @Test
    void whoAsksIsNotPrinted() {
        assertThat(new Inquiry(Optional.of("192.0.2.1"), "r")).hasToString("Inquiry[r]");
    }

    @Test
    void whoAskedTooOftenMayStillPayAnotherWay() {
        refuse(fixture.method, ASKED_TOO_OFTEN);

        assertThat(GateFixture.methods(fixture.challenges(unpaid(), both))).containsExactly("other/charge");
    }

    @Test
    void whoAskedTooOftenAndHasNoOtherWayIsToldWhenToComeBack() {
        refuse(fixture.method, OfferUnavailableException.tooManyRequests("slow down", Duration.ofSeconds(9)));
        refuse(other, ASKED_TOO_OFTEN);

        Admission admission = fixture.gate.admit(unpaid(), both);

        assertRefused(admission, ProblemType.TOO_MANY_REQUESTS);
        assertThat(((Admission.Refused) admission).problem().status()).isEqualTo(429);
        assertThat(((Admission.Refused) admission).retryAfter()).hasValue(Duration.ofSeconds(7));
    }

    @Test
    void aRailThatIsDownDoesNotHideThatTheClientMayComeBack() {
        fixture.method.withdraw();
        refuse(other, ASKED_TOO_OFTEN);

        assertRefused(fixture.gate.admit(unpaid(), both), ProblemType.TOO_MANY_REQUESTS);
    }
}
