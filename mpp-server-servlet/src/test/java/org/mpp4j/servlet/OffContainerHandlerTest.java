package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.ProblemType;

/** Handlers can't tell that their payment was settled away from the container. */
@ContainerTest
class OffContainerHandlerTest {

    private static Shop paid(Shop.Handler handler, String... mappings) throws Exception {
        return paid(true, handler, mappings);
    }

    private static Shop paid(boolean offContainer, Shop.Handler handler, String... mappings) throws Exception {
        Shop shop = Shop.plan().servlet("paid", handler, mappings).priceServlet("paid", "0.01");
        if (offContainer) {
            shop.filter(filter -> filter.settleOnOwnThreads(10));
        }
        return shop.open();
    }

    private static String seen(HttpServletRequest request) {
        return request.getDispatcherType() + " " + request.getMethod() + " " + request.getRequestURI() + " "
                + request.getContextPath() + " " + request.getServletPath() + " " + request.getPathInfo() + " "
                + request.getQueryString() + " " + request.getParameter("q") + " " + request.isAsyncSupported() + " "
                + request.isAsyncStarted() + " "
                + request.getHttpServletMapping().getServletName();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/paid",
                "/paid/x?q=1%202&r=%26",
                "/paid/a%20b%2Bc",
                "/paid/%C3%A9?x=%253F",
                "/paid/%253F",
                "/paid/a;v=1/b;w=2",
                "/paid/%2570aid?q=%2541"
            })
    void aHandlerSeesTheSameRequest(String path) throws Exception {
        Shop.Handler handler = (request, response) -> {
            response.setContentType("text/plain;charset=UTF-8");
            response.getWriter().print(seen(request));
        };
        String blocking;
        try (Shop shop = paid(false, handler, "/paid/*")) {
            blocking = bought(shop, path);
        }
        try (Shop shop = paid(handler, "/paid/*")) {
            assertThat(bought(shop, path)).isEqualTo(blocking);
        }
    }

    /** What a handler saw, unless the container itself doesn't like the path. */
    private static String bought(Shop shop, String path) throws Exception {
        if (shop.get(path).status() == 400) {
            return "400";
        }
        String seen = shop.buy(path).assertReceipt().text();
        shop.assertRuns("paid", 1).assertPaid(1).assertDelivered(true, 200);
        return seen;
    }

    @Test
    void aHandlerRunsInAThreadOfTheContainer() throws Exception {
        try (Shop shop = paid(
                (request, response) ->
                        response.getWriter().print(Thread.currentThread().getName()),
                "/paid")) {
            assertThat(shop.buy("/paid").assertReceipt().text()).isNotEmpty().doesNotContain("mpp4j");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 200_000})
    void aBodyThatWasBufferedIsThere(int size) throws Exception {
        try (Shop shop =
                paid((request, response) -> request.getInputStream().transferTo(response.getOutputStream()), "/paid")) {
            String body = "x".repeat(size);
            assertThat(shop.buy(shop.post("/paid", body)).assertReceipt().text())
                    .isEqualTo(body);
            Answer unpaid = shop.send(shop.post("/paid", "one"));
            shop.send(shop.post("/paid", "other").header("Authorization", Shop.credential(unpaid)))
                    .assertChallenged(ProblemType.VERIFICATION_FAILED);
            shop.assertPaid(1);
        }
    }

    @Test
    void aBodyThatIsNotBoundIsStillToBeRead() throws Exception {
        Shop plan = Shop.plan()
                .servlet(
                        "paid",
                        (request, response) -> request.getInputStream().transferTo(response.getOutputStream()),
                        "/paid");
        plan.filter(filter -> filter.settleOnOwnThreads(10)
                .priceServlet("paid", Tariff.of(Offer.of(plan.sandbox, "0.01")).withoutBodyDigest()));
        try (Shop shop = plan.open()) {
            String body = "y".repeat(100_000);
            assertThat(shop.buy(shop.post("/paid", body)).assertReceipt().text())
                    .isEqualTo(body);
        }
    }

    @Test
    void aFormAndATooLongBodyAreAsEver() throws Exception {
        try (Shop shop = Shop.plan()
                .servlet("paid", (request, response) -> response.getWriter().print(request.getParameter("q")), "/paid")
                .priceServlet("paid", "0.01")
                .filter(filter -> filter.settleOnOwnThreads(10).bodyLimit(100))
                .open()) {
            assertThat(shop.buy(shop.post("/paid", "q=1%202")
                                    .header("Content-Type", "application/x-www-form-urlencoded"))
                            .assertReceipt()
                            .text())
                    .isEqualTo("1 2");
            shop.send(shop.post("/paid", "x".repeat(101)).header("Authorization", Shop.credential(shop.get("/paid"))))
                    .assertRefused(413, ProblemType.CONTENT_TOO_LARGE);
        }
    }

    @Test
    void aHandlerMayGoOnAsynchronouslyItself() throws Exception {
        try (Shop shop = paid(
                (request, response) -> {
                    AsyncContext async = request.startAsync();
                    async.start(() -> {
                        try {
                            async.getResponse().getWriter().print("later");
                        } catch (IOException gone) {
                            throw new IllegalStateException(gone);
                        }
                        async.complete();
                    });
                },
                "/paid")) {
            assertThat(shop.buy("/paid").assertReceipt().text()).isEqualTo("later");
            shop.assertRuns("paid", 1).assertPaid(1).assertDelivered(true, 200);
        }
    }

    @ParameterizedTest
    @CsvSource({"true,", "false,", "true,/paid", "false,/paid"})
    void aHandlerMayDispatchItselfAndIsNotChargedAgain(boolean offContainer, String target) throws Exception {
        try (Shop shop = paid(
                offContainer,
                (request, response) -> {
                    if (request.getDispatcherType() == DispatcherType.REQUEST) {
                        AsyncContext async = request.startAsync();
                        if (target == null) {
                            async.dispatch();
                        } else {
                            async.dispatch(target);
                        }
                    } else {
                        response.getWriter().print("second " + request.getDispatcherType());
                    }
                },
                "/paid")) {
            assertThat(shop.buy("/paid").assertReceipt().text()).isEqualTo("second ASYNC");
            shop.assertRuns("paid", 2).assertPaid(1).assertDelivered(true, 200);
        }
    }

    @Test
    void aHandlersOwnTimeoutIsTheContainers() throws Exception {
        Shop.Handler handler = (request, response) -> {
            AsyncContext async = request.startAsync();
            response.getWriter().print(async.getTimeout());
            async.complete();
        };
        String blocking;
        try (Shop shop = paid(false, handler, "/paid")) {
            blocking = shop.buy("/paid").text();
        }
        try (Shop shop = paid(handler, "/paid")) {
            assertThat(shop.buy("/paid").text()).isEqualTo(blocking);
        }
    }

    @Test
    void aHandlerThatThrowsGetsTheErrorPageAndTheCredentialStaysGood() throws Exception {
        try (Shop shop = Shop.plan()
                .servlet(
                        "paid",
                        (request, response) -> {
                            response.getWriter().print("half");
                            if (request.getParameter("fail") != null) {
                                throw new IllegalStateException("as told");
                            }
                        },
                        "/paid")
                .servlet("sorry", (request, response) -> response.getWriter().print("sorry"), "/sorry")
                .errorPage("/sorry")
                .priceServlet("paid", "0.01")
                .filter(filter -> filter.settleOnOwnThreads(10))
                .open()) {
            assertThat(shop.buy("/paid?fail=1").assertWithoutReceipt(500).text())
                    .isEqualTo("sorry");
            shop.assertRuns("paid", 1).assertPaid(1).assertDelivered(false, 500);
        }
    }

    @Test
    void whatIsForwardedToIsSettledWhereItIs() throws Exception {
        try (Shop shop = Shop.plan()
                .servlet(
                        "free",
                        (request, response) ->
                                request.getRequestDispatcher("/paid").forward(request, response),
                        "/free")
                .servlet("paid", (request, response) -> response.getWriter().print("sold"), "/paid")
                .priceServlet("paid", "0.01")
                .filter(filter -> filter.settleOn(task -> {
                    throw new IllegalStateException("not here");
                }))
                .open()) {
            assertThat(shop.buy("/free").assertReceipt().text()).isEqualTo("sold");
            shop.assertRuns("paid", 1).assertPaid(1);
        }
    }

    @Test
    void aPriceThatIsComputedFromTheBodyIsAsEver() throws Exception {
        Shop plan = Shop.plan()
                .servlet("paid", (request, response) -> response.getWriter().print("sold"), "/paid");
        plan.filter(filter -> filter.settleOnOwnThreads(10)
                .priceServlet(
                        "paid", Tariff.computed(request -> Price.of("0.0" + request.getParameter("q")), plan.sandbox)));
        try (Shop shop = plan.open()) {
            Answer unpaid = shop.send(form(shop)).assertChallenged();
            assertThat(unpaid.challenges().get(0).request().amount()).asString().isEqualTo("30000");
            shop.send(form(shop).header("Authorization", Shop.credential(unpaid)))
                    .assertReceipt();
        }
    }

    private static HttpRequest.Builder form(Shop shop) {
        return shop.post("/paid", "q=3").header("Content-Type", "application/x-www-form-urlencoded");
    }

    private static Shop behindFilter(boolean asyncSupported) throws Exception {
        return Shop.plan()
                .servlet("paid", (request, response) -> response.getWriter().print("sold"), "/paid")
                .priceServlet("paid", "0.01")
                .inFront(context -> {
                    Filter passing = (request, response, chain) -> chain.doFilter(request, response);
                    FilterRegistration.Dynamic registration = context.addFilter("in front", passing);
                    registration.setAsyncSupported(asyncSupported);
                    registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
                })
                .filter(filter -> filter.settleOnOwnThreads(10))
                .open();
    }

    @Test
    void behindAFilterThatDoesNotSupportItPaymentsSettleInTheContainerAndItIsSaidOnce() throws Exception {
        LogRecorder log = new LogRecorder();
        try (Shop shop = behindFilter(false);
                Shop supporting = behindFilter(true)) {
            supporting.buy("/paid").assertReceipt();
            assertThat(log.lines()).noneMatch(line -> line.contains("asynchronous handling"));

            shop.buy("/paid").assertReceipt();
            shop.buy("/paid").assertReceipt();

            assertThat(log.lines())
                    .filteredOn(line -> line.contains("asynchronous handling"))
                    .containsExactly(
                            "WARNING: /paid settles in a thread of the container, as does whatever else doesn't"
                                    + " support asynchronous handling; set async-supported on the payment filter and on all"
                                    + " filters in front of it");
        } finally {
            log.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFilterThatSeesNoAsynchronousDispatchesGivesNothingAway(boolean onSuccess) throws Exception {
        Shop shop = Shop.plan(); // for its rail and its ledger
        PaymentFilterBuilder filter = PaymentFilter.builder(
                        PaymentGate.builder("shop.example", ChallengeKeys.of(Shop.SECRET))
                                .clock(shop.clock)
                                .build())
                .methods(shop.sandbox)
                .settleOnOwnThreads(10)
                .price("/paid", Offer.of(shop.sandbox, "0.01"));
        PaymentFilter built = (onSuccess ? filter.settleOnSuccess() : filter).build();
        try (TestServer server = TestServer.start("", null, context -> {
            StartUp.servlets(context);
            FilterRegistration.Dynamic registration = context.addFilter("payment", built);
            registration.setAsyncSupported(true);
            registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        })) {
            Answer unpaid = RawHttp.get(server.port(), "/paid").assertChallenged();

            Answer answer = RawHttp.get(server.port(), "/paid", "Authorization: " + Shop.credential(unpaid));

            assertThat(answer.assertWithoutReceipt(500).headers("Payment-Receipt"))
                    .isEmpty();
            assertThat(answer.body()).asString().doesNotContain("sold\r\n").isNotEqualTo("sold");
            assertThat(shop.paid()).isEqualTo(onSuccess ? 0 : 1);
            await().untilAsserted(() -> assertThat(
                            RawHttp.get(server.port(), "/paid", "Authorization: " + Shop.credential(unpaid))
                                    .status())
                    .as("the credential is still good")
                    .isEqualTo(500));
        }
    }

    @Test
    void theThreadsAreVirtualWhereTheJdkHasThem() throws Exception {
        try (SettlementThreads threads = SettlementThreads.atMost(1)) {
            java.util.concurrent.CompletableFuture<Thread> ran = new java.util.concurrent.CompletableFuture<>();
            threads.execute(() -> ran.complete(Thread.currentThread()));
            Thread thread = ran.get(5, java.util.concurrent.TimeUnit.SECONDS);

            boolean virtual = Runtime.version().feature() >= 21;
            assertThat(thread.isDaemon()).isTrue();
            assertThat(List.of(thread.toString().split("\\[", 2)).get(0))
                    .isEqualTo(virtual ? "VirtualThread" : "Thread");
            assertThat(thread.getName()).startsWith("mpp4j-settlement-");
        }
    }
}
