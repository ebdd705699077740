package org.mpp4j.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.gate.GateFixture.answer;
import static org.mpp4j.gate.GateFixture.assertGranted;
import static org.mpp4j.gate.GateFixture.assertUndecided;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.ProblemType;

/** What goes on beside the requests, by real time. */
class BackgroundTest {

    private final GateFixture fixture = new GateFixture();
    private final FailingStore store = new FailingStore(fixture.memory);
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void close() {
        end.countDown();
        fixture.gate.close();
    }

    @Test
    void leasesAreRenewedWhileARailTakesLongToLookAPaymentUp() throws InterruptedException {
        fixture.gate = fixture.gate()
                .replayStore(store)
                .ticker(System::nanoTime)
                .claimLease(Duration.ofSeconds(5))
                .reconcileEvery(Duration.ofSeconds(1))
                .build();
        fixture.method.settling = (attempt, attemptedBefore) ->
                new Settlement.Unknown(new IllegalStateException("no answer"), Duration.ofSeconds(1), true);
        assertUndecided(fixture.admit(answer(fixture.challenge())), ProblemType.OUTCOME_UNKNOWN);
        CountDownLatch lookingUp = new CountDownLatch(1);
        fixture.method.lookingUp = pending -> {
            lookingUp.countDown();
            await(end);
            return new Settlement.Settled(fixture.method.receipt());
        };
        fixture.gate.register(List.of(fixture.method));
        assertThat(lookingUp.await(20, TimeUnit.SECONDS)).isTrue();

        fixture.method.settling = (attempt, attemptedBefore) -> new Settlement.Settled(fixture.method.receipt());
        CountDownLatch renewed = new CountDownLatch(1);
        store.failing = call -> {
            if (call.startsWith("renew")) {
                renewed.countDown();
            }
            return false;
        };
        Credential credential = answer(fixture.challenge());
        assertGranted(fixture.begin(credential));

        assertThat(renewed.await(20, TimeUnit.SECONDS)).as("renewed").isTrue();
        Awaitility.await("what takes long is in the books before it is delivered")
                .until(() ->
                        !fixture.ledger.byChallenge(credential.challenge().id()).isEmpty());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
