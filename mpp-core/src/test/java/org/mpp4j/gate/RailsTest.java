package org.mpp4j.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.gate.GateFixture.KEYS;
import static org.mpp4j.gate.GateFixture.answer;
import static org.mpp4j.gate.GateFixture.assertChallenged;
import static org.mpp4j.gate.GateFixture.assertGranted;
import static org.mpp4j.gate.GateFixture.assertRefused;
import static org.mpp4j.gate.GateFixture.copy;
import static org.mpp4j.gate.GateFixture.paying;
import static org.mpp4j.gate.GateFixture.unpaid;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.OfferUnavailableException;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Opaque;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.store.StoreUnavailableException;

/** Payment methods that remember their challenges, and have their own names for problems. */
class RailsTest {

    private static final ProblemType OWN = ProblemType.of("test/unknown-challenge", "Unknown Challenge", 402);

    private final GateFixture fixture = new GateFixture();
    private final Map<String, Challenge> kept = new ConcurrentHashMap<>();

    @BeforeEach
    void rememberChallenges() {
        fixture.method.issued = challenge -> kept.put(challenge.id(), challenge);
        fixture.method.recalling = echoed -> Optional.ofNullable(kept.get(echoed.id()));
    }

    private static Challenge.Builder withoutOptionalParts(Challenge challenge) {
        return Challenge.builder(challenge.realm(), challenge.method(), challenge.intent(), challenge.request())
                .expires(challenge.expires().orElseThrow());
    }

    @Test
    void aMethodLearnsOfEachChallengeAsItIsSent() {
        Challenge challenge = fixture.challenge();

        assertThat(kept.values()).containsExactly(challenge);
    }

    @Test
    void whatAClientLeavesOutIsRecalled() {
        Challenge challenge = fixture.challenge();
        Challenge echoed = withoutOptionalParts(challenge).build(challenge.id());

        assertThat(assertGranted(fixture.admit(answer(echoed))).challenge()).isEqualTo(challenge);
        assertChallenged(fixture.admit(answer(echoed)), ProblemType.INVALID_CHALLENGE);
        assertThat(fixture.method.settled).hasValue(1);
    }

    @Test
    void theSameProofIsTheSameWithAndWithoutWhatWasLeftOut() {
        Challenge challenge = fixture.challenge();
        assertGranted(fixture.begin(answer(challenge)));

        assertRefused(
                fixture.begin(answer(withoutOptionalParts(challenge).build(challenge.id()))),
                ProblemType.PAYMENT_IN_PROGRESS);
    }

    @Test
    void withoutAMemoryWhatIsLeftOutIsMissing() {
        fixture.method.recalling = echoed -> Optional.empty();
        Challenge challenge = fixture.challenge();

        assertChallenged(
                fixture.admit(answer(withoutOptionalParts(challenge).build(challenge.id()))),
                ProblemType.INVALID_CHALLENGE);
    }

    @Test
    void whatWasEchoedHasToBeWhatWasIssued() {
        Challenge challenge = fixture.challenge();
        Challenge other = fixture.challenge();
        String id = challenge.id();

        Stream.of(
                        copy(challenge).opaque(other.opaque().orElseThrow()).build(id),
                        copy(challenge).opaque(Opaque.of(Map.of())).build(id),
                        copy(challenge).digest("sha-256=:x:").build(id),
                        copy(challenge).credentialHeader("X-Payment").build(id),
                        withoutOptionalParts(challenge).expires((String) null).build(id),
                        withoutOptionalParts(challenge)
                                .expires(fixture.now.get().plus(Duration.ofDays(1)))
                                .build(id),
                        Challenge.builder("other", "test", "charge", challenge.request())
                                .expires(challenge.expires().orElseThrow())
                                .build(id))
                .forEach(changed -> assertChallenged(fixture.admit(answer(changed)), ProblemType.INVALID_CHALLENGE));
        assertThat(fixture.method.settled).hasValue(0);
    }

    @Test
    void aMemoryThatMakesUpChallengesIsNotBelieved() {
        Challenge madeUp = copy(fixture.challenge()).build("made-up");
        kept.put("made-up", madeUp);

        assertChallenged(
                fixture.admit(answer(withoutOptionalParts(madeUp).build("made-up"))), ProblemType.INVALID_CHALLENGE);
        assertThat(KEYS.verify(madeUp)).isFalse();
    }

    @Test
    void aRecalledChallengeOpensOnlyItsOwnScope() {
        Challenge challenge = fixture.challenge();
        Challenge echoed = withoutOptionalParts(challenge).build(challenge.id());
        Route elsewhere = Route.of("elsewhere", Offer.of(fixture.method, "0.01"));

        assertChallenged(fixture.gate.admit(paying(answer(echoed)), elsewhere), ProblemType.INVALID_CHALLENGE);
        assertThat(fixture.method.settled).hasValue(0);
    }

    @Test
    void aMemoryThatCannotBeReachedLetsNobodyInAndAsksForNoPayment() {
        Challenge challenge = fixture.challenge();
        fixture.method.recalling = echoed -> {
            throw new StoreUnavailableException("down for a test");
        };

        GateFixture.assertUndecided(
                fixture.admit(answer(withoutOptionalParts(challenge).build(challenge.id()))),
                ProblemType.PAYMENT_UNAVAILABLE);
    }

    @Test
    void aChallengeThatCannotBeKeptIsNotSent() {
        fixture.method.issued = challenge -> {
            throw new OfferUnavailableException("down for a test");
        };

        assertRefused(fixture.gate.admit(unpaid(), fixture.route), ProblemType.PAYMENT_UNAVAILABLE);
    }

    @Test
    void problemsHaveTheMethodsOwnNames() {
        fixture.method.problemTypes = general -> general.equals(ProblemType.INVALID_CHALLENGE) ? OWN : general;
        Challenge challenge = fixture.challenge();

        assertChallenged(fixture.admit(answer(copy(challenge).build("unknown"))), OWN);
        assertGranted(fixture.admit(answer(challenge)));
        assertChallenged(fixture.admit(answer(challenge, "another proof")), OWN);
        assertThat(List.of(fixture.method.settled.get())).containsExactly(1);
    }
}
