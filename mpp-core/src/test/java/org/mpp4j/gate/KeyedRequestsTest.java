package org.mpp4j.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.gate.GateFixture.answer;
import static org.mpp4j.gate.GateFixture.assertRefused;
import static org.mpp4j.gate.GateFixture.assertUndecided;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.method.SessionPayment;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.Verification;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.session.NeedMore;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionAccounts;
import org.mpp4j.session.SessionVoice;
import org.mpp4j.store.InMemorySessionStore;
import org.mpp4j.store.StoreUnavailableException;

/** Whose a key is whose request came to no known end, and what it is good for. */
class KeyedRequestsTest {

    private static final String KEY = "a-key";

    private final GateFixture fixture = new GateFixture();
    private final SessionAccounts accounts = new SessionAccounts(new InMemorySessionStore());
    private final TestMethod method = new TestMethod("test", "session", "usd");
    private final Route route = Route.of("fortune", Offer.of(method, "1.00"));
    private final AtomicInteger performed = new AtomicInteger();
    private Supplier<SessionOutcome> outcome = this::admitted;
    private Optional<String> payer = Optional.of("payer");
    private Optional<String> session = Optional.empty();

    KeyedRequestsTest() {
        method.verifying = attempt -> Optional.of(new Verification.InSession(new SessionPayment() {
            @Override
            public Optional<String> payer() {
                return payer;
            }

            @Override
            public Optional<String> sessionId() {
                return session;
            }

            @Override
            public SessionOutcome perform(boolean forResource) {
                performed.incrementAndGet();
                return forResource ? outcome.get() : new SessionOutcome.Done(method.receipt());
            }
        }));
    }

    private SessionOutcome admitted() {
        SessionAccount account = SessionAccount.open("test:7", BigInteger.TEN, "", Instant.MAX);
        return new SessionOutcome.Admitted(accounts.meter(account, BigInteger.ONE, null, true, new SessionVoice() {
            @Override
            public Receipt receipt(SessionAccount now, long units) {
                return method.receipt();
            }

            @Override
            public NeedMore needMore(SessionAccount now, BigInteger cost) {
                throw new AssertionError("There is enough");
            }
        }));
    }

    private static SessionOutcome unknown(boolean attempted) {
        return new Settlement.Unknown(new IOException("no answer"), Duration.ofSeconds(1), attempted);
    }

    private Challenge challenge() {
        return fixture.challenges(GateFixture.unpaid(), route).get(0);
    }

    private Exchange request(String proof) {
        return GateFixture.request(
                Map.of(
                        "authorization",
                        List.of(PaymentAuthorization.format(answer(challenge(), proof))),
                        "idempotency-key",
                        List.of(KEY)),
                Optional.empty());
    }

    private Admission ask(String proof) {
        return fixture.gate.admit(request(proof), route);
    }

    private void assertInUse(Admission admission) {
        assertRefused(admission, ProblemType.PAYMENT_IN_PROGRESS);
    }

    @Test
    void onlyTheSameProofGoesOnWhenItIsNotKnownWhatTheRailHasDone() {
        outcome = () -> unknown(true);
        assertUndecided(ask("first"), ProblemType.OUTCOME_UNKNOWN);
        outcome = this::admitted;

        assertInUse(ask("another"));
        assertThat(performed).hasValue(1);
        assertThat(ask("first")).isInstanceOf(Admission.Metered.class);
    }

    @Test
    void onlyTheSameProofGoesOnWhenTheBooksCouldNotTellWhetherTheyHaveTheCharge() {
        outcome = () -> {
            throw new StoreUnavailableException("no answer", new IOException());
        };
        assertUndecided(ask("first"), ProblemType.PAYMENT_UNAVAILABLE);
        outcome = this::admitted;

        assertInUse(ask("another"));
        assertThat(performed).hasValue(1);
        assertThat(ask("first")).isInstanceOf(Admission.Metered.class);
    }

    @Test
    void onlyTheSameProofGoesOnAfterABug() {
        outcome = () -> {
            throw new IllegalStateException("a bug of a test");
        };
        assertUndecided(ask("first"), ProblemType.OUTCOME_UNKNOWN);
        outcome = this::admitted;

        assertInUse(ask("another"));
        assertThat(ask("first")).isInstanceOf(Admission.Metered.class);
    }

    @Test
    void aRefusalOfTheSecondAttemptTellsNothingOfTheFirst() {
        outcome = () -> unknown(true);
        assertUndecided(ask("first"), ProblemType.OUTCOME_UNKNOWN);
        outcome = () -> Rejected.verificationFailed("Nothing is left.");
        assertThat(ask("first")).isInstanceOf(Admission.Challenged.class);
        outcome = this::admitted;

        assertInUse(ask("another"));
    }

    @Test
    void afterWhatCertainlyDidNothingTheKeyIsFree() {
        outcome = () -> unknown(false);
        assertUndecided(ask("first"), ProblemType.PAYMENT_UNAVAILABLE);
        outcome = () -> Rejected.verificationFailed("Too little.");
        assertThat(ask("second")).isInstanceOf(Admission.Challenged.class);
        outcome = this::admitted;

        assertThat(ask("third")).isInstanceOf(Admission.Metered.class);
    }

    @Test
    void whoseServerHasDiedGoesOnWithTheSameProofOnly() {
        assertThat(ask("first")).isInstanceOf(Admission.Metered.class);
        fixture.now.set(GateFixture.START.plus(Duration.ofMinutes(11)));

        assertInUse(ask("another"));
        assertThat(ask("first")).isInstanceOf(Admission.Metered.class);
    }

    @Test
    void credentialsOfOneSessionShareItsKeysThoughNobodyKnowsWhoPays() {
        payer = Optional.empty();
        session = Optional.of("test:7");
        Exchange first = request("first");
        Admission admission = fixture.gate.admit(first, route);
        fixture.gate.completed(
                first,
                ((Admission.Metered) admission).payment(),
                200,
                Optional.of(new CapturedAnswer(200, List.of(), new byte[] {1})));

        assertThat(ask("another")).isInstanceOf(Admission.Replayed.class);
        session = Optional.of("test:8");
        assertThat(ask("another")).isInstanceOf(Admission.Metered.class);
    }
}
