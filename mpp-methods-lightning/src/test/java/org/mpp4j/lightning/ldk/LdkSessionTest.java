package org.mpp4j.lightning.ldk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.MeteredPayment;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.Route;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.lightning.LightningBackend;
import org.mpp4j.lightning.LightningNetwork;
import org.mpp4j.lightning.LightningSession;
import org.mpp4j.lightning.LightningSessionPayer;
import org.mpp4j.lightning.OutgoingState;
import org.mpp4j.lightning.PaidSession;
import org.mpp4j.lightning.internal.bolt11.Invoice;
import org.mpp4j.lightning.node.NodeFront;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.session.Charge;
import org.mpp4j.session.Meter;
import org.mpp4j.store.InMemoryStores;
import org.mpp4j.testkit.TestExchange;

/** Whole sessions on two real nodes, through each of the interfaces that can pay back, with the books of both nodes. */
class LdkSessionTest {

    private static LdkPair nodes;

    @BeforeAll
    static void openAChannel() throws Exception {
        nodes = new LdkPair();
        // The payer has all of the channel at first; the payee needs its reserve before it can pay back.
        try (NodeFront merchant = NodeFront.of(LightningBackend.LND, nodes.merchant)) {
            var invoice = nodes.merchant.create(1_000_000_000, "to begin with", Duration.ofMinutes(6));
            nodes.payer.pay(invoice.bolt11(), Duration.ofSeconds(20));
            await().until(() -> nodes.merchant.balanceMillisatoshi() > 0);
        }
    }

    @AfterAll
    static void closeTheNodes() {
        nodes.close();
    }

    private final InMemoryStores stores = new InMemoryStores();
    private final PaymentGate gate = PaymentGate.builder(
                    "localhost", ChallengeKeys.of("a secret that is known to this test only"))
            .stores(stores)
            .build();

    private Challenge challenge(Route route) {
        return ((Admission.Challenged) gate.admit(TestExchange.of("GET /stream"), route))
                .challenges()
                .get(0);
    }

    private Admission admit(Route route, Credential credential) {
        return gate.admit(
                TestExchange.of("GET /stream").withHeader("Authorization", PaymentAuthorization.format(credential)),
                route);
    }

    @ParameterizedTest
    @EnumSource(
            value = LightningBackend.class,
            names = {"LND", "CLN", "PHOENIXD"})
    void aSessionWithATopUpInTheMiddleIsPaidBackToTheMillisatoshi(LightningBackend backend) throws Exception {
        try (NodeFront merchant = NodeFront.of(backend, nodes.merchant);
                NodeFront wallet = NodeFront.of(backend, nodes.payer);
                LightningSession rail = LightningSession.builder()
                        .node(merchant.client())
                        .network(LightningNetwork.REGTEST)
                        .stores(stores)
                        .build()) {
            Route route = Route.of(
                    "stream",
                    Offer.of(rail, OfferTerms.of(Price.of("7")).per("token").withSuggestedDeposit(Price.of("100"))));
            long merchantBefore = nodes.merchant.balanceMillisatoshi();
            long payerBefore = nodes.payer.balanceMillisatoshi();

            PaidSession session = LightningSessionPayer.with(wallet.client(), LightningNetwork.REGTEST)
                    .limit(200)
                    .open(challenge(route));
            MeteredPayment stream = ((Admission.Metered) admit(route, session.credential(challenge(route)))).payment();
            Meter meter = stream.meter().forHandler();
            for (int i = 0; i < 14; i++) {
                assertThat(meter.charge(1)).isPresent();
            }
            CompletionStage<Optional<Charge>> waiting = meter.chargeWhenAuthorized(1, Duration.ofSeconds(60));
            assertThat(waiting.toCompletableFuture()).isNotDone();
            assertThat(admit(route, session.topUp(challenge(route)))).isInstanceOf(Admission.Completed.class);
            assertThat(waiting.toCompletableFuture().get()).isPresent();
            assertThat(meter.charge(3)).isPresent();
            gate.completed(TestExchange.of("GET /stream"), stream, 200);
            MeteredPayment again = ((Admission.Metered) admit(route, session.credential(challenge(route)))).payment();
            gate.completed(TestExchange.of("GET /stream"), again, 200);

            Admission closed = admit(route, session.close(challenge(route)));

            long spent = 19 * 7;
            assertThat(((Admission.Completed) closed).body().orElseThrow().toCanonicalString())
                    .isEqualTo("{\"refundSats\":" + (200 - spent)
                            + ",\"refundStatus\":\"succeeded\",\"status\":\"closed\"}");
            var returned = Invoice.decode(session.returnInvoice()).paymentHash();
            assertThat(nodes.payer.receivedMillisatoshi(returned)).isEqualTo((200 - spent) * 1000);
            assertThat(merchant.client().lookUpPayment(returned)).isEqualTo(OutgoingState.PAID);
            assertThat(merchant.client().lookUpPayment(session.id())).isEqualTo(OutgoingState.NOT_SENT);
            // Neighbors take no routing fee: what one has less the other has more.
            await().untilAsserted(() -> {
                assertThat(nodes.merchant.balanceMillisatoshi() - merchantBefore)
                        .isEqualTo(spent * 1000);
                assertThat(payerBefore - nodes.payer.balanceMillisatoshi()).isEqualTo(spent * 1000);
            });
        } finally {
            gate.close();
        }
    }
}
