package org.mpp4j.lightning.ldk;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.CapturedAnswer;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.Route;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.lightning.InvoiceOrder;
import org.mpp4j.lightning.InvoiceState;
import org.mpp4j.lightning.LightningBackend;
import org.mpp4j.lightning.LightningCharge;
import org.mpp4j.lightning.LightningNetwork;
import org.mpp4j.lightning.LightningNode;
import org.mpp4j.lightning.LightningPayer;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.lightning.PaymentOrder;
import org.mpp4j.lightning.PaymentResult;
import org.mpp4j.lightning.node.NodeFront;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.protocol.WwwAuthenticate;
import org.mpp4j.testkit.ChallengePayer;
import org.mpp4j.testkit.PaidResponse;
import org.mpp4j.testkit.PayingHttpClient;
import org.mpp4j.testkit.TestExchange;

/** Charges on two real nodes, through each of the interfaces that nodes have. */
class LdkChargeTest {

    private static LdkPair nodes;

    @BeforeAll
    static void openAChannel() throws Exception {
        nodes = new LdkPair();
    }

    @AfterAll
    static void closeTheNodes() {
        nodes.close();
    }

    @BeforeEach
    void holdNothing() {
        nodes.merchant.holding = false;
    }

    private static PaymentGate gate() {
        return PaymentGate.builder("localhost", ChallengeKeys.of("a secret that is known to this test only"))
                .build();
    }

    private static LightningCharge charge(NodeFront front) {
        return LightningCharge.builder()
                .node(front.client())
                .network(LightningNetwork.REGTEST)
                .build();
    }

    private static Challenge challenge(PaymentGate gate, Route route) {
        return ((Admission.Challenged) gate.admit(TestExchange.of("GET /fortune"), route))
                .challenges()
                .get(0);
    }

    private static Admission admit(PaymentGate gate, Route route, Credential credential) {
        TestExchange exchange =
                TestExchange.of("GET /fortune").withHeader("Authorization", PaymentAuthorization.format(credential));
        Admission admission = gate.admit(exchange, route);
        if (admission instanceof Admission.Granted granted) {
            gate.completed(exchange, granted.payment(), 200, Optional.<CapturedAnswer>empty());
        }
        return admission;
    }

    private static PaymentHash hash(Challenge challenge) {
        return new PaymentHash(challenge.request().methodDetails().requireString("paymentHash"));
    }

    @ParameterizedTest
    @EnumSource(LightningBackend.class)
    void aChargeIsPaidToTheMillisatoshi(LightningBackend backend) {
        try (NodeFront merchant = NodeFront.of(backend, nodes.merchant);
                NodeFront payer = NodeFront.of(backend, nodes.payer);
                PaymentGate gate = gate()) {
            Route route = Route.of("fortune", Offer.of(charge(merchant), "123"));
            Challenge challenge = challenge(gate, route);

            Credential credential = LightningPayer.with(payer.client(), LightningNetwork.REGTEST)
                    .pay(challenge);
            Admission admission = admit(gate, route, credential);

            assertThat(admission).isInstanceOf(Admission.Granted.class);
            var receipt = ((Admission.Granted) admission).payment().receipt();
            assertThat(receipt.method()).isEqualTo("lightning");
            assertThat(receipt.reference()).isEqualTo(hash(challenge).hex());
            assertThat(receipt.json().requireString("challengeId")).isEqualTo(challenge.id());
            assertThat(nodes.merchant.receivedMillisatoshi(hash(challenge))).isEqualTo(123_000);
        }
    }

