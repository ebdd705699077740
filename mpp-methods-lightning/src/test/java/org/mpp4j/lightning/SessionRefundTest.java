package org.mpp4j.lightning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.lightning.SessionMerchant.body;
import static org.mpp4j.lightning.SessionMerchant.problem;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.gate.Admission;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.session.SessionAccount.Status;

/** Refunds that fail, whose answers are lost, or that are cut off; and sessions that everybody left. */
class SessionRefundTest {

    private static final String SUCCEEDED = "{\"refundSats\":57,\"refundStatus\":\"succeeded\",\"status\":\"closed\"}";
    private static final String FAILED = "{\"refundSats\":57,\"refundStatus\":\"failed\",\"status\":\"closed\"}";

    private final SessionMerchant merchant = new SessionMerchant();

    @AfterEach
    void close() {
        merchant.close();
    }

    /** A process that ends while it pays: nothing that comes after that happens. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private void dieWhilePaying(Challenge opened) {
        merchant.node.whilePaying = () -> {
            throw new Killed();
        };
        try {
            merchant.admit(merchant.close(opened, opened));
            throw new AssertionError("It didn't die");
        } catch (Killed asExpected) {
            merchant.node.whilePaying = () -> {};
        }
        merchant.restart();
    }

    @Test
    void aRefundThatFailsIsToldAndTriedAgainLater() {
        Challenge opened = merchant.opened();
        Credential close = merchant.close(opened, opened);
        merchant.node.result = new PaymentResult.Failed("no way");

        assertThat(body(merchant.admit(close))).isEqualTo(FAILED);
        assertThat(merchant.books(opened).status()).isEqualTo(Status.CLOSING);
        merchant.session.closeDue();
        assertThat(merchant.node.asked).hasSize(1);

        merchant.node.result = null;
        merchant.pass(Duration.ofMinutes(1));
        merchant.session.closeDue();
        assertThat(merchant.sentMillisatoshi()).isEqualTo(57_000);
        assertThat(merchant.books(opened).status()).isEqualTo(Status.CLOSED);
        assertThat(body(merchant.admit(close))).isEqualTo(FAILED); // as it was told
    }

    @Test
    void aRefundIsNotTriedForEver() {
        Challenge opened = merchant.opened();
        merchant.node.result = new PaymentResult.Failed("no way");
        merchant.admit(merchant.close(opened, opened));
        for (int i = 0; i < 10; i++) {
            merchant.pass(Duration.ofMinutes(2));
            merchant.session.closeDue();
        }
        assertThat(merchant.node.asked).hasSize(3);
        assertThat(merchant.books(opened).status()).isEqualTo(Status.CLOSED);
        assertThat(problem(merchant.admit(merchant.bearer(opened, opened)))).isEqualTo("lightning/session-closed");
    }

    @Test
    void whenTheAnswerOfTheNodeIsLostTheClientIsToldToComeBackAndNothingIsSentTwice() {
        Challenge opened = merchant.opened();
        Credential close = merchant.close(opened, opened);
        merchant.node.result = new PaymentResult.Unclear("lost");
        merchant.node.paysAllTheSame = true;

        assertThat(problem(merchant.admit(close))).isEqualTo("payment-outcome-unknown");
        assertThat(problem(merchant.admit(close))).isEqualTo("payment-outcome-unknown");
        assertThat(problem(merchant.admit(merchant.close(merchant.challenge(), opened))))
                .isEqualTo("lightning/session-closed");
        merchant.pass(Duration.ofMinutes(2));
        merchant.session.closeDue();

        assertThat(body(merchant.admit(close))).isEqualTo(SUCCEEDED);
        assertThat(merchant.node.asked).hasSize(1);
        assertThat(merchant.sentMillisatoshi()).isEqualTo(57_000);
    }

    @Test
    void whileTheNodeSaysThatItIsOnItsWayNothingIsSentAgain() {
        Challenge opened = merchant.opened();
        merchant.node.result = new PaymentResult.Unclear("lost");
        merchant.admit(merchant.close(opened, opened));
        merchant.node.says = OutgoingState.PENDING;
        for (int i = 0; i < 10; i++) {
            merchant.pass(Duration.ofMinutes(2));
            merchant.session.closeDue();
        }
        assertThat(merchant.node.asked).hasSize(1);
        assertThat(merchant.books(opened).status()).isEqualTo(Status.CLOSING);
    }

    @Test
    void whereNobodyCanTellNothingIsSentAgain() {
        Challenge opened = merchant.opened();
        Credential close = merchant.close(opened, opened);
        merchant.node.result = new PaymentResult.Unclear("lost");
        merchant.admit(close);
        merchant.node.says = OutgoingState.UNKNOWN;
        merchant.pass(Duration.ofMinutes(2));
        merchant.session.closeDue();

        assertThat(body(merchant.admit(close))).isEqualTo(FAILED);
        assertThat(merchant.node.asked).hasSize(1);
        assertThat(merchant.books(opened).status()).isEqualTo(Status.CLOSED);
    }

    @Test
    void aRefundThatWasCutOffBeforeItWasSentIsSentAfterTheRestart() {
        Challenge opened = merchant.opened();
        dieWhilePaying(opened);
        merchant.session.closeDue();
        assertThat(merchant.node.asked).hasSize(1); // the lease of the one that died

        merchant.pass(Duration.ofMinutes(2));
        merchant.session.closeDue();

        assertThat(merchant.node.asked).hasSize(2);
        assertThat(merchant.sentMillisatoshi()).isEqualTo(57_000);
        assertThat(body(merchant.admit(merchant.close(opened, opened)))).isEqualTo(SUCCEEDED);
    }

    @Test
    void aRefundThatWasSentBeforeTheProcessDiedIsNotSentAgain() throws Exception {
        Challenge opened = merchant.opened();
        dieWhilePaying(opened);
        PaymentHash returned = org.mpp4j.lightning.internal.bolt11.Invoice.decode(
                        merchant.node.asked.get(0).bolt11())
                .paymentHash();
        merchant.node.sent.put(returned, 57_000L);
        merchant.pass(Duration.ofMinutes(2));
        merchant.session.closeDue();

        assertThat(merchant.node.asked).hasSize(1);
        assertThat(body(merchant.admit(merchant.close(opened, opened)))).isEqualTo(SUCCEEDED);
    }

    @Test
    void anIdleSessionIsClosedAndPaidBack() {
        Challenge opened = merchant.opened();
        merchant.pass(Duration.ofSeconds(299));
        merchant.session.closeDue();
        assertThat(merchant.books(opened).status()).isEqualTo(Status.OPEN);

        merchant.pass(Duration.ofSeconds(1));
        merchant.session.closeDue();

        assertThat(merchant.books(opened).status()).isEqualTo(Status.CLOSED);
        assertThat(merchant.sentMillisatoshi()).isEqualTo(57_000);
        assertThat(problem(merchant.admit(merchant.bearer(opened, opened)))).isEqualTo("lightning/session-closed");
        assertThat(problem(merchant.admit(merchant.close(opened, opened)))).isEqualTo("lightning/session-closed");
    }

    @Test
    void anIdleSessionIsClosedAfterARestart() {
        Challenge opened = merchant.opened();
        merchant.restart();
        merchant.pass(Duration.ofMinutes(5));
        merchant.session.closeDue();

        assertThat(merchant.sentMillisatoshi()).isEqualTo(57_000);
        assertThat(merchant.books(opened).status()).isEqualTo(Status.CLOSED);
    }

    @Test
    void aStreamThatIsPaidForKeepsItsSessionOpenAndOneThatOnlyWaitsDoesNot() {
        Challenge challenge = merchant.challenge();
        var meter = ((Admission.Metered) merchant.admit(merchant.open(challenge)))
                .payment()
                .meter()
                .forHandler();
        for (int i = 0; i < 3; i++) {
            assertThat(meter.charge(2)).isPresent();
            merchant.pass(Duration.ofMinutes(5));
            merchant.session.closeDue();
            assertThat(merchant.books(challenge).status()).isEqualTo(Status.OPEN);
        }
        var waiting = meter.chargeWhenAuthorized(50, Duration.ofSeconds(20));

        merchant.pass(Duration.ofMinutes(5));
        merchant.session.closeDue();

        assertThat(waiting.toCompletableFuture().join()).isEmpty();
        assertThat(meter.timedOut(50)).isEmpty();
        assertThat(merchant.sentMillisatoshi()).isEqualTo(42_000);
    }

    @Test
    void ofManyInstancesOneClosesASession() throws Exception {
        Challenge opened = merchant.opened();
        merchant.pass(Duration.ofMinutes(5));
        var threads = java.util.concurrent.Executors.newFixedThreadPool(8);
        var instances = new java.util.ArrayList<LightningSession>();
        try {
            var runs = new java.util.ArrayList<java.util.concurrent.Callable<Integer>>();
            for (int i = 0; i < 8; i++) {
                LightningSession instance = merchant.builder().build();
                instances.add(instance);
                runs.add(instance::closeDue);
            }
            for (var run : threads.invokeAll(runs)) {
                run.get();
            }
        } finally {
            threads.shutdownNow();
            instances.forEach(LightningSession::close);
        }
        assertThat(merchant.node.asked).hasSize(1);
        assertThat(merchant.sentMillisatoshi()).isEqualTo(57_000);
        assertThat(merchant.books(opened).status()).isEqualTo(Status.CLOSED);
    }
}
