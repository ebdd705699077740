package org.mpp4j.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.gate.GateFixture.answer;
import static org.mpp4j.gate.GateFixture.assertGranted;
import static org.mpp4j.gate.GateFixture.assertRefused;
import static org.mpp4j.gate.GateFixture.assertUndecided;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.ReplayKey;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.InMemoryIdempotencyStore;

/** Money moves, and handlers run, only while the lease lasts, by real time. */
class LeaseTest {

    private static final Duration LEASE = Duration.ofMillis(300);

    private final GateFixture fixture = new GateFixture();
    private final TestMethod method = fixture.method;
    private final FailingStore store = new FailingStore(fixture.memory);
    private final CountDownLatch end = new CountDownLatch(1);
    private Credential credential;

    @BeforeEach
    void useALeaseThatIsShorterThanBuildersAllow() {
        credential = answer(fixture.challenge());
        fixture.gate = new PaymentGate(new GateSettings(
                "api.example.com",
                GateFixture.KEYS,
                store,
                new InMemoryIdempotencyStore(fixture.now::get, 100),
                fixture.ledger,
                null,
                new Listeners(List.of()),
                fixture.now::get,
                null,
                Duration.ofMinutes(5),
                Duration.ofDays(7),
                LEASE,
                Duration.ofMillis(50),
                Duration.ofMinutes(1),
                0,
                Duration.ofDays(1),
                null,
                32_768));
    }

    @AfterEach
    void close() {
        end.countDown();
        fixture.gate.close();
    }

    private void untilTheLeaseIsOver() {
        try {
            assertThat(end.await(LEASE.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        fixture.now.set(fixture.now.get().plus(LEASE));
    }

    private void anotherInstanceTakesOver() {
        untilTheLeaseIsOver();
        assertThat(fixture.memory.resume(
                        "challenge:" + credential.challenge().id(),
                        Attempt.by(Holder.of(credential)),
                        Duration.ofMinutes(1)))
                .isTrue();
    }

    @Test
    void nothingIsChargedWhenClaimingTookSoLongThatAnotherInstanceHasTakenOver() {
        method.replayKeys = List.of(ReplayKey.forever("test:tx:1"));
        store.failing = call -> {
            if (call.equals("claim test:tx:1")) {
                anotherInstanceTakesOver();
            }
            return false;
        };

        assertRefused(fixture.admit(credential), ProblemType.PAYMENT_IN_PROGRESS);

        assertThat(method.settled).hasValue(0);
    }

    @Test
    void whoHasPaidIsNotToldThatNothingWasChargedWhenTheStoreIsGone() {
        method.settling = (attempt, attemptedBefore) -> {
            store.failing = call -> call.startsWith("renew");
            untilTheLeaseIsOver();
            return new Settlement.Settled(method.receipt());
        };

        assertUndecided(fixture.admit(credential), ProblemType.OUTCOME_UNKNOWN);
    }

    @Test
    void leasesAreRenewedWhileARailTakesLongToLookAPaymentUp() throws InterruptedException {
        method.settling = (attempt, attemptedBefore) ->
                new Settlement.Unknown(new IllegalStateException("no answer"), Duration.ofSeconds(1), true);
        assertUndecided(fixture.admit(credential), ProblemType.OUTCOME_UNKNOWN);
        CountDownLatch lookingUp = new CountDownLatch(1);
        method.lookingUp = pending -> {
            lookingUp.countDown();
            await(end);
            return new Settlement.Settled(method.receipt());
        };
        fixture.gate.register(List.of(method));
        assertThat(lookingUp.await(20, TimeUnit.SECONDS)).isTrue();

        method.settling = (attempt, attemptedBefore) -> new Settlement.Settled(method.receipt());
        CountDownLatch renewed = new CountDownLatch(2);
        store.failing = call -> {
            if (call.startsWith("renew")) {
                renewed.countDown();
            }
            return false;
        };
        assertGranted(fixture.begin(answer(fixture.challenge())));

        assertThat(renewed.await(20, TimeUnit.SECONDS)).as("renewed").isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
