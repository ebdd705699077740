package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.PrintWriter;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.protocol.ProblemType;

/** Within an application requests are sent on; each is paid once, before the first servlet that has a price. */
@ContainerTest
class DispatchTest {

    private static Shop.Handler forwardTo(String path) {
        return (request, response) -> request.getRequestDispatcher(path).forward(request, response);
    }

    private static Shop.Handler includes(String path) {
        return (request, response) -> {
            PrintWriter out = response.getWriter();
            out.print("<");
            request.getRequestDispatcher(path).include(request, response);
            out.print(">");
        };
    }

    private static RequestDispatcher named(HttpServletRequest request, String name) {
        return Objects.requireNonNull(request.getServletContext().getNamedDispatcher(name));
    }

    private static Shop.Handler print(String text) {
        return (request, response) -> response.getWriter().print(text);
    }

    /** {@code /paid} has a price, by its servlet or by its path. */
    private static Shop shop(String kind) {
        Shop shop = Shop.plan()
                .servlet("paid", print("sold"), "/paid")
                .servlet("dear", print("dear"), "/dear")
                .servlet("free", print("free"), "/free")
                .servlet("forward", forwardTo("/paid"), "/forward")
                .servlet("include", includes("/paid"), "/include")
                .servlet("namedForward", (q, s) -> named(q, "paid").forward(q, s), "/namedForward")
                .servlet("namedInclude", (q, s) -> named(q, "paid").include(q, s), "/namedInclude")
                .servlet("namedFree", (q, s) -> named(q, "free").forward(q, s), "/namedFree")
                .servlet("forwardToNamed", forwardTo("/namedForward"), "/forwardToNamed")
                .servlet("includeOfNamed", includes("/namedInclude"), "/includeOfNamed")
                .servlet("forwardToForward", forwardTo("/forward"), "/forwardToForward")
                .servlet("includeOfInclude", includes("/include"), "/includeOfInclude")
                .servlet("includeOfForward", includes("/forward"), "/includeOfForward")
                .servlet("forwardToInclude", forwardTo("/include"), "/forwardToInclude");
        return kind.equals("path")
                ? shop.price("/paid", "0.01").price("/dear", "0.02")
                : shop.priceServlet("paid", "0.01").priceServlet("dear", "0.02");
    }

    private static final String WAYS = "forward,include,namedForward,namedInclude,forwardToNamed,includeOfNamed,"
            + "forwardToForward,includeOfInclude,includeOfForward,forwardToInclude";

