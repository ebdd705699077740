package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.session.Charge;
import org.mpp4j.session.Meter;

/** Requests that are paid for by a session, of which each takes what it costs. */
@ContainerTest
class SessionTest {

    private static Shop.Handler saying(String text) {
        return (request, response) -> response.getWriter().print(text);
    }

    @Test
    void aRequestOfAHandlerThatKnowsNothingOfMetersCostsOneUnit() throws Exception {
        try (Sessions sessions = new Sessions().sell("/paid", saying("fortune"))) {
            Sessions.Client client = sessions.client("/paid");

            Answer answer = client.get(100).assertReceipt();

            assertThat(answer.text()).isEqualTo("fortune");
            assertThat(answer.receipt().json().string("spent")).contains("10");
            assertThat(answer.receipt().json().string("acceptedCumulative")).contains("100");
            assertThat(client.spent()).isEqualTo(10);
        }
    }

    @Test
    void oneChallengeServesASessionAgainAndAgainUntilItIsSpent() throws Exception {
        try (Sessions sessions = new Sessions().sell("/paid", saying("fortune"))) {
            Sessions.Client client = sessions.client("/paid");

            for (int i = 0; i < 3; i++) {
                client.get(30).assertReceipt();
            }
            Answer refused = client.get(30);

            assertThat(refused.status()).isEqualTo(402);
            assertThat(refused.challenges()).hasSize(1);
            JsonObject problem = JsonObject.parse(refused.text());
            assertThat(problem.string("type"))
                    .contains("https://paymentauth.org/problems/session/insufficient-balance");
            assertThat(problem.string("requiredTopUp")).contains("10");
            assertThat(problem.string("challengeId"))
                    .contains(refused.challenges().get(0).id());
            assertThat(refused.headers("Payment-Receipt")).isEmpty();
            client.get(40).assertReceipt();
            assertThat(sessions.shop.runs("metered")).isEqualTo(4);
            assertThat(client.spent()).isEqualTo(40);
        }
    }

    @Test
    void anAnswerOfTheServersOwnFailureCostsNothingAndAnotherDoes() throws Exception {
        try (Sessions sessions = new Sessions().sell("/paid", (request, response) -> {
            String status = request.getParameter("status");
            response.sendError(Integer.parseInt(status));
        })) {
            Sessions.Client client = sessions.client("/paid?status=503");
            assertThat(client.get(100).headers("Payment-Receipt")).isEmpty();
            org.awaitility.Awaitility.await()
                    .untilAsserted(() -> assertThat(client.spent()).isZero());

            Sessions.Client other = sessions.client("/paid?status=404");
            other.get(100);
            sessions.shop.assertDeliveries(new Shop.Delivery(false, 503), new Shop.Delivery(false, 404));
            assertThat(other.spent()).isEqualTo(10);
        }
    }

    @Test
    void aHandlerThatMetersCostsWhatItCharged() throws Exception {
        try (Sessions sessions = new Sessions().sell("/paid", (request, response) -> {
            Meter meter = Payment.from(request).meter();
            Optional<Charge> charge = meter.charge(4);
            response.getWriter().print(charge.isPresent() + " " + meter.unit().orElse("?") + " " + meter.units());
        })) {
            Sessions.Client client = sessions.client("/paid");

            Answer rich = client.get(100).assertReceipt();
            Answer poor = client.get(70).assertReceipt();

            assertThat(rich.text()).isEqualTo("true token 4");
            assertThat(rich.receipt().json().string("spent")).contains("40");
            assertThat(poor.text()).isEqualTo("true token 4");
            assertThat(client.spent()).isEqualTo(80);
            assertThat(client.get(100).text()).isEqualTo("false token 1");
            org.awaitility.Awaitility.await()
                    .untilAsserted(() -> assertThat(client.spent()).isEqualTo(80));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "POST"})
    void aSessionIsToldSomethingWithARequestThatIsNotForTheResource(String method) throws Exception {
        try (Sessions sessions = new Sessions().sell("/paid", saying("fortune"))) {
            Sessions.Client client = sessions.client("/paid");

            Answer told = client.tell(method, 500);

            assertThat(told.status()).isEqualTo(204);
            assertThat(told.receipt().json().string("acceptedCumulative")).contains("500");
            assertThat(client.spent()).isZero();
            sessions.shop.assertRuns("metered", 0);
        }
    }

