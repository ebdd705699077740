package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.gate.Offer;
import org.mpp4j.protocol.ProblemType;

/** However a path is written, nobody gets in unpaid, and nobody pays twice. */
@ContainerTest
class PathTest {

    /** Ways to write {@code /paid}, or something that a careless server may take for it. {@code ~} is the context path. */
    private static final List<String> VARIANTS = List.of(
            "~/paid",
            "~/paid;x=1",
            "~/paid;",
            "~;x=1/paid",
            "~//paid",
            "//~/paid",
            "~/%70aid",
            "~/%70%61%69%64",
            "~/./paid",
            "~/paid/.",
            "~/paid/./",
            "~/x/../paid",
            "~/paid/x/..",
            "~/../~/paid",
            "~/%2e/paid",
            "~/x/%2e%2e/paid",
            "~/x/..;/paid",
            "~/;/paid",
            "~/PAID",
            "~/Paid",
            "~/paid/",
            "~/paid//",
            "~/paid%2f",
            "~/%2fpaid",
            "~/paid%00",
            "~/paid%00.txt",
            "~/paid%5c",
            "~/%5cpaid",
            "~/paid%3bx",
            "~/paid%3Bx=1",
            "~/paid%2e",
            "~/paid%3f",
            "~/paid%23",
            "~/paid%09",
            "~/paid%0a",
            "~/%2570aid",
            "~/%252570aid",
            "~/%c1%b0aid",
            "~/%c0%afpaid",
            "~/%e0%80%afpaid",
            "~/paid%ff",
            "~/%u0070aid",
            "~/paid%",
            "~/paid%2",
            "~/paid%zz",
            "~/\\paid",
            "~\\paid",
            "~/paid\\",
            "~/pa\u00efd",
            "~/paid?x",
            "~/paid?x=%2f..;",
            "~/paid#fragment",
            "http://localhost~/paid",
            "http://elsewhere.example~/paid;x",
            "HTTP://localhost~//paid",
            "*");

