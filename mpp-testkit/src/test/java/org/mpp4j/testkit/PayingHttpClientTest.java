package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.PaymentGateBuilder;
import org.mpp4j.gate.Route;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.money.Amount;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.WwwAuthenticate;

class PayingHttpClientTest {

    private final SandboxCharge sandbox = SandboxCharge.create();
    private final SandboxCharge euros =
            SandboxCharge.builder().currency("teur").ledger(sandbox.ledger()).build();
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private GateServer server;

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    private static PaymentGateBuilder gate() {
        return PaymentGate.builder("test.example", ChallengeKeys.of("a secret for tests of the paying client"));
    }

    private void givenServer(Offer... offers) throws IOException {
        givenServer(gate(), offers);
    }

    private void givenServer(PaymentGateBuilder gate, Offer... offers) throws IOException {
        server = new GateServer(gate.build(), Route.of("echo", offers));
    }

    private PayingHttpClientBuilder alice() {
        return PayingHttpClient.builder()
                .payer(SandboxPayer.named("alice"))
                .limit("tusd", Amount.ofBaseUnits(10_000))
                .pause(pauses::add);
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(server.uri()).timeout(Duration.ofSeconds(20));
    }

    private PaidResponse<String> send(PayingHttpClientBuilder client) throws Exception {
        return client.build().send(request().build(), BodyHandlers.ofString());
    }

    @Test
    void aChallengeIsPaidAndTheReceiptRead() throws Exception {
        givenServer(Offer.of(sandbox, "0.01"));

        PaidResponse<String> response = send(alice());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("paid: ");
        assertThat(response.receipt())
                .hasValueSatisfying(receipt -> assertThat(receipt.reference())
                        .isEqualTo(
                                "sandbox-" + response.challenge().orElseThrow().id()));
        assertThat(response.paymentRequired())
                .hasValueSatisfying(asked -> assertThat(asked.statusCode()).isEqualTo(402));
        assertThat(response.unpaidBecause()).isEmpty();
        assertThat(sandbox.ledger().entries()).singleElement().satisfies(entry -> {
            assertThat(entry.payer()).isEqualTo("did:sandbox:alice");
            assertThat(entry.amount()).isEqualTo(Amount.ofBaseUnits(10_000));
        });
    }

    @Test
    void theBodyIsSentAgainWithThePayment() throws Exception {
        givenServer(Offer.of(sandbox, "0.01"));

        PaidResponse<String> response = alice().build()
                .send(request().POST(BodyPublishers.ofString("Grüße")).build(), BodyHandlers.ofString());

        assertThat(response.body()).isEqualTo("paid: Grüße");
    }

    @Test
    void anAmountOverTheLimitIsNotPaid() throws Exception {
        givenServer(Offer.of(sandbox, "0.010001"));

        PaidResponse<String> response = send(alice());

        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(response.credential()).isEmpty();
        assertThat(response.unpaidBecause())
                .hasValueSatisfying(reason -> assertThat(reason).contains("10001", "10000", "tusd"));
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void aCurrencyWithoutALimitIsNotPaidAndTheNextChallengeIs() throws Exception {
        givenServer(Offer.of(euros, "0.005"), Offer.of(sandbox, "0.01"));

        PaidResponse<String> response = send(alice());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.challenge().orElseThrow().request().currency()).isEqualTo("tusd");
    }

    @Test
    void theFirstChallengeThatCanBeAnsweredIsPaid() throws Exception {
        givenServer(Offer.of(euros, "0.005"), Offer.of(sandbox, "0.01"));

        PaidResponse<String> response = send(alice().limit("teur", Amount.ofBaseUnits(10_000)));

        assertThat(response.challenge().orElseThrow().request().currency()).isEqualTo("teur");
    }

    @Test
    void aSecondPaymentIsNeverMade() throws Exception {
        givenServer(Offer.of(sandbox, "0.01"));
        sandbox.next(SandboxFault.DECLINED);

        PaidResponse<String> response = send(alice());

        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(response.credential()).isPresent();
        assertThat(server.requests()).isEqualTo(2);
        assertThat(sandbox.ledger().settlements()).isZero();
    }

    @Test
    void anUnknownOutcomeIsSettledWithTheSameCredential() throws Exception {
        givenServer(Offer.of(sandbox, "0.01"));
        sandbox.next(SandboxFault.UNKNOWN_AFTER_EFFECT, SandboxFault.UNREACHABLE);

        PaidResponse<String> response = send(alice());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(sandbox.ledger().settlements()).isEqualTo(1);
        assertThat(pauses).containsExactly(SandboxFault.RETRY_AFTER, SandboxFault.RETRY_AFTER);
        assertThat(server.requests()).isEqualTo(4);
    }

    @Test
    void anOutcomeIsNotWaitedForWithoutEnd() throws Exception {
        givenServer(Offer.of(sandbox, "0.01"));
        sandbox.always(SandboxFault.UNKNOWN_BEFORE_EFFECT);

        PaidResponse<String> response = send(alice().repeats(2, Duration.ofSeconds(30)));

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(server.requests()).isEqualTo(4);
        assertThat(pauses).hasSize(2);
    }

