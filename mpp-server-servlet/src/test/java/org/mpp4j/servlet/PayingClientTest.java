package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mpp4j.client.Allowance;
import org.mpp4j.client.PaidResponse;
import org.mpp4j.client.PayingHttpClient;
import org.mpp4j.client.PayingHttpClientBuilder;
import org.mpp4j.client.SpendingLimits;
import org.mpp4j.gate.Offer;
import org.mpp4j.money.Amount;
import org.mpp4j.testkit.SandboxFault;
import org.mpp4j.testkit.SandboxPayer;

/** The paying client of mpp-client at the filter. */
class PayingClientTest {

    private final SpendingLimits limits = SpendingLimits.of(
            Allowance.of("sandbox", "tusd", Amount.ofBaseUnits(10_000)).total(Amount.ofBaseUnits(50_000)));

    private PayingHttpClientBuilder alice() {
        return PayingHttpClient.builder()
                .payer(SandboxPayer.named("alice"))
                .limits(limits)
                .allowRealms("shop.example")
                .allowRecipients("sandbox", "merchant")
                .delays(pause -> Runnable::run);
    }

    private static Shop shop() {
        return Shop.plan()
                .servlet("fortune", (request, response) -> response.getWriter().print("luck"), "/fortune")
                .servlet(
                        "echo",
                        (request, response) -> response.getOutputStream()
                                .write(request.getInputStream().readAllBytes()),
                        "/echo");
    }

    private Amount spent() {
        return limits.spent("sandbox", "tusd");
    }

    @Test
    void aPurchaseIsOneCall() throws Exception {
        try (Shop shop = shop().price("/fortune", "0.01").open()) {
            PaidResponse<String> response =
                    alice().build().send(shop.request("/fortune").build(), BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("luck");
            assertThat(response.receipt()).isPresent();
            assertThat(spent()).isEqualTo(Amount.ofBaseUnits(10_000));
            shop.assertPaid(1).assertRuns("fortune", 1);
        }
    }

    @Test
    void aBodyThatTheChallengeIsBoundToIsSentAgain() throws Exception {
        Shop plan = shop();
        try (Shop shop = plan.price("/echo", "0.01").open()) {
            PaidResponse<String> response = alice().build()
                    .send(
                            shop.request("/echo")
                                    .POST(BodyPublishers.ofString("Grüße"))
                                    .build(),
                            BodyHandlers.ofString());

            assertThat(response.body()).isEqualTo("Grüße");
            shop.assertPaid(1).assertRuns("echo", 1);
        }
    }

    @Test
    void anOutcomeThatIsUnknownAtFirstIsPaidOnce() throws Exception {
        try (Shop shop = shop().price("/fortune", "0.01").open()) {
            shop.sandbox.next(SandboxFault.UNKNOWN_AFTER_EFFECT, SandboxFault.UNREACHABLE);

            PaidResponse<String> response =
                    alice().build().send(shop.request("/fortune").build(), BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(spent()).isEqualTo(Amount.ofBaseUnits(10_000));
            shop.assertPaid(1).assertRuns("fortune", 1);
        }
    }

    @Test
    void aPaymentThatIsDeclinedIsNotMadeAgain() throws Exception {
        try (Shop shop = shop().price("/fortune", "0.01").open()) {
            shop.sandbox.next(SandboxFault.DECLINED);

            PaidResponse<String> response =
                    alice().build().send(shop.request("/fortune").build(), BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(402);
            assertThat(response.unpaidBecause().orElseThrow()).contains("already");
            shop.assertPaid(0).assertRuns("fortune", 0);
        }
    }

    @Test
    void ofTwoOffersTheOneOfTheBetterPayerIsTaken() throws Exception {
        Shop plan = shop();
        OtherMoney other = new OtherMoney(plan.sandbox);
        plan.filter(filter -> filter.price("/fortune", Offer.of(other, "0.001"), Offer.of(plan.sandbox, "0.01")));
        try (Shop shop = plan.open()) {
            PaidResponse<String> response =
                    alice().build().send(shop.request("/fortune").build(), BodyHandlers.ofString());

            assertThat(response.challenge().orElseThrow().method()).isEqualTo("sandbox");
            shop.assertPaid(1);
        }
    }

    @Test
    void manyAtOnceAreBoughtUpToTheTotal() throws Exception {
        try (Shop shop = shop().price("/fortune", "0.01").open()) {
            PayingHttpClient client = alice().build();
            HttpRequest request = shop.request("/fortune").build();

            List<CompletableFuture<PaidResponse<String>>> responses = IntStream.range(0, 24)
                    .mapToObj(i -> client.sendAsync(request, BodyHandlers.ofString()))
                    .toList();

            assertThat(responses.stream().map(CompletableFuture::join).map(PaidResponse::statusCode))
                    .containsOnly(200, 402)
                    .filteredOn(status -> status == 200)
                    .hasSize(5);
            assertThat(spent()).isEqualTo(Amount.ofBaseUnits(50_000));
            shop.assertPaid(5).assertRuns("fortune", 5);
        }
    }
}