    private static void answerSold(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print("sold");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/app"})
    void noWayOfWritingAPathReachesAnAnnotatedServletUnpaid(String contextPath) throws Exception {
        PaidServlet.runs.set(0);
        try (Shop shop = Shop.plan()
                .under(contextPath)
                .register(
                        context -> context.addServlet("paid", new PaidServlet()).addMapping("/paid"))
                .open()) {
            assertNobodyGetsIn(shop, contextPath, PaidServlet.runs, false);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/app"})
    void noWayOfWritingAPathReachesAServletPricedByNameUnpaid(String contextPath) throws Exception {
        AtomicInteger runs = new AtomicInteger();
        try (Shop shop = Shop.plan()
                .under(contextPath)
                .servlet("paid", counting(runs), "/paid", "/also/*")
                .priceServlet("paid", "0.01")
                .open()) {
            assertNobodyGetsIn(shop, contextPath, runs, false);
        }
    }

    /** The servlet here sees every path, as that of a JAX-RS application: whatever reaches it unpaid is a hole. */
    @ParameterizedTest
    @ValueSource(strings = {"", "/app"})
    void noWayOfWritingAPathReachesACatchAllServletUnpaid(String contextPath) throws Exception {
        AtomicInteger runs = new AtomicInteger();
        try (Shop shop = Shop.plan()
                .under(contextPath)
                .servlet("all", counting(runs), "/*")
                .price("/paid", "0.01")
                .open()) {
            assertNobodyGetsIn(shop, contextPath, runs, true);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/app"})
    void noWayOfWritingAPathReachesWhatIsPricedBelowAPrefixUnpaid(String contextPath) throws Exception {
        AtomicInteger runs = new AtomicInteger();
        try (Shop shop = Shop.plan()
                .under(contextPath)
                .servlet("all", counting(runs), "/")
                .price("/paid/*", "0.01")
                .open()) {
            assertNobodyGetsIn(shop, contextPath, runs, true);
        }
    }

    private static Shop.Handler counting(AtomicInteger runs) {
        return (request, response) -> {
            runs.incrementAndGet();
            answerSold(request, response);
        };
    }

    /**
     * Sends each variant, without and then with a payment.
     *
     * @param catchAll the servlet gets other paths as well, so a 404 would not save anybody
     */
    private static void assertNobodyGetsIn(Shop shop, String contextPath, AtomicInteger runs, boolean catchAll)
            throws Exception {
        List<String> holes = new ArrayList<>();
        for (String variant : VARIANTS) {
            String target = variant.replace("~", contextPath);
            if (!target.startsWith("/") && !target.contains("://") && !target.equals("*")) {
                continue; // nothing that a request line can begin with
            }
            runs.set(0);
            shop.sandbox.ledger().clear();
            Answer unpaid = RawHttp.get(shop.port(), target);
            if (runs.get() > 0 || unpaid.status() == 200 || unpaid.text().contains("sold")) {
                holes.add(target + " unpaid: " + unpaid);
            }
            if (unpaid.status() == 402) {
                unpaid.assertChallenged();
                Answer paid = RawHttp.get(shop.port(), target, "Authorization: " + Shop.credential(unpaid));
                if (runs.get() != 1 || shop.paid() != 1 || paid.status() != 200) {
                    holes.add(target + " paid: " + paid + ", " + runs + " runs, " + shop.paid() + " payments");
                }
            } else {
                if (unpaid.status() != 0 && unpaid.status() < 400) {
                    holes.add(target + " neither priced nor refused: " + unpaid);
                }
                assertThat(shop.paid()).isZero();
            }
        }
        assertThat(holes).isEmpty();
        Answer plain = RawHttp.get(shop.port(), contextPath + "/paid");
        plain.assertChallenged();
        if (catchAll) {
            RawHttp.get(shop.port(), contextPath + "/PAID").assertRefused(400, ProblemType.BAD_REQUEST);
            assertThat(RawHttp.get(shop.port(), contextPath + "/paid;x=1").status())
                    .isEqualTo(400);
        }
    }

    /** Priced at the class. */
    @Paid("0.01")
    static final class PaidServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;
        static final AtomicInteger runs = new AtomicInteger();

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            runs.incrementAndGet();
            answerSold(request, response);
        }
    }

    @Test
    void ordinaryPathsBesideAPricedOneStayFree() throws Exception {
        try (Shop shop = Shop.plan()
                .servlet("all", (request, response) -> response.getWriter().print(request.getPathInfo()), "/*")
                .price("/paid", "0.01")
                .open()) {
            for (String target : Stream.of(
                            "/", "/free", "/paid-for", "/un/paid", "/gr%C3%BC%C3%9Fe", "/a%20b", "/free?a;b=%2f..//")
                    .toList()) {
                assertThat(RawHttp.get(shop.port(), target).status()).as(target).isEqualTo(200);
            }
            shop.assertPaid(0);
        }
    }

    @Test
    void aPriceForOneMethodLeavesTheOthersFreeAndTakesHeadForGet() throws Exception {
        try (Shop shop = Shop.plan()
                .servlet("all", (request, response) -> response.getWriter().print("x"), "/*")
                .price("GET /paid", "0.01")
                .open()) {
            shop.get("/paid").assertChallenged();
            assertThat(shop.send(shop.request("/paid")
                                    .method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody()))
                            .status())
                    .isEqualTo(402);
            assertThat(shop.send(shop.post("/paid", "x")).status()).isEqualTo(200);
        }
    }

    @Test
    void pathAndServletPricesDoNotOpenEachOther() throws Exception {
        Shop plan =
                Shop.plan().servlet("one", PathTest::answerSold, "/one").servlet("two", PathTest::answerSold, "/two");
        plan.priceServlet("one", "0.01")
                .filter(filter -> filter.price(
                        "/two", Tariff.of(Offer.of(plan.sandbox, "0.01")).scope("shared")));
        try (Shop shop = plan.open()) {
            String one = Shop.credential(shop.get("/one"));
            shop.send(shop.request("/two").header("Authorization", one))
                    .assertChallenged(ProblemType.INVALID_CHALLENGE);
            shop.assertRuns("two", 0).assertPaid(0);
        }
    }
}
