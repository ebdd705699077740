package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.mpp4j.gate.Offer;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.testkit.PaidResponse;
import org.mpp4j.testkit.PayingHttpClient;
import org.mpp4j.testkit.SandboxPayer;

/** What everybody does: ask, pay, get it. */
@ContainerTest
class HappyPathTest {

    private static Shop shop() {
        return Shop.plan()
                .servlet("fortune", (request, response) -> response.getWriter().print("luck"), "/fortune")
                .servlet("free", (request, response) -> response.getWriter().print("air"), "/free");
    }

    @Test
    void theContainerIsTheOneThatThisRunIsFor() throws Exception {
        try (Shop shop = shop().price("/fortune", "0.01").open()) {
            assertThat(shop.server().context().getServerInfo()).containsIgnoringCase(TestServer.wanted());
            int minor = TestServer.wanted().equals("Tomcat/11.0") ? 1 : 0;
            assertThat(shop.server().context().getMajorVersion()).isEqualTo(6);
            assertThat(shop.server().context().getMinorVersion()).isEqualTo(minor);
        }
    }

    @Test
    void anUnpaidRequestIsChallengedAndTheHandlerDoesNotRun() throws Exception {
        try (Shop shop = shop().price("/fortune", "0.01").open()) {
            Answer answer = shop.get("/fortune");

            answer.assertChallenged();
            Challenge challenge = answer.challenges().get(0);
            assertThat(challenge.realm()).isEqualTo("shop.example");
            assertThat(challenge.method()).isEqualTo("sandbox");
            assertThat(challenge.intent()).isEqualTo("charge");
            assertThat(challenge.request().amount()).isEqualTo(Amount.ofBaseUnits(10_000));
            assertThat(answer.headers("Vary")).containsExactly("Authorization, Accept-Payment");
            assertThat(answer.headers("Content-Length")).containsExactly(Integer.toString(answer.body().length));
            shop.assertRuns("fortune", 0).assertPaid(0);
        }
    }

    @Test
    void aPaidRequestRunsTheHandlerOnceAndCarriesTheReceipt() throws Exception {
        try (Shop shop = shop().price("/fortune", "0.01").open()) {
            Answer answer = shop.buy("/fortune");

            answer.assertReceipt();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("luck");
            assertThat(answer.headers("Cache-Control")).containsExactly("private");
            assertThat(answer.receipt().reference())
                    .isEqualTo(
                            "sandbox-" + shop.sandbox.ledger().entries().get(0).challengeId());
            shop.assertRuns("fortune", 1).assertPaid(1);
            shop.assertDelivered(true, 200);
        }
    }

    @Test
    void aCredentialBuysOnceWhereAnswersAreNotKept() throws Exception {
        try (Shop shop = shop().gate(gate -> gate.answerLimit(0))
                .price("/fortune", "0.01")
                .open()) {
            String credential = Shop.credential(shop.get("/fortune"));

            shop.send(shop.request("/fortune").header("Authorization", credential))
                    .assertReceipt();
            Answer again = shop.send(shop.request("/fortune").header("Authorization", credential));

            again.assertChallenged(org.mpp4j.protocol.ProblemType.INVALID_CHALLENGE);
            shop.assertRuns("fortune", 1).assertPaid(1);
        }
    }

    @Test
    void aCredentialForAnotherServletOfTheSamePriceIsRejected() throws Exception {
        try (Shop shop = shop().price("/fortune", "0.01").price("/free", "0.01").open()) {
            String credential = Shop.credential(shop.get("/free"));

            Answer answer = shop.send(shop.request("/fortune").header("Authorization", credential));

            answer.assertChallenged(org.mpp4j.protocol.ProblemType.INVALID_CHALLENGE);
            shop.assertRuns("fortune", 0).assertPaid(0);
            shop.send(shop.request("/free").header("Authorization", credential)).assertReceipt();
        }
    }

