package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.gate.Offer;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.money.Amount;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.ProblemType;

/** Prices that are worked out hold as they were quoted, for the request that they were quoted for. */
@ContainerTest
class ComputedPriceTest {

    private static Shop shop(PriceFunction function) throws Exception {
        Shop plan = Shop.plan()
                .servlet(
                        "paid",
                        (request, response) -> response.getWriter()
                                .print(new String(request.getInputStream().readAllBytes())),
                        "/paid");
        return plan.filter(filter -> filter.priceServlet("paid", Tariff.computed(function, plan.sandbox)))
                .open();
    }

    @Test
    void aQuoteIsHonoredAfterThePriceHasRisen() throws Exception {
        AtomicReference<String> price = new AtomicReference<>("0.01");
        try (Shop shop = shop(request -> Price.of(price.get()))) {
            String credential = Shop.credential(shop.get("/paid?q=1"));
            price.set("5");

            shop.send(shop.request("/paid?q=1").header("Authorization", credential))
                    .assertReceipt();

            assertThat(shop.sandbox.ledger().entries().get(0).amount()).isEqualTo(Amount.ofBaseUnits(10_000));
            assertThat(shop.get("/paid?q=1").challenges().get(0).request().amount())
                    .isEqualTo(Amount.ofBaseUnits(5_000_000));
        }
    }

    @Test
    void aRailKnowsThatTheDeveloperDidNotWriteThePrice() throws Exception {
        Shop plan = Shop.plan().servlet("paid", (request, response) -> {}, "/paid");
        OtherMoney rail = new OtherMoney(plan.sandbox);
        try (Shop shop = plan.filter(filter ->
                        filter.priceServlet("paid", Tariff.computed(request -> Price.of("1"), plan.sandbox, rail)))
                .open()) {
            shop.get("/paid");
        }
        Offer.of(rail, "1");

        assertThat(rail.prepared).extracting(OfferTerms::isForOneRequest).containsExactly(true, false);
    }

    @Test
    void aQuoteIsNotHonoredForAnotherQuery() throws Exception {
        try (Shop shop = shop(request -> Price.of(request.getParameter("n")))) {
            String cheap = Shop.credential(shop.get("/paid?n=1"));

            shop.send(shop.request("/paid?n=2").header("Authorization", cheap))
                    .assertChallenged(ProblemType.INVALID_CHALLENGE);
            shop.assertRuns("paid", 0).assertPaid(0);
            shop.send(shop.request("/paid?n=1").header("Authorization", cheap)).assertReceipt();
        }
    }

    @Test
    void aQuoteIsNotHonoredForAnotherValueOfAHeaderThatItDependsOn() throws Exception {
        try (Shop shop = shop(request -> Price.of("gold".equals(request.getHeader("Tier")) ? "1" : "2"))) {
            String gold = Shop.credential(shop.send(shop.request("/paid").header("Tier", "gold")));

            shop.send(shop.request("/paid").header("Authorization", gold))
                    .assertChallenged(ProblemType.INVALID_CHALLENGE);
            shop.assertRuns("paid", 0).assertPaid(0);
            shop.send(shop.request("/paid")
                            .header("Tier", "gold")
                            .header("Other", "x")
                            .header("Authorization", gold))
                    .assertReceipt();
        }
    }

    @Test
    void aPriceByTheBodyIsForThatBodyAndTheHandlerStillReadsIt() throws Exception {
        try (Shop shop = shop(request -> {
            try {
                return Price.of(Integer.toString(request.getInputStream().readAllBytes().length));
            } catch (java.io.IOException gone) {
                throw new IllegalStateException(gone);
            }
        })) {
            String five = Shop.credential(shop.send(shop.post("/paid", "12345")));

            shop.send(shop.post("/paid", "1234567").header("Authorization", five))
                    .assertChallenged(ProblemType.VERIFICATION_FAILED);
            assertThat(shop.send(shop.post("/paid", "12345").header("Authorization", five))
                            .assertReceipt()
                            .text())
                    .isEqualTo("12345");
            assertThat(shop.sandbox.ledger().entries().get(0).amount()).isEqualTo(Amount.ofBaseUnits(5_000_000));
        }
    }