    @Test
    void aServletWithOnlyGetLetsSessionsBeToldByPostAndNobodyElse() throws Exception {
        Sessions sessions = new Sessions();
        sessions.shop.register(context -> {
            var registration = context.addServlet("get", new HttpServlet() {
                private static final long serialVersionUID = 1L;

                @Override
                protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                    response.getWriter().print("got");
                }
            });
            registration.addMapping("/get");
        });
        try (sessions) {
            sessions.shop
                    .filter(filter -> filter.priceServlet("get", Tariff.of(sessions.perUnit())))
                    .open();
            Sessions.Client client = sessions.client("/get");

            assertThat(client.tell("POST", 50).status()).isEqualTo(204);
            assertThat(client.tell("PUT", 60).status()).isEqualTo(204);
            assertThat(client.account().authorized()).isEqualTo(60);
            assertThat(sessions.shop.send(sessions.shop.post("/get", "")).status())
                    .isEqualTo(405);
            assertThat(client.close().status()).isEqualTo(204);
        }
    }

    @Test
    void aPriceOfGetLetsSessionsBeToldByPost() throws Exception {
        Sessions sessions = new Sessions();
        try (sessions) {
            sessions.shop
                    .servlet("any", saying("any"), "/any")
                    .filter(filter -> filter.price("GET /any", sessions.perUnit()))
                    .open();
            Sessions.Client client = sessions.client("/any");

            assertThat(client.tell("POST", 50).status()).isEqualTo(204);
            sessions.shop.assertRuns("any", 0);
            assertThat(sessions.shop.send(sessions.shop.post("/any", "x")).text())
                    .isEqualTo("any");
        }
    }

    @Test
    void aClosedSessionBuysNothing() throws Exception {
        try (Sessions sessions = new Sessions().sell("/paid", saying("fortune"))) {
            Sessions.Client client = sessions.client("/paid");
            client.get(100).assertReceipt();

            Answer closed = client.close();
            Answer after = client.get(100);

            assertThat(closed.status()).isEqualTo(204);
            assertThat(closed.receipt().json().string("spent")).contains("10");
            assertThat(after.status()).isEqualTo(410);
            assertThat(after.challenges()).hasSize(1);
            sessions.shop.assertRuns("metered", 1);
        }
    }

    @Test
    void bodiesMayDifferWithinASession() throws Exception {
        try (Sessions sessions = new Sessions()
                .sell(
                        "/paid",
                        (request, response) -> response.getWriter()
                                .print(new String(request.getInputStream().readAllBytes(), "UTF-8")))) {
            Sessions.Client client = sessions.client("/paid");
            client.tell("HEAD", 100);

            for (String body : List.of("one", "two")) {
                Answer answer = sessions.shop.send(
                        sessions.shop.post("/paid", body).setHeader("Authorization", client.credentialFor(100)));
                assertThat(answer.assertReceipt().text()).isEqualTo(body);
            }
            assertThat(client.spent()).isEqualTo(20);
        }
    }

    @Test
    void anExpiredChallengeStillServesASession() throws Exception {
        try (Sessions sessions = new Sessions().sell("/paid", saying("fortune"))) {
            Sessions.Client client = sessions.client("/paid");
            sessions.shop.clock.advance(java.time.Duration.ofHours(3));

            client.get(100).assertReceipt();
        }
    }

    @Test
    void aChallengeOfAnotherPlaceOpensNothing() throws Exception {
        try (Sessions sessions = new Sessions()) {
            sessions.shop
                    .servlet("cheap", saying("cheap"), "/cheap")
                    .servlet("dear", saying("dear"), "/dear")
                    .filter(filter ->
                            filter.price("/cheap", sessions.perUnit()).price("/dear", Offer.of(sessions.rail, "5")))
                    .open();
            Sessions.Client client = sessions.client("/cheap");

            Answer refused = sessions.shop.send(
                    sessions.shop.request("/dear").setHeader("Authorization", client.credentialFor(100_000_000)));

            assertThat(refused.status()).isEqualTo(402);
            sessions.shop.assertRuns("dear", 0);
        }
    }

    @Test
    void concurrentRequestsOfASessionAreServedAsOftenAsTheyArePaid() throws Exception {
        try (Sessions sessions = new Sessions().sell("/paid", saying("fortune"))) {
            Sessions.Client client = sessions.client("/paid");
            ExecutorService threads = Executors.newFixedThreadPool(16);
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answers.add(threads.submit(() -> {
                    start.await();
                    return client.get(250);
                }));
            }
            start.countDown();
            int served = 0;
            for (Future<Answer> answer : answers) {
                served += answer.get().status() == 200 ? 1 : 0;
            }
            threads.shutdown();

            assertThat(served).isEqualTo(25);
            sessions.shop.assertRuns("metered", 25);
            assertThat(client.spent()).isEqualTo(250);
        }
    }

    @Test
    void aPaymentMadeOnceHasNoMeter() throws Exception {
        try (Shop shop = Shop.plan()
                .servlet(
                        "paid",
                        (request, response) -> {
                            Payment payment = Payment.from(request);
                            assertThat(payment.isMetered()).isFalse();
                            org.assertj.core.api.Assertions.assertThatThrownBy(payment::meter)
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessageContaining("isMetered");
                        },
                        "/paid")
                .priceServlet("paid", "0.01")
                .open()) {
            shop.buy("/paid").assertReceipt();
        }
    }

    @Paid(amount = "0.00001", unit = "token", suggestedDeposit = "5")
    private static final class ByToken extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(Payment.from(request).meter().charge(3).isPresent());
        }
    }

    @Paid(value = "1", amount = "2")
    private static final class TwoPrices extends HttpServlet {
        private static final long serialVersionUID = 1L;
    }

    @Paid(value = "1", intent = "charge", unit = "token")
    private static final class ChargePerToken extends HttpServlet {
        private static final long serialVersionUID = 1L;
    }

    @Paid(value = "1", intent = "subscription")
    private static final class UnknownIntent extends HttpServlet {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void aServletSaysThatItIsPaidAsItGoes() throws Exception {
        Sessions sessions = new Sessions();
        sessions.shop.filter(filter -> filter.methods(sessions.rail)).register(context -> {
            context.addServlet("token", new ByToken()).addMapping("/token");
        });
        try (sessions) {
            sessions.shop.open();
            Answer unpaid = sessions.shop.get("/token").assertChallenged();
            Sessions.Client client = sessions.client("/token");

            assertThat(unpaid.challenges()).hasSize(1);
            assertThat(unpaid.challenges().get(0).intent()).isEqualTo("session");
            JsonObject request = unpaid.challenges().get(0).request().json();
            assertThat(request.string("unitType")).contains("token");
            assertThat(request.string("suggestedDeposit")).contains("5000000");
            assertThat(client.get(30).assertReceipt().text()).isEqualTo("true");
            assertThat(client.spent()).isEqualTo(30);
        }
    }

    @Test
    void anAnnotationThatMakesNoSenseStopsTheStart() {
        assertThat(failure(new TwoPrices())).endsWith("the price is given either as value or as amount, not as both");
        assertThat(failure(new ChargePerToken()))
                .endsWith(
                        "a price for the intent \"charge\" has no unit and no suggestedDeposit; leave them out, or say"
                                + " intent = \"session\"");
        assertThat(failure(new UnknownIntent()))
                .endsWith("no payment method fits the intent \"subscription\"; the filter has [sandbox/charge,"
                        + " sandbox/session]");
    }

    private static String failure(HttpServlet servlet) {
        try (Sessions sessions = new Sessions()) {
            PaymentFilterBuilder filter = PaymentFilter.builder(
                            PaymentGate.builder("shop.example", ChallengeKeys.of(Shop.SECRET))
                                    .build())
                    .methods(sessions.shop.sandbox, sessions.rail);
            return StartUp.failure(
                    filter.build(),
                    Map.of(),
                    "/*",
                    context -> context.addServlet("wrong", servlet).addMapping("/wrong"));
        }
    }
}