    @Test
    void anOutcomeIsNotWaitedForLongerThanAllowed() throws Exception {
        givenServer(Offer.of(sandbox, "0.01"));
        sandbox.always(SandboxFault.UNKNOWN_BEFORE_EFFECT);

        PaidResponse<String> response = send(alice().repeats(9, Duration.ofMillis(1_500)));

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(pauses).hasSize(1);
    }

    @Test
    void theFieldThatTheChallengeAsksForCarriesTheCredential() throws Exception {
        givenServer(gate().credentialHeader(PaymentAuthorization.ALTERNATIVE_HEADER), Offer.of(sandbox, "0.01"));

        PaidResponse<String> response = alice().build()
                .send(request().header("Authorization", "Bearer abc").build(), BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void aFieldThatCanNotCarryACredentialIsNotPaidFor() throws Exception {
        givenServer(gate().credentialHeader("Content-Length"), Offer.of(sandbox, "0.01"));

        PaidResponse<String> response = send(alice());

        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(response.unpaidBecause())
                .hasValueSatisfying(reason -> assertThat(reason).contains("can't carry"));
    }

    @Test
    void anExpiredChallengeIsNotPaid() throws Exception {
        givenServer(Offer.of(sandbox, "0.01"));

        PaidResponse<String> response = send(alice().clock(TestClock.at("2999-01-01T00:00:00Z")));

        assertThat(response.unpaidBecause())
                .hasValueSatisfying(reason -> assertThat(reason).contains("expired"));
        assertThat(response.credential()).isEmpty();
    }

    @Test
    void aChallengeThatNoPayerKnowsIsNotPaid() throws Exception {
        givenServer(Offer.of(sandbox, "0.01"));
        ChallengePayer other = new ChallengePayer() {
            @Override
            public boolean canAnswer(Challenge challenge) {
                return false;
            }

            @Override
            public Credential pay(Challenge challenge) {
                throw new AssertionError("must not be asked to pay");
            }
        };

        PaidResponse<String> response =
                send(PayingHttpClient.builder().payer(other).limit("tusd", Amount.ofBaseUnits(10_000)));

        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(response.unpaidBecause()).contains("No payer can answer sandbox/charge");
    }

    @Test
    void twoRequestsMakeTwoPayments() throws Exception {
        givenServer(Offer.of(sandbox, "0.01"));
        PayingHttpClientBuilder client = alice();

        send(client);
        send(client);

        assertThat(sandbox.ledger().settlements()).isEqualTo(2);
        assertThat(server.deliveries()).isEqualTo(2);
    }

    @Test
    void aClientWithoutALimitOrPayerIsNotBuilt() {
        assertThatThrownBy(() -> PayingHttpClient.builder()
                        .payer(SandboxPayer.anonymous())
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("limit");
        assertThatThrownBy(() -> PayingHttpClient.builder()
                        .limit("tusd", Amount.ofBaseUnits(1))
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("payer");
    }

    @Test
    void aClientThatFollowsRedirectsIsRefused() {
        HttpClient follows = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();

        assertThatThrownBy(() -> alice().httpClient(follows))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Redirect.NEVER");
    }

    private Challenge challengeFromElsewhere() {
        PaymentRequest request =
                sandbox.prepare(OfferTerms.of(Price.of("0.01"))).request();
        return Challenge.builder("shop.example", "sandbox", "charge", request).build("id");
    }

    @Test
    void nothingIsPaidOverPlainHttpToAnotherMachine() throws Exception {
        URI elsewhere = URI.create("http://shop.example/");
        Challenge challenge = challengeFromElsewhere();
        CannedHttpClient http = new CannedHttpClient(402, WwwAuthenticate.HEADER, WwwAuthenticate.format(challenge));

        PaidResponse<String> refused = alice().httpClient(http)
                .build()
                .send(HttpRequest.newBuilder(elsewhere).build(), BodyHandlers.ofString());
        PaidResponse<String> allowed = alice().httpClient(http)
                .allowPlainHttp()
                .build()
                .send(HttpRequest.newBuilder(elsewhere).build(), BodyHandlers.ofString());

        assertThat(refused.credential()).isEmpty();
        assertThat(refused.unpaidBecause())
                .hasValueSatisfying(reason -> assertThat(reason).contains("plain HTTP"));
        assertThat(allowed.credential()).isPresent();
    }

    @Test
    void aMalformedChallengeDoesNotHideAGoodOne() throws Exception {
        Challenge challenge = challengeFromElsewhere();
        CannedHttpClient http = new CannedHttpClient(
                402, WwwAuthenticate.HEADER, "Payment id=\"x\"", WwwAuthenticate.format(challenge));

        PaidResponse<String> response = alice().httpClient(http)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("https://shop.example/"))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(response.credential()).isPresent();
    }
}
