package org.mpp4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.mpp4j.money.Amount;

/** A merchant, another one, and a client that pays with paper. */
abstract class OneMerchant {

    final Merchant merchant = new Merchant();
    final Merchant accomplice = new Merchant();
    final PaperPayer paper = new PaperPayer("paper");
    final SpendingLimits limits = SpendingLimits.of(Allowance.of("paper", "usd", Amount.ofBaseUnits(100)));

    @AfterEach
    void close() {
        merchant.close();
        accomplice.close();
    }

    PayingHttpClientBuilder client() {
        return PayingHttpClient.builder().payer(paper).limits(limits).delays(pause -> Runnable::run);
    }

    HttpRequest.Builder request() {
        return HttpRequest.newBuilder(merchant.url("/goods")).timeout(Duration.ofSeconds(20));
    }

    PaidResponse<String> send(PayingHttpClientBuilder client) throws Exception {
        return client.build().send(request().build(), BodyHandlers.ofString());
    }

    void assertNothingPaid(PaidResponse<String> response, String reason) {
        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(response.body()).isEqualTo("pay");
        assertThat(response.unpaidBecause().orElseThrow()).contains(reason);
        assertThat(paper.payments()).isZero();
        assertThat(merchant.credentials()).isEmpty();
        assertThat(limits.spent("paper", "usd")).isEqualTo(Amount.ZERO);
    }
}
