package org.mpp4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mpp4j.client.Merchant.asks;
import static org.mpp4j.client.Merchant.challenge;
import static org.mpp4j.client.Merchant.delivers;
import static org.mpp4j.client.Merchant.drops;
import static org.mpp4j.client.Merchant.sells;
import static org.mpp4j.client.Merchant.status;
import static org.mpp4j.client.Merchant.terms;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.money.Amount;

/** What the client does with an honest server, and what is left of it when the network isn't. */
class PayingHttpClientTest {

    private final Merchant merchant = new Merchant();
    private final PaperPayer paper = new PaperPayer("paper");
    private final PaperPayer gold = new PaperPayer("gold");
    private final SpendingLimits limits = SpendingLimits.of(
            Allowance.of("paper", "usd", Amount.ofBaseUnits(100)),
            Allowance.of("gold", "usd", Amount.ofBaseUnits(100)));
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        merchant.close();
    }

    private PayingHttpClientBuilder client() {
        return PayingHttpClient.builder().payer(paper).limits(limits).delays(pause -> {
            pauses.add(pause);
            return Runnable::run;
        });
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(merchant.url("/goods")).timeout(Duration.ofSeconds(20));
    }

    private PaidResponse<String> send(PayingHttpClientBuilder client) throws Exception {
        return client.build().send(request().build(), BodyHandlers.ofString());
    }

    private Amount spent() {
        return limits.spent("paper", "usd");
    }

    @Test
    void aChallengeIsPaidAndTheReceiptIsThere() throws Exception {
        merchant.replies(sells(challenge("7")));

        PaidResponse<String> response = send(client());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("delivered");
        assertThat(response.receipt().orElseThrow().reference()).isEqualTo("receipt-1");
        assertThat(response.challenge()).contains(challenge("7"));
        assertThat(response.paymentRequired().orElseThrow().body()).isEqualTo("pay");
        assertThat(response.unpaidBecause()).isEmpty();
        assertThat(spent()).isEqualTo(Amount.ofBaseUnits(7));
    }

    @Test
    void whatIsFreeIsNotPaid() throws Exception {
        merchant.replies(status(200));

        PaidResponse<String> response = send(client());

        assertThat(response.body()).isEqualTo("status 200");
        assertThat(response.credential()).isEmpty();
        assertThat(paper.payments()).isZero();
    }

    @Test
    void theServerIsToldWhatIsLikedBest() throws Exception {
        merchant.replies(status(200));

        send(client().payer(gold));
        client().build().send(request().header("Accept-Payment", "gold/*").build(), BodyHandlers.discarding());

        assertThat(merchant.seen().get(0).field("Accept-Payment")).contains("paper/charge, gold/charge;q=0.9");
        assertThat(merchant.seen().get(1).field("Accept-Payment")).contains("gold/*");
    }

    @Test
    void ofSeveralChallengesThatOfTheFirstPayerIsAnswered() throws Exception {
        merchant.replies(asks(challenge("gold", terms("1").build()), challenge("5"), challenge("3")), delivers());

        PaidResponse<String> response = send(client().payer(gold));

        assertThat(response.challenge()).contains(challenge("5"));
        assertThat(gold.payments()).isZero();
    }

    @Test
    void whatIsOverTheLimitIsLeftForWhatIsNot() throws Exception {
        merchant.replies(asks(challenge("101"), challenge("gold", terms("9").build())), delivers());

        PaidResponse<String> response = send(client().payer(gold));

        assertThat(response.challenge().orElseThrow().method()).isEqualTo("gold");
        assertThat(spent()).isEqualTo(Amount.ZERO);
    }

    @Test
    void allAttemptsOfARequestThatIsNotIdempotentHaveOneKey() throws Exception {
        merchant.replies(asks(challenge("1")), status(503, "Retry-After", "1"), delivers());

        client().build().send(request().POST(BodyPublishers.ofString("x")).build(), BodyHandlers.ofString());

        assertThat(merchant.seen()).hasSize(3).allMatch(seen -> seen.body().equals("x"));
        assertThat(merchant.seen().stream()
                        .map(seen -> seen.field("Idempotency-Key").orElseThrow()))
                .allMatch(key -> key.length() == 36)
                .containsOnly(merchant.seen().get(0).field("Idempotency-Key").orElseThrow());
    }

    @Test
    void aGetNeedsNoKeyAndTheCallersOwnIsKept() throws Exception {
        merchant.replies(sells(challenge("1")));

        send(client());
        client().build()
                .send(
                        request()
                                .header("Idempotency-Key", "mine")
                                .POST(BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());

        assertThat(merchant.seen().get(1).field("Idempotency-Key")).isEmpty();
        assertThat(merchant.seen().get(3).field("Idempotency-Key")).contains("mine");
    }

    @Test
    void theSameCredentialIsSentAgainWhenTheConnectionBreaks() throws Exception {
        merchant.replies(asks(challenge("7")), drops(), drops(), drops(), delivers());

        PaidResponse<String> response = send(client().repeats(9, Duration.ofMinutes(5)));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(paper.payments()).isEqualTo(1);
        assertThat(merchant.credentials())
                .hasSize(4)
                .containsOnly(merchant.credentials().get(0));
        assertThat(spent()).isEqualTo(Amount.ofBaseUnits(7));
    }

    @Test
    void whatWasPaidAndNotAnsweredCanBeAskedForLater() throws Exception {
        merchant.replies(asks(challenge("7")), drops());
        PayingHttpClient client = client().build();

        UnansweredPaymentException unanswered = org.junit.jupiter.api.Assertions.assertThrows(
                UnansweredPaymentException.class, () -> client.send(request().build(), BodyHandlers.ofString()));
        merchant.replies(delivers());
        PaidResponse<String> later = client.send(unanswered.paidRequest(), BodyHandlers.ofString());

        assertThat(unanswered.challenge()).isEqualTo(challenge("7"));
        assertThat(later.body()).isEqualTo("delivered");
        assertThat(paper.payments()).isEqualTo(1);
        assertThat(unanswered.toString())
                .doesNotContain(merchant.credentials().get(0).substring(8, 40));
    }

    @Test
    void aRequestThatCarriesACredentialIsNeverPaidFor() throws Exception {
        merchant.replies(asks(challenge("7")));

        PaidResponse<String> response = client().build()
                .send(request().header("Authorization", "Payment abc").build(), BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(response.unpaidBecause().orElseThrow()).contains("already");
        assertThat(paper.payments()).isZero();
    }

    @Test
    void anOutcomeThatIsToComeIsWaitedForAsLongAsTheServerSays() throws Exception {
        merchant.replies(
                asks(challenge("7")),
                status(409, "Retry-After", "2"),
                status(503, "Retry-After", "3"),
                status(502),
                delivers());

        PaidResponse<String> response = send(client());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(pauses)
                .startsWith(Duration.ofSeconds(2), Duration.ofSeconds(3))
                .hasSize(3);
        assertThat(merchant.credentials())
                .hasSize(4)
                .containsOnly(merchant.credentials().get(0));
    }

    @Test
    void anOutcomeIsNotWaitedForWithoutEnd() throws Exception {
        merchant.replies(asks(challenge("7")), status(503, "Retry-After", "20"));

        PaidResponse<String> response = send(client());

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(pauses).containsExactly(Duration.ofSeconds(20));
    }

    @Test
    void aConflictThatSaysNothingOfLaterIsTheAnswer() throws Exception {
        merchant.replies(asks(challenge("7")), status(409));

        assertThat(send(client()).statusCode()).isEqualTo(409);
        assertThat(merchant.credentials()).hasSize(1);
    }

    @Test
    void anUnpaidRequestIsNotRepeated() {
        merchant.replies(drops());

        assertThatThrownBy(() -> client().build()
                        .send(request().POST(BodyPublishers.ofString("x")).build(), BodyHandlers.ofString()))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(UnansweredPaymentException.class);
        assertThat(pauses).isEmpty();
    }

    @Test
    void aPayerThatHasCertainlyNotPaidLeavesItToAnother() throws Exception {
        merchant.replies(asks(challenge("7"), challenge("gold", terms("5").build())), delivers());
        paper.failing(new PaymentFailedException("no paper", false));

        PaidResponse<String> response = send(client().payer(gold));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(gold.payments()).isEqualTo(1);
        assertThat(spent()).isEqualTo(Amount.ZERO);
    }

    @Test
    void aPayerThatMayHavePaidIsTheEnd() {
        merchant.replies(asks(challenge("7"), challenge("gold", terms("5").build())), delivers());
        paper.failing(new PaymentFailedException("who knows", true));

        assertThatThrownBy(() -> send(client().payer(gold))).isInstanceOf(PaymentFailedException.class);
        assertThat(gold.payments()).isZero();
        assertThat(spent()).isEqualTo(Amount.ofBaseUnits(7));
    }

    @Test
    void aBugOfAPayerCountsAsAPayment() {
        merchant.replies(asks(challenge("7")));
        paper.failing(new IllegalStateException("bug"));

        assertThatThrownBy(() -> send(client())).hasMessage("bug");
        assertThat(spent()).isEqualTo(Amount.ofBaseUnits(7));
    }

    @Test
    void whatIsNotConfirmedIsNotPaid() throws Exception {
        merchant.replies(asks(challenge("7"), challenge("5")), delivers());
        List<ProposedPayment> proposed = new ArrayList<>();

        PaidResponse<String> response = send(client().confirm(payment -> {
            proposed.add(payment);
            return payment.demand().amount().equals(Amount.ofBaseUnits(5));
        }));

        assertThat(response.challenge()).contains(challenge("5"));
        assertThat(proposed).extracting(ProposedPayment::resource).containsOnly(merchant.url("/goods"));
        assertThat(proposed)
                .extracting(payment -> payment.demand().recipients())
                .containsOnly(List.of("Merchant"));
        assertThat(spent()).isEqualTo(Amount.ofBaseUnits(5));
    }

    @Test
    void aConfirmationThatFailsPaysNothing() {
        merchant.replies(asks(challenge("7")));

        assertThatThrownBy(() -> send(client().confirm(payment -> {
                    throw new IllegalStateException("nobody there");
                })))
                .hasMessage("nobody there");
        assertThat(paper.payments()).isZero();
        assertThat(spent()).isEqualTo(Amount.ZERO);
    }

    @Test
    void manyRequestsAtOnceSpendTheTotalAndNoMore() {
        merchant.replies(sells(challenge("7")));
        SpendingLimits total = SpendingLimits.of(
                Allowance.of("paper", "usd", Amount.ofBaseUnits(7)).total(Amount.ofBaseUnits(70)));
        PayingHttpClient client =
                PayingHttpClient.builder().payer(paper).limits(total).build();

        List<CompletableFuture<PaidResponse<String>>> responses = IntStream.range(0, 40)
                .mapToObj(i -> client.sendAsync(request().build(), BodyHandlers.ofString()))
                .toList();

        assertThat(responses.stream().map(CompletableFuture::join).filter(response -> response.statusCode() == 200))
                .hasSize(10);
        assertThat(paper.payments()).isEqualTo(10);
        assertThat(total.spent("paper", "usd")).isEqualTo(Amount.ofBaseUnits(70));
    }

    @Test
    void anAsynchronousRequestFailsAsTheOtherDoes() {
        merchant.replies(drops());

        CompletableFuture<PaidResponse<String>> response = client().build()
                .sendAsync(request().POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());

        assertThatThrownBy(response::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void theDefaultTimerPausesForAsLongAsItShould() throws Exception {
        long start = System.nanoTime();

        new Patience(1, Duration.ofSeconds(1), Patience::onTimer).pause(Duration.ofMillis(30));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(29));
    }

    @Test
    void aClientThatCanNotBeSafeIsNotBuilt() {
        assertThatThrownBy(() -> PayingHttpClient.builder().limits(limits).build())
                .hasMessageContaining("at least one payer");
        assertThatThrownBy(() -> PayingHttpClient.builder().payer(paper).build())
                .hasMessageContaining("a limit for each currency");
        assertThatThrownBy(() ->
                        client().allow(Allowance.of("x", "usd", Amount.ZERO)).build())
                .hasMessageContaining("either its own allowances or shared limits");
        HttpClient follows = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        assertThatThrownBy(() -> client().httpClient(follows)).hasMessageContaining("Redirect.NEVER");
        assertThatThrownBy(() -> client().allowOrigins(URI.create("api.example.com")))
                .hasMessageContaining("https://api.example.com");
    }

    @Test
    void nothingShowsACredential() throws Exception {
        merchant.replies(sells(challenge("7")));

        PaidResponse<String> response = send(client());

        assertThat(response.toString()).isEqualTo("PaidResponse[200, paid]");
        assertThat(response.previousResponse()).isEmpty();
    }
}
