package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.gate.Offer;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.testkit.SandboxFault;

/** Handlers that are charged for success only, wherever they send the request, and from whatever thread they answer. */
@ContainerTest
class OnSuccessDispatchTest {

    private static Shop plan(boolean offContainer) {
        Shop shop = Shop.plan().filter(PaymentFilterBuilder::settleOnSuccess);
        return offContainer ? shop.filter(filter -> filter.settleOnOwnThreads(10)) : shop;
    }

    private static Shop paid(boolean offContainer, Shop.Handler handler) throws Exception {
        return plan(offContainer)
                .servlet("paid", handler, "/paid")
                .priceServlet("paid", "0.01")
                .open();
    }

    private static void assertBoughtAndRefused(Shop shop, String path) throws Exception {
        shop.sandbox.next(SandboxFault.DECLINED);
        assertThat(shop.buy(path)
                        .assertChallenged(ProblemType.VERIFICATION_FAILED)
                        .text())
                .doesNotContain("sold");
        shop.assertPaid(0);
        assertThat(shop.buy(path).assertReceipt().text()).contains("sold");
        shop.assertPaid(1).assertDelivered(true, 200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHandlerMayAnswerLater(boolean offContainer) throws Exception {
        try (Shop shop = paid(offContainer, (request, response) -> {
            AsyncContext async = request.startAsync();
            async.start(() -> {
                try {
                    async.getResponse().getWriter().print("sold");
                } catch (IOException gone) {
                    throw new IllegalStateException(gone);
                }
                async.complete();
            });
        })) {
            assertBoughtAndRefused(shop, "/paid");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHandlerThatNeverAnswersCostsNothing(boolean offContainer) throws Exception {
        try (Shop shop = paid(offContainer, (request, response) -> {
            response.getWriter().print("sold");
            if (request.getParameter("late") != null) {
                request.startAsync().setTimeout(100);
            }
        })) {
            String credential = Shop.credential(shop.get("/paid?late=1"));
            Answer answer = shop.send(shop.request("/paid?late=1").header("Authorization", credential));
            assertThat(answer.assertWithoutReceipt(500).text()).doesNotContain("sold");
            shop.assertPaid(0);
            await().untilAsserted(() -> shop.send(shop.request("/paid").header("Authorization", credential))
                    .assertReceipt());
            shop.assertPaid(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"false,forward", "true,forward", "false,include", "true,include", "false,async", "true,async"})
    void aPaidHandlerMaySendTheRequestOn(boolean offContainer, String how) throws Exception {
        try (Shop shop = plan(offContainer)
                .servlet(
                        "paid",
                        (request, response) -> {
                            switch (how) {
                                case "forward" ->
                                    request.getRequestDispatcher("/other").forward(request, response);
                                case "include" ->
                                    request.getRequestDispatcher("/other").include(request, response);
                                default -> request.startAsync().dispatch("/other");
                            }
                        },
                        "/paid")
                .servlet("other", (request, response) -> response.getWriter().print("sold"), "/other")
                .priceServlet("paid", "0.01")
                .open()) {
            assertBoughtAndRefused(shop, "/paid");
        }
    }

    @ParameterizedTest
    @CsvSource({"false,forward", "true,forward", "false,include", "true,include", "false,async", "true,async"})
    void aFreeHandlerMaySendTheRequestToAPaidOne(boolean offContainer, String how) throws Exception {
        try (Shop shop = plan(offContainer)
                .servlet(
                        "free",
                        (request, response) -> {
                            switch (how) {
                                case "forward" ->
                                    request.getRequestDispatcher("/paid").forward(request, response);
                                case "include" -> {
                                    response.getWriter().print("page:");
                                    request.getRequestDispatcher("/paid").include(request, response);
                                }
                                default -> request.startAsync().dispatch("/paid");
                            }
                        },
                        "/free")
                .servlet("paid", (request, response) -> response.getWriter().print("sold"), "/paid")
                .priceServlet("paid", "0.01")
                .open()) {
            assertBoughtAndRefused(shop, "/free");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theAnswerToHeadIsPaidForAndHasNoBody(boolean offContainer) throws Exception {
        try (Shop shop = paid(offContainer, (request, response) -> response.setHeader("X-Seen", "sold"))) {
            Answer answer = shop.buy(shop.request("/paid").method("GET", BodyPublishers.noBody()));
            assertThat(answer.assertReceipt().headers("X-Seen")).containsExactly("sold");
            Answer head = shop.send(shop.request("/paid")
                    .method("HEAD", BodyPublishers.noBody())
                    .header("Authorization", Shop.credential(shop.get("/paid"))));
            assertThat(head.assertReceipt().body()).isEmpty();
            shop.assertPaid(2);
        }
    }

    /** Says so itself. */
    @Paid(value = "0.01", settleOnSuccess = true)
    private static final class Annotated extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setStatus(request.getParameter("fail") == null ? 200 : 404);
            response.getWriter().print("sold");
        }
    }

    @Test
    void anAnnotationOrATariffMaySaySo() throws Exception {
        Shop plan = Shop.plan()
                .servlet("other", (request, response) -> response.setStatus(404), "/other")
                .servlet("before", (request, response) -> response.setStatus(404), "/before")
                .register(context ->
                        context.addServlet("annotated", new Annotated()).addMapping("/annotated"))
                .priceServlet("before", "0.01");
        plan.filter(filter -> filter.priceServlet(
                "other", Tariff.of(Offer.of(plan.sandbox, "0.01")).settledOnSuccess()));
        try (Shop shop = plan.open()) {
            shop.buy("/annotated?fail=1").assertWithoutReceipt(404);
            shop.buy("/other").assertWithoutReceipt(404);
            shop.assertPaid(0);
            shop.buy("/annotated").assertReceipt();
            shop.assertPaid(1);
            shop.buy("/before").assertWithoutReceipt(404);
            shop.assertPaid(2);
        }
    }

    @Test
    void anAnswerWaitsForItsPaymentWithoutAThreadOfTheContainer() throws Exception {
        CountDownLatch rail = new CountDownLatch(1);
        try (Shop shop = Shop.plan()
                .threads(8)
                .servlet("paid", (request, response) -> response.getWriter().print("sold"), "/paid")
                .servlet("free", (request, response) -> response.getWriter().print("free"), "/free")
                .priceServlet("paid", "0.01")
                .filter(filter -> filter.settleOnSuccess().settleOnOwnThreads(30))
                .open()) {
            String[] credentials = new String[20];
            for (int i = 0; i < credentials.length; i++) {
                credentials[i] = Shop.credential(shop.get("/paid"));
            }
            shop.sandbox.always(SandboxFault.waitingFor(rail));
            CompletableFuture<?>[] answers = new CompletableFuture<?>[credentials.length];
            for (int i = 0; i < answers.length; i++) {
                answers[i] = shop.sendLater(shop.request("/paid").header("Authorization", credentials[i]))
                        .thenAccept(answer ->
                                assertThat(answer.assertReceipt().text()).isEqualTo("sold"));
            }
            await().untilAsserted(() -> shop.assertRuns("paid", answers.length));
            assertThat(shop.get("/free").text()).isEqualTo("free");
            shop.assertPaid(0);

            rail.countDown();
            CompletableFuture.allOf(answers).get(20, TimeUnit.SECONDS);
            shop.assertPaid(answers.length).assertRuns("paid", answers.length);
        }
    }

    @Test
    void anAnswerWhosePaymentTakesTooLongIsThrownAwayAndTheSameCredentialGetsIt() throws Exception {
        CountDownLatch rail = new CountDownLatch(1);
        try (Shop shop = Shop.plan()
                .servlet("paid", (request, response) -> response.getWriter().print("sold"), "/paid")
                .priceServlet("paid", "0.01")
                .filter(filter -> filter.settleOnSuccess().settleOnOwnThreads(3).settleWithin(Duration.ofSeconds(1)))
                .open()) {
            String credential = Shop.credential(shop.get("/paid"));
            shop.sandbox.next(SandboxFault.waitingFor(rail));

            Answer late = shop.send(shop.request("/paid").header("Authorization", credential))
                    .assertRefused(503, ProblemType.OUTCOME_UNKNOWN);
            assertThat(late.text()).doesNotContain("sold");
            shop.send(shop.request("/paid").header("Authorization", credential))
                    .assertRefused(409, ProblemType.PAYMENT_IN_PROGRESS);

            rail.countDown();
            shop.assertDelivered(false, 0);
            assertThat(shop.send(shop.request("/paid").header("Authorization", credential))
                            .assertReceipt()
                            .text())
                    .isEqualTo("sold");
            shop.assertPaid(1).assertRuns("paid", 2);
        }
    }
}
