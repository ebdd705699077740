package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that were made by more than one servlet, or with a filter in front, are given again as they were. */
@ContainerTest
class ReplayOfDispatchesTest {

    @Test
    void anAnswerThatWasForwardedToIsGivenAgain() throws Exception {
        try (Shop shop = Shop.plan()
                .servlet(
                        "free",
                        (request, response) -> {
                            response.getWriter().print("gone");
                            request.getRequestDispatcher("/paid?more=1").forward(request, response);
                        },
                        "/free")
                .servlet("paid", (request, response) -> response.getWriter().print("sold"), "/paid")
                .priceServlet("paid", "0.01")
                .open()) {
            Twice twice = Twice.buy(shop, shop.request("/free?a=b")).assertSame();

            assertThat(twice.first().text()).isEqualTo("sold");
            shop.assertRuns("free", 3).assertRuns("paid", 1).assertPaid(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerThatWasIncludedIsGivenAgainInItsPlace(boolean byWriter) throws Exception {
        try (Shop shop = Shop.plan()
                .servlet(
                        "page",
                        (request, response) -> {
                            response.setCharacterEncoding("UTF-8");
                            response.setContentType("text/plain");
                            response.setHeader("X-Page", "1");
                            if (byWriter) {
                                response.getWriter().print("<\u00e4");
                                request.getRequestDispatcher("/paid").include(request, response);
                                response.getWriter().print(">");
                            } else {
                                response.getOutputStream().print("<");
                                request.getRequestDispatcher("/paid").include(request, response);
                                response.getOutputStream().print(">");
                            }
                        },
                        "/page")
                .servlet(
                        "paid",
                        (request, response) -> {
                            if (byWriter) {
                                response.getWriter().print("s\u00f6ld");
                            } else {
                                response.getOutputStream().print("sold");
                            }
                        },
                        "/paid")
                .priceServlet("paid", "0.01")
                .open()) {
            Twice twice = Twice.buy(shop, shop.request("/page")).assertSame();

            assertThat(twice.second().text()).isEqualTo(byWriter ? "<\u00e4s\u00f6ld>" : "<sold>");
            shop.assertRuns("paid", 1).assertPaid(1);
        }
    }

    @Test
    void includingIsGivenAgainWithWhatIsIncluded() throws Exception {
        try (Shop shop = Shop.plan()
                .servlet(
                        "paid",
                        (request, response) -> {
                            response.getWriter().print("<");
                            request.getRequestDispatcher("/part").include(request, response);
                            response.getWriter().print(">");
                        },
                        "/paid")
                .servlet("part", (request, response) -> response.getWriter().print("part"), "/part")
                .priceServlet("paid", "0.01")
                .open()) {
            Twice twice = Twice.buy(shop, shop.request("/paid")).assertSame();

            assertThat(twice.first().text()).isEqualTo("<part>");
            shop.assertRuns("paid", 1).assertRuns("part", 1).assertPaid(1);
        }
    }

    @Test
    void whatAFilterInFrontSaysOfEachRequestIsSaidAnew() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        Filter stamp = (request, response, chain) -> {
            HttpServletResponse http = (HttpServletResponse) response;
            http.setHeader("X-Request-Id", "r" + requests.incrementAndGet());
            http.addHeader("Vary", "Origin");
            http.addHeader("Set-Cookie", "visit=" + requests.get());
            chain.doFilter(request, response);
        };
        try (Shop shop = Shop.plan()
                .inFront(context -> context.addFilter("stamp", stamp)
                        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*"))
                .filter(PaymentFilterBuilder::exposeHeadersToScripts)
                .servlet(
                        "paid",
                        (request, response) -> {
                            response.addHeader("Set-Cookie", "bought=1");
                            response.getWriter().print("sold");
                        },
                        "/paid")
                .priceServlet("paid", "0.01")
                .open()) {
            Twice twice = Twice.buy(shop, shop.request("/paid"));

            assertThat(twice.first().headers("X-Request-Id")).containsExactly("r2");
            assertThat(twice.second().headers("Idempotent-Replayed")).containsExactly("true");
            assertThat(twice.second().headers("X-Request-Id")).containsExactly("r3");
            assertThat(twice.second().headers("Set-Cookie")).containsExactly("visit=3", "bought=1");
            assertThat(twice.second().headers("Vary")).isEqualTo(twice.first().headers("Vary"));
            assertThat(twice.second().headers("Access-Control-Expose-Headers"))
                    .isEqualTo(twice.first().headers("Access-Control-Expose-Headers"))
                    .hasSize(1);
        }
    }
}