    @Test
    void aPriceByAFormFieldCanBePaid() throws Exception {
        try (Shop shop = shop(request -> Price.of(request.getParameter("n")))) {
            HttpRequest.Builder request =
                    shop.post("/paid", "n=3").header("Content-Type", "application/x-www-form-urlencoded");
            assertThat(shop.buy(request).assertReceipt().text()).isEqualTo("n=3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"throws", "null", "digits", "currency", "not a number"})
    void aPriceThatCannotBeWorkedOutClosesTheResource(String way) throws Exception {
        AtomicReference<String> mode = new AtomicReference<>("fine");
        try (Shop shop = shop(request -> switch (mode.get()) {
            case "fine" -> Price.of("0.01");
            case "throws" -> throw new IllegalStateException("as told");
            case "digits" -> Price.of("0.0000001");
            case "currency" -> Price.of("1", "usd");
            case "not a number" -> Price.of("1e3");
            default -> null;
        })) {
            String credential = Shop.credential(shop.get("/paid"));
            mode.set(way);

            shop.get("/paid").assertRefused(500, ProblemType.INTERNAL_ERROR);
            Answer answer = shop.send(shop.request("/paid").header("Authorization", credential));
            answer.assertRefused(500, ProblemType.INTERNAL_ERROR);
            assertThat(answer.text()).doesNotContain("as told");
            shop.assertRuns("paid", 0).assertPaid(0);

            mode.set("fine");
            shop.send(shop.request("/paid").header("Authorization", credential)).assertReceipt();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"getHeaders", "getIntHeader", "getCookies", "getLocale", "getLocales", "getContentType"})
    void whateverThePriceDependsOnBindsTheQuote(String read) throws Exception {
        try (Shop shop = shop(request -> {
            String seen = switch (read) {
                case "getHeaders" -> request.getHeaders("Number").nextElement();
                case "getIntHeader" -> Integer.toString(request.getIntHeader("Number"));
                case "getCookies" -> request.getCookies()[0].getValue();
                case "getLocale" -> request.getLocale().getCountry().equals("AT") ? "1" : "2";
                case "getLocales" ->
                    request.getLocales().nextElement().getCountry().equals("AT") ? "1" : "2";
                default -> request.getContentType().equals("text/1") ? "1" : "2";
            };
            return Price.of(seen);
        })) {
            HttpRequest.Builder one = shop.request("/paid")
                    .header("Number", "1")
                    .header("Cookie", "n=1")
                    .header("Accept-Language", "de-AT")
                    .header("Content-Type", "text/1");
            HttpRequest.Builder two = shop.request("/paid")
                    .header("Number", "2")
                    .header("Cookie", "n=2")
                    .header("Accept-Language", "de-DE")
                    .header("Content-Type", "text/2");
            String cheap = Shop.credential(shop.send(one.copy()));

            shop.send(two.header("Authorization", cheap)).assertChallenged(ProblemType.INVALID_CHALLENGE);
            shop.assertRuns("paid", 0).assertPaid(0);
            shop.send(one.header("Authorization", cheap)).assertReceipt();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"getInputStream", "getReader", "getParameter"})
    void aPriceCannotDependOnABodyThatIsNotBound(String read) throws Exception {
        Shop plan = Shop.plan().servlet("paid", (request, response) -> {}, "/paid");
        plan.filter(filter -> filter.priceServlet(
                "paid",
                Tariff.computed(
                                request -> {
                                    try {
                                        return Price.of(
                                                switch (read) {
                                                    case "getInputStream" ->
                                                        Integer.toString(request.getInputStream()
                                                                .read());
                                                    case "getReader" ->
                                                        request.getReader().readLine();
                                                    default -> request.getParameter("n");
                                                });
                                    } catch (java.io.IOException gone) {
                                        throw new IllegalStateException(gone);
                                    }
                                },
                                plan.sandbox)
                        .withoutBodyDigest()));
        try (Shop shop = plan.open()) {
            shop.send(shop.post("/paid", "n=1").header("Content-Type", "application/x-www-form-urlencoded"))
                    .assertRefused(500, ProblemType.INTERNAL_ERROR);
            shop.assertRuns("paid", 0).assertPaid(0);
        }
    }
}
