package org.mpp4j.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.gate.GateFixture.answer;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.mpp4j.Race;
import org.mpp4j.method.ReplayKey;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.ProblemType;

/** One payment, one delivery, however many requests come at once. */
class PaymentGateRaceTest {

    private final GateFixture fixture = new GateFixture();

    private static void assertOneGranted(List<Admission> admissions) {
        assertThat(admissions).filteredOn(Admission.Granted.class::isInstance).hasSize(1);
        assertThat(admissions)
                .filteredOn(admission -> !(admission instanceof Admission.Granted))
                .allSatisfy(admission -> {
                    if (admission instanceof Admission.Challenged challenged) {
                        assertThat(challenged.problem().type()).isEqualTo(ProblemType.INVALID_CHALLENGE);
                    } else {
                        GateFixture.assertRefused(admission, ProblemType.PAYMENT_IN_PROGRESS);
                    }
                });
    }

    @RepeatedTest(3)
    void twoHundredRequestsWithOneCredentialSettleOnceAndOneIsLetIn() {
        Credential credential = answer(fixture.challenge());

        List<Admission> admissions = Race.of(200, i -> () -> fixture.admit(credential));

        assertOneGranted(admissions);
        assertThat(fixture.method.settled).hasValue(1);
        assertThat(fixture.events)
                .filteredOn(event -> event.startsWith("settled"))
                .hasSize(1);
    }

    @RepeatedTest(20)
    void ofDifferentCredentialsForOneChallengeOneSettles() {
        Credential first = answer(fixture.challenge());

        List<Admission> admissions = Race.of(16, i -> () -> fixture.admit(answer(first.challenge(), "proof " + i)));

        assertOneGranted(admissions);
        assertThat(fixture.method.settled).hasValue(1);
    }

    @RepeatedTest(20)
    void ofTwoChallengesPaidWithOneProofOneSettles() {
        fixture.method.replayKeys = List.of(ReplayKey.forever("test:tx:1"));
        List<Credential> credentials =
                List.of(answer(fixture.challenge()), answer(fixture.challenge()), answer(fixture.challenge()));

        List<Admission> admissions = Race.of(12, i -> () -> fixture.admit(credentials.get(i % 3)));

        assertOneGranted(admissions);
        assertThat(fixture.method.settled).hasValue(1);
    }

    @RepeatedTest(20)
    void ofManyRequestsThatResumeOneSettles() {
        Credential credential = answer(fixture.challenge());
        fixture.method.settling = (attempt, attemptedBefore) ->
                new Settlement.Unknown(new IllegalStateException("x"), Duration.ofSeconds(1), true);
        fixture.admit(credential);
        fixture.method.settling = (attempt, attemptedBefore) -> new Settlement.Settled(fixture.method.receipt());
        fixture.now.set(GateFixture.START.plus(Duration.ofHours(1)));

        List<Admission> admissions = Race.of(16, i -> () -> fixture.admit(credential));

        assertOneGranted(admissions);
        assertThat(fixture.method.settled).hasValue(2);
    }

    @RepeatedTest(5)
    void ofManyExpiredRequestsNoneSettles() {
        Credential credential = answer(fixture.challenge());
        fixture.now.set(GateFixture.START.plus(Duration.ofHours(1)));

        List<Admission> admissions = Race.of(16, i -> () -> fixture.admit(credential));

        assertThat(admissions).noneMatch(Admission.Granted.class::isInstance);
        assertThat(fixture.method.settled).hasValue(0);
        GateFixture.assertChallenged(fixture.admit(credential), ProblemType.PAYMENT_EXPIRED);
    }
}