    @Test
    void aFreeServletIsLeftAlone() throws Exception {
        try (Shop shop = shop().price("/fortune", "0.01").open()) {
            Answer answer = shop.get("/free");

            answer.assertWithoutReceipt(200);
            assertThat(answer.text()).isEqualTo("air");
            assertThat(answer.headers("Cache-Control")).isEmpty();
            assertThat(answer.headers("Vary")).isEmpty();
            assertThat(answer.headers("WWW-Authenticate")).isEmpty();
            shop.assertRuns("free", 1).assertPaid(0);
        }
    }

    @Test
    void theHandlerSeesWhoPaid() throws Exception {
        AtomicReference<Payment> seen = new AtomicReference<>();
        Shop plan = Shop.plan()
                .servlet("fortune", (request, response) -> seen.set(Payment.from(request)), "/fortune")
                .servlet(
                        "free",
                        (request, response) ->
                                response.getWriter().print(Payment.find(request).isPresent()),
                        "/free");
        plan.filter(filter -> filter.price(
                "/fortune", Tariff.of(Offer.of(plan.sandbox, "0.01")).correlation(java.util.Map.of("order", "4711"))));
        try (Shop shop = plan.open()) {
            Answer answer = shop.buy("/fortune");

            assertThat(seen.get().payer()).contains("did:sandbox:alice");
            assertThat(seen.get().receipt().reference())
                    .isEqualTo(answer.receipt().reference());
            assertThat(seen.get().challenge().method()).isEqualTo("sandbox");
            assertThat(seen.get().correlation()).containsEntry("order", "4711");
            assertThat(shop.get("/free").text()).isEqualTo("false");
        }
    }

    @Test
    void twoOffersAreTwoFieldsAndEitherCanBePaid() throws Exception {
        Shop plan = shop();
        plan.filter(filter -> filter.price(
                "/fortune", Offer.of(plan.sandbox, "0.01"), Offer.of(new OtherMoney(plan.sandbox), "0.02")));
        try (Shop shop = plan.open()) {
            Answer unpaid = shop.get("/fortune");
            assertThat(unpaid.headers("WWW-Authenticate")).hasSize(2);
            assertThat(unpaid.challenges()).extracting(Challenge::method).containsExactly("sandbox", "othermoney");

            String second = org.mpp4j.protocol.PaymentAuthorization.format(
                    OtherMoney.pay(unpaid.challenges().get(1)));
            Answer answer = shop.send(shop.request("/fortune").header("Authorization", second));

            assertThat(answer.status()).isEqualTo(200);
            shop.assertRuns("fortune", 1).assertPaid(1);
            assertThat(shop.sandbox.ledger().entries().get(0).amount()).isEqualTo(Amount.ofBaseUnits(20_000));
        }
    }

    @Test
    void acceptPaymentOrdersAndDropsOffers() throws Exception {
        Shop plan = shop();
        plan.filter(filter -> filter.price(
                "/fortune", Offer.of(plan.sandbox, "0.01"), Offer.of(new OtherMoney(plan.sandbox), "0.02")));
        try (Shop shop = plan.open()) {
            assertThat(shop.send(shop.request("/fortune")
                                    .header("Accept-Payment", "sandbox/charge;q=0.5, othermoney/charge"))
                            .challenges())
                    .extracting(Challenge::method)
                    .containsExactly("othermoney", "sandbox");
            assertThat(shop.send(shop.request("/fortune")
                                    .header("Accept-Payment", "sandbox/charge;q=0, othermoney/charge"))
                            .challenges())
                    .extracting(Challenge::method)
                    .containsExactly("othermoney");
            assertThat(shop.send(shop.request("/fortune").header("Accept-Payment", "no such thing !"))
                            .challenges())
                    .hasSize(2);
        }
    }

    @Test
    void thePayingClientOfTheTestkitBuysInOneCall() throws Exception {
        try (Shop shop = shop().price("/fortune", "0.01").open()) {
            PayingHttpClient client = PayingHttpClient.builder()
                    .payer(SandboxPayer.named("bob"))
                    .limit("tusd", Amount.ofBaseUnits(10_000))
                    .build();

            PaidResponse<String> response = client.send(shop.request("/fortune").build(), BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.receipt()).isPresent();
            assertThat(shop.sandbox.ledger().entries().get(0).payer()).isEqualTo("did:sandbox:bob");
        }
    }
}