    /** As little HTTP around a gate as will do. */
    private static HttpServer serve(PaymentGate gate, Route route) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", http -> {
            try (http) {
                TestExchange exchange = TestExchange.of("GET /");
                for (String value : http.getRequestHeaders().getOrDefault("Authorization", List.of())) {
                    exchange = exchange.withHeader("Authorization", value);
                }
                Admission admission = gate.admit(exchange, route);
                if (admission instanceof Admission.Granted granted) {
                    http.getResponseHeaders()
                            .add(Receipt.HEADER, granted.payment().receipt().toHeader());
                    http.sendResponseHeaders(200, -1);
                    gate.completed(exchange, granted.payment(), 200, Optional.empty());
                } else {
                    Challenge challenge =
                            ((Admission.Challenged) admission).challenges().get(0);
                    http.getResponseHeaders().add(WwwAuthenticate.HEADER, WwwAuthenticate.format(challenge));
                    http.sendResponseHeaders(402, -1);
                }
            }
        });
        server.start();
        return server;
    }

    @Test
    void aPayingHttpClientPaysOnLightning() throws Exception {
        try (NodeFront merchant = NodeFront.of(LightningBackend.CLN, nodes.merchant);
                NodeFront wallet = NodeFront.of(LightningBackend.LND, nodes.payer);
                PaymentGate gate = gate()) {
            HttpServer server = serve(gate, Route.of("fortune", Offer.of(charge(merchant), "21")));
            LightningPayer payer = LightningPayer.with(wallet.client(), LightningNetwork.REGTEST);
            PayingHttpClient client = PayingHttpClient.builder()
                    .payer(new ChallengePayer() {
                        @Override
                        public boolean canAnswer(Challenge challenge) {
                            return payer.canAnswer(challenge);
                        }

                        @Override
                        public Credential pay(Challenge challenge) {
                            return payer.pay(challenge);
                        }
                    })
                    .limit("sat", Amount.ofBaseUnits(21))
                    .build();
            try {
                URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");

                PaidResponse<Void> response =
                        client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.discarding());

                assertThat(response.statusCode()).isEqualTo(200);
                PaymentHash paid =
                        new PaymentHash(response.receipt().orElseThrow().reference());
                assertThat(nodes.merchant.receivedMillisatoshi(paid)).isEqualTo(21_000);
            } finally {
                server.stop(0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = LightningBackend.class,
            names = {"LND", "CLN"})
    void nodesThatCountMillisatoshiAreAskedForThem(LightningBackend backend) {
        try (NodeFront merchant = NodeFront.of(backend, nodes.merchant);
                NodeFront payer = NodeFront.of(backend, nodes.payer)) {
            LightningNode node = merchant.client();
            var invoice = node.createInvoice(new InvoiceOrder(12_345, "odd", Duration.ofMinutes(6)));
            assertThat(node.lookUp(invoice.paymentHash())).isEqualTo(InvoiceState.OPEN);

            PaymentResult result = payer.client().pay(new PaymentOrder(invoice.bolt11(), 1000, Duration.ofSeconds(20)));

            assertThat(result).isInstanceOf(PaymentResult.Paid.class);
            assertThat(((PaymentResult.Paid) result).preimage().hash()).isEqualTo(invoice.paymentHash());
            assertThat(node.lookUp(invoice.paymentHash())).isEqualTo(InvoiceState.SETTLED);
            assertThat(nodes.merchant.receivedMillisatoshi(invoice.paymentHash()))
                    .isEqualTo(12_345);
        }
    }

    @Test
    void aHundredUsesOfOnePreimageAreOneDelivery() throws Exception {
        try (NodeFront merchant = NodeFront.of(LightningBackend.LND, nodes.merchant);
                NodeFront payer = NodeFront.of(LightningBackend.LND, nodes.payer);
                PaymentGate gate = gate()) {
            Route route = Route.of("fortune", Offer.of(charge(merchant), "5"));
            Credential credential = LightningPayer.with(payer.client(), LightningNetwork.REGTEST)
                    .pay(challenge(gate, route));
            ExecutorService threads = Executors.newFixedThreadPool(100);
            try {
                List<Callable<Admission>> uses = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    uses.add(() -> admit(gate, route, credential));
                }
                int granted = 0;
                for (Future<Admission> use : threads.invokeAll(uses)) {
                    granted += use.get() instanceof Admission.Granted ? 1 : 0;
                }
                assertThat(granted).isEqualTo(1);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Test
    void whatIsPaidButHeldLetsNobodyInUntilItIsReleased() {
        try (NodeFront merchant = NodeFront.of(LightningBackend.LND, nodes.merchant);
                PaymentGate gate = gate()) {
            nodes.merchant.holding = true;
            Route route = Route.of("fortune", Offer.of(charge(merchant), "7"));
            Challenge challenge = challenge(gate, route);
            PaymentHash hash = hash(challenge);
            nodes.payer.pay(challenge.request().methodDetails().requireString("invoice"), Duration.ofMillis(1));
            Awaitility.await().until(() -> nodes.merchant.state(hash) == InvoiceState.HELD);
            Credential credential = Credential.of(
                    challenge,
                    JsonObject.builder()
                            .put(
                                    "preimage",
                                    nodes.merchant.preimage(hash).orElseThrow().reveal())
                            .build());

            Admission held = admit(gate, route, credential);
            assertThat(held).isInstanceOf(Admission.Undecided.class);
            assertThat(((Admission.Undecided) held).problem().type().uri().getPath())
                    .endsWith("/payment-outcome-unknown");

            nodes.merchant.release(hash);
            assertThat(admit(gate, route, credential)).isInstanceOf(Admission.Granted.class);
            Awaitility.await().until(() -> nodes.payer.hasPaid(hash));
        }
    }

    @Test
    void whatIsHeldAndGivenBackLetsNobodyIn() {
        try (NodeFront merchant = NodeFront.of(LightningBackend.LND, nodes.merchant);
                PaymentGate gate = gate()) {
            nodes.merchant.holding = true;
            Route route = Route.of("fortune", Offer.of(charge(merchant), "7"));
            Challenge challenge = challenge(gate, route);
            PaymentHash hash = hash(challenge);
            nodes.payer.pay(challenge.request().methodDetails().requireString("invoice"), Duration.ofMillis(1));
            Awaitility.await().until(() -> nodes.merchant.state(hash) == InvoiceState.HELD);
            Credential credential = Credential.of(
                    challenge,
                    JsonObject.builder()
                            .put(
                                    "preimage",
                                    nodes.merchant.preimage(hash).orElseThrow().reveal())
                            .build());

            nodes.merchant.giveBack(hash);

            Admission admission = admit(gate, route, credential);
            assertThat(admission).isInstanceOf(Admission.Challenged.class);
            assertThat(((Admission.Challenged) admission).problem().type().uri().getPath())
                    .endsWith("/lightning/expired-invoice");
        }
    }
}
