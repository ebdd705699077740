package org.mpp4j.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mpp4j.client.Demand;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.Route;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.money.Amount;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.WwwAuthenticate;
import org.mpp4j.testkit.PaidResponse;
import org.mpp4j.testkit.PayingHttpClient;
import org.mpp4j.testkit.TestExchange;

class StripePayerTest extends OneGate {

    private final List<SharedPaymentTokens.Limits> asked = new ArrayList<>();
    private final StripePayer payer = StripePayer.with(limits -> {
                asked.add(limits);
                return Charges.newToken();
            })
            .as("did:web:agent.example");

    @Test
    void aTokenIsLimitedToWhatIsAskedFor() {
        StripeCharge shop =
                Charges.builder(stripe).metadata(Map.of("shop", "north")).build();
        Challenge challenge =
                Charges.challenge(shop, OfferTerms.of(Price.of("500", "jpy")).withExternalId("order-7"));

        Credential credential = payer.pay(challenge);

        assertThat(asked)
                .containsExactly(new SharedPaymentTokens.Limits(
                        500, "jpy", Charges.PROFILE, Charges.NOW.plusSeconds(300), Map.of("shop", "north")));
        assertThat(credential.payload().string("externalId")).contains("order-7");
        assertThat(credential.source()).contains("did:web:agent.example");
        assertThat(payer.toString()).doesNotContain("canary");
    }

    @Test
    void onlyChargesThroughStripeAreAnswered() {
        Challenge good = Charges.challenge(charge);
        PaymentRequest withoutSeller = PaymentRequest.of(
                JsonObject.builder().put("amount", "1").put("currency", "usd").build());

        assertThat(payer.canAnswer(good)).isTrue();
        assertThat(payer.canAnswer(Challenge.builder("a", "tempo", "charge", good.request())
                        .build("1")))
                .isFalse();
        assertThat(payer.canAnswer(Challenge.builder("a", "stripe", "session", good.request())
                        .build("1")))
                .isFalse();
        assertThat(payer.canAnswer(Challenge.builder("a", "stripe", "charge", withoutSeller)
                        .build("1")))
                .isFalse();
        assertThat(asked).isEmpty();
    }

    @Test
    void whoIsPaidIsTheMerchantsProfile() {
        Demand demand = payer.demand(Charges.challenge(charge));

        assertThat(demand.method()).isEqualTo("stripe");
        assertThat(demand.currency()).isEqualTo("usd");
        assertThat(demand.recipients()).containsExactly(Charges.PROFILE);
        assertThat(asked).isEmpty();
    }

    @Test
    void aPayingHttpClientPaysWithIt() throws Exception {
        Route route = Route.of("card", Offer.of(charge, "1.00"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            TestExchange request = TestExchange.of("GET /card");
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            if (authorization != null) {
                request = request.withHeader("Authorization", authorization);
            }
            Admission admission = gate.admit(request, route);
            byte[] body = "a fortune".getBytes(StandardCharsets.UTF_8);
            if (admission instanceof Admission.Granted granted) {
                exchange.getResponseHeaders()
                        .set("Payment-Receipt", granted.payment().receipt().toHeader());
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                gate.completed(request, granted.payment(), 200, Optional.empty());
            } else {
                ((Admission.Challenged) admission)
                        .challenges()
                        .forEach(challenge -> exchange.getResponseHeaders()
                                .add("WWW-Authenticate", WwwAuthenticate.format(challenge)));
                exchange.sendResponseHeaders(402, -1);
            }
            exchange.close();
        });
        server.start();
        try {
            PayingHttpClient client = PayingHttpClient.builder()
                    .payer(payer)
                    .limit("usd", Amount.ofBaseUnits(100))
                    .clock(clock)
                    .build();

            PaidResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + server.getAddress().getPort() + "/card"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(response.body()).isEqualTo("a fortune");
            assertThat(response.receipt()).isPresent();
        } finally {
            server.stop(0);
        }
        assertChargedOnce();
    }
}