    @ParameterizedTest
    @ValueSource(strings = {"servlet", "path"})
    void aPricedServletIsNeverReachedUnpaidThroughAFreeOne(String kind) throws Exception {
        try (Shop shop = shop(kind).open()) {
            for (String way : WAYS.split(",")) {
                Answer answer = shop.get("/" + way);

                assertThat(answer.status()).as(way).isEqualTo(402);
                answer.assertChallenged();
                assertThat(answer.text()).as(way).doesNotContain("sold");
                shop.assertRuns("paid", 0).assertPaid(0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"servlet", "path"})
    void aPricedServletIsPaidOnceThroughAFreeOne(String kind) throws Exception {
        try (Shop shop = shop(kind).open()) {
            int bought = 0;
            for (String way : WAYS.split(",")) {
                Answer answer = assertDoesNotThrow(() -> shop.buy("/" + way), way);

                assertThat(answer.status()).as(way).isEqualTo(200);
                answer.assertReceipt();
                assertThat(answer.text()).as(way).contains("sold");
                shop.assertRuns("paid", ++bought).assertPaid(bought);
            }
            int expected = bought;
            await().untilAsserted(() -> assertThat(shop.deliveries).hasSize(expected));
            assertThat(shop.deliveries).allMatch(Shop.Delivery::good);
        }
    }

    @Test
    void aFreeServletIsDispatchedToByNameForFree() throws Exception {
        try (Shop shop = shop("servlet").open()) {
            assertThat(shop.get("/namedFree").assertWithoutReceipt(200).text()).isEqualTo("free");
        }
        try (Shop shop = shop("path").open()) {
            assertThat(shop.get("/namedFree").assertWithoutReceipt(200).text()).isEqualTo("free");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dear", "/free"})
    void aPaidServletForwardsAndIncludesWithoutAnotherCharge(String target) throws Exception {
        String name = target.substring(1);
        try (Shop shop = shop("servlet")
                .servlet("forwarder", forwardTo(target), "/forwarder")
                .servlet("includer", includes(target), "/includer")
                .servlet("namer", (q, s) -> named(q, name).forward(q, s), "/namer")
                .priceServlet("forwarder", "0.01")
                .priceServlet("includer", "0.01")
                .priceServlet("namer", "0.01")
                .open()) {
            assertThat(shop.buy("/forwarder").assertReceipt().text()).isEqualTo(name);
            shop.assertRuns(name, 1).assertPaid(1);
            assertThat(shop.buy("/includer").assertReceipt().text()).isEqualTo("<" + name + ">");
            shop.assertRuns(name, 2).assertPaid(2);
            assertThat(shop.buy("/namer").assertReceipt().text()).isEqualTo(name);
            shop.assertRuns(name, 3).assertPaid(3);
        }
    }

    @Test
    void aFreeServletThatTookTheWriterStillAnswersWithTheChallenge() throws Exception {
        try (Shop shop = Shop.plan()
                .servlet("paid", print("sold"), "/paid")
                .servlet(
                        "writer",
                        (request, response) -> {
                            response.getWriter().print("before");
                            request.getRequestDispatcher("/paid").forward(request, response);
                        },
                        "/writer")
                .priceServlet("paid", "0.01")
                .open()) {
            Answer answer = shop.get("/writer");

            assertThat(answer.status()).isEqualTo(402);
            assertThat(answer.text()).doesNotContain("before").contains("payment-required");
            assertThat(answer.challenges()).hasSize(1);
            shop.assertRuns("paid", 0);
        }
    }

    @Test
    void anIncludingServletThatFailsAfterwardsDoesNotTakeTheReceiptIntoItsError() throws Exception {
        try (Shop shop = Shop.plan()
                .servlet("paid", print("sold"), "/paid")
                .servlet(
                        "include",
                        (request, response) -> {
                            request.getRequestDispatcher("/paid").include(request, response);
                            if (!response.isCommitted()) {
                                response.sendError(500);
                            }
                        },
                        "/include")
                .priceServlet("paid", "0.01")
                .open()) {
            Answer answer = shop.buy("/include");

            if (answer.status() != 200) {
                answer.assertWithoutReceipt(500);
            } else {
                answer.assertReceipt();
            }
            shop.assertRuns("paid", 1).assertPaid(1);
        }
    }

    @Test
    void aCommittedResponseKeepsAnIncludedPaidServletFromRunning() throws Exception {
        try (Shop shop = Shop.plan()
                .servlet("paid", print("sold"), "/paid")
                .servlet(
                        "include",
                        (request, response) -> {
                            response.getWriter().print("page");
                            response.flushBuffer();
                            request.getRequestDispatcher("/paid").include(request, response);
                        },
                        "/include")
                .priceServlet("paid", "0.01")
                .open()) {
            assertThat(shop.get("/include").assertWithoutReceipt(200).text()).isEqualTo("page");
            shop.assertRuns("paid", 0).assertPaid(0);
        }
    }

    @Test
    void anErrorPageThatHasAPriceIsNeitherShownNorCharged() throws Exception {
        try (Shop shop = Shop.plan()
                .errorPage("/paid")
                .servlet("paid", print("sold"), "/paid")
                .servlet("failing", (request, response) -> response.sendError(418), "/failing")
                .servlet("throwing", (request, response) -> throwIt(), "/throwing")
                .priceServlet("paid", "0.01")
                .open()) {
            assertThat(shop.get("/failing").assertWithoutReceipt(418).text()).doesNotContain("sold");
            assertThat(shop.get("/throwing").assertWithoutReceipt(500).text()).doesNotContain("sold");
            String credential = Shop.credential(shop.get("/paid"));
            shop.send(shop.request("/failing").header("Authorization", credential))
                    .assertWithoutReceipt(418);
            shop.assertRuns("paid", 0).assertPaid(0);
        }
    }

    private static void throwIt() {
        throw new IllegalStateException("as told");
    }

    private static final Shop.Handler ERROR_PAGE =
            (request, response) -> response.getWriter().print("sorry");

    @Test
    void aPaidHandlerThatSendsAnErrorIsChargedOnceAndTheErrorPageHasNoReceipt() throws Exception {
        try (Shop shop = Shop.plan()
                .errorPage("/error")
                .servlet("error", ERROR_PAGE, "/error")
                .servlet("paid", (request, response) -> response.sendError(409, "no"), "/paid")
                .priceServlet("paid", "0.01")
                .open()) {
            Answer answer = shop.buy("/paid");

            assertThat(answer.assertWithoutReceipt(409).text()).isEqualTo("sorry");
            shop.assertRuns("paid", 1).assertRuns("error", 1).assertPaid(1);
            shop.assertDelivered(false, 409);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPaidHandlerThatThrowsIsChargedOnceAndTheErrorPageHasNoReceipt(boolean afterWriting) throws Exception {
        try (Shop shop = Shop.plan()
                .errorPage("/error")
                .servlet("error", ERROR_PAGE, "/error")
                .servlet(
                        "paid",
                        (HttpServletRequest request, HttpServletResponse response) -> {
                            if (afterWriting) {
                                response.getWriter().print("half of it");
                            }
                            throwIt();
                        },
                        "/paid")
                .priceServlet("paid", "0.01")
                .open()) {
            Answer answer = shop.buy("/paid");

            assertThat(answer.assertWithoutReceipt(500).text()).isEqualTo("sorry");
            shop.assertRuns("paid", 1).assertRuns("error", 1).assertPaid(1);
            shop.assertDelivered(false, 500);
        }
    }

    @Test
    void aPaidServletCanForwardToItsOwnProblemPage() throws Exception {
        try (Shop shop = shop("servlet")
                .servlet(
                        "problem",
                        (request, response) -> {
                            response.setStatus(503);
                            response.getWriter().print("later");
                        },
                        "/problem")
                .servlet("forwarder", forwardTo("/problem"), "/forwarder")
                .priceServlet("forwarder", "0.01")
                .open()) {
            assertThat(shop.buy("/forwarder").assertWithoutReceipt(503).text()).isEqualTo("later");
            shop.assertPaid(1);
        }
    }

    @Test
    void aRejectedCredentialStaysRejectedWhenForwarded() throws Exception {
        try (Shop shop = shop("servlet").open()) {
            String credential = Shop.credential(shop.get("/dear"));

            shop.send(shop.request("/forward").header("Authorization", credential))
                    .assertChallenged(ProblemType.INVALID_CHALLENGE);
            shop.assertRuns("paid", 0).assertPaid(0);
        }
    }
}
