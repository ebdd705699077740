package org.mpp4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mpp4j.client.Merchant.asks;
import static org.mpp4j.client.Merchant.asksWithoutEnd;
import static org.mpp4j.client.Merchant.challenge;
import static org.mpp4j.client.Merchant.delivers;
import static org.mpp4j.client.Merchant.terms;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.BodyDigest;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.WwwAuthenticate;

/** What servers may try, and don't get. */
class HostileServerTest extends OneMerchant {

    @Test
    void aSecondChallengeIsNotPaidWhateverItAsks() throws Exception {
        for (String second : List.of("100", "1", "7")) {
            merchant.replies(asks(challenge("7")), asks(challenge(second)));

            PaidResponse<String> response = send(client());

            assertThat(response.statusCode()).isEqualTo(402);
            assertThat(response.unpaidBecause().orElseThrow()).contains("already");
            assertThat(response.credential()).isPresent();
        }
        assertThat(paper.payments()).isEqualTo(3);
        assertThat(limits.spent("paper", "usd")).isEqualTo(Amount.ofBaseUnits(21));
    }

    @Test
    void proofAfterProofIsNotGiven() throws Exception {
        merchant.replies(asks(challenge("0")));

        PaidResponse<String> response = send(client());

        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(response.unpaidBecause()).contains("The server asks for proof after proof");
        assertThat(paper.payments()).isEqualTo(2);
        assertThat(merchant.seen()).hasSize(3);
    }

    @Test
    void aPaymentAfterAProofIsTheOnlyOne() throws Exception {
        merchant.replies(asks(challenge("0")), asks(challenge("7")), asks(challenge("8")), delivers());

        assertThat(send(client()).statusCode()).isEqualTo(402);
        assertThat(limits.spent("paper", "usd")).isEqualTo(Amount.ofBaseUnits(7));
    }

    @Test
    void aStrangerIsNotPaid() throws Exception {
        merchant.replies(asks(challenge("7")));

        assertNothingPaid(send(client().allowRecipients("paper", "somebody", "else")), "recipient");
    }

    @Test
    void aStrangerDoesNotGetAShare() throws Exception {
        JsonObject splits = JsonObject.builder()
                .put(
                        "splits",
                        List.of(JsonObject.builder()
                                .put("recipient", "stranger")
                                .put("amount", "1")
                                .build()))
                .build();
        merchant.replies(
                asks(challenge("paper", terms("7").put("methodDetails", splits).build())));

        assertNothingPaid(send(client().allowRecipients("paper", "merchant")), "recipient");
    }

    @Test
    void whoIsPaidHasToBeSaidWhereItMatters() throws Exception {
        merchant.replies(asks(challenge("paper", terms("7").remove("recipient").build())));

        assertNothingPaid(send(client().allowRecipients("paper", "merchant")), "who would be paid");
    }

    @Test
    void recipientsAreTheSameInAnyCase() throws Exception {
        merchant.replies(asks(challenge("7")), delivers());

        assertThat(send(client().allowRecipients("paper", "mErChAnT")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void theNameOfACurrencyDoesNotMakeItTheSameWithAnotherMethod() throws Exception {
        PaperPayer gold = new PaperPayer("gold");
        merchant.replies(asks(challenge("gold", terms("7").build())));

        assertNothingPaid(send(client().payer(gold)), "no allowance for the currency usd by gold");
        assertThat(gold.payments()).isZero();
    }

    @Test
    void aCurrencyWithFewerDecimalsIsAnotherCurrency() throws Exception {
        merchant.replies(
                asks(challenge("paper", terms("7").put("currency", "jpy").build())));

        assertNothingPaid(send(client()), "no allowance for the currency jpy");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "101",
                "99999999999999999999",
                "115792089237316195423570985008687907853269984665640564039457584007913129639936",
            })
    void moreThanTheLimitIsNotPaid(String amount) throws Exception {
        merchant.replies(asks(challenge(amount)));

        assertNothingPaid(send(client()), "over the limit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "1e3",
                "1.0",
                "007",
                "",
                "٧",
                "0x7",
                "9999999999999999999999999999999999999999" + "99999999999999999999999999999999999999999999"
            })
    void anAmountThatIsNoneIsNotPaid(String amount) throws Exception {
        merchant.replies(asks(challenge(amount)));

        assertNothingPaid(send(client()), "amount");
    }

    @Test
    void anAmountThatIsANumberAndNotATextIsNotPaid() throws Exception {
        JsonObject terms = terms("7").put("amount", 7).build();
        merchant.replies(asks(Challenge.builder("127.0.0.1", "paper", "charge", PaymentRequest.of(terms))
                .build("id")));

        assertNothingPaid(send(client()), "amount");
    }

    @Test
    void anExpiredChallengeIsNotPaid() throws Exception {
        merchant.replies(asks(challenge("7")));

        assertNothingPaid(send(client().clock(() -> Instant.parse("2999-01-01T00:00:00Z"))), "expired");
    }

    @Test
    void aChallengeThatExpiresWhileSomebodyThinksIsNotPaid() throws Exception {
        merchant.replies(asks(challenge("7")));
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2998-12-31T23:59:59Z"));

        PaidResponse<String> response = send(client().clock(now::get).confirm(payment -> {
            now.set(Instant.parse("2999-01-01T00:00:00Z"));
            return true;
        }));

        assertNothingPaid(response, "expired before it was confirmed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Payment",
                "Payment id=\"x\"",
                "Payment id=\"x\", realm=\"r\", method=\"paper\", intent=\"charge\", request=\"%%%\"",
                "Payment id=\"x\", realm=\"r\", method=\"paper\", intent=\"charge\", request=\"e30\"",
                "Payment id=\"x\", realm=\"r\", method=\"paper\", intent=\"charge\", request=\"W10\"",
                "Payment id=\"x\", id=\"y\", realm=\"r\", method=\"paper\", intent=\"charge\", request=\"e30\"",
                "Payment id=\"x, realm=r",
                "Payment id=\"x\", realm=\"r\", method=\"PAPER!\", intent=\"charge\", request=\"e30\"",
                "Basic realm=\"x\"",
            })
    void aMalformedChallengeIsNotPaidAndHidesNoOther(String malformed) throws Exception {
        merchant.replies(asks(malformed));
        PaidResponse<String> alone = send(client());
        assertThat(alone.statusCode()).isEqualTo(402);
        assertThat(alone.unpaidBecause()).isPresent();
        assertThat(paper.payments()).isZero();

        merchant.replies(asks(malformed, WwwAuthenticate.format(challenge("7"))), delivers());
        assertThat(send(client()).challenge()).contains(challenge("7"));
    }

    @Test
    void aMalformedExpiryIsNotForEver() throws Exception {
        merchant.replies(asks(Challenge.builder(
                        "127.0.0.1",
                        "paper",
                        "charge",
                        PaymentRequest.of(terms("7").build()))
                .expires("tomorrow")
                .build("id")));

        assertNothingPaid(send(client()), "malformed");
    }

    @Test
    void aBodyWithoutEndHoldsNobodyUp() throws Exception {
        merchant.replies(asksWithoutEnd(challenge("7")), delivers());

        assertThat(send(client()).statusCode()).isEqualTo(200);
    }

    @Test
    void aBodyWithoutEndThatIsNotPaidForIsNotTakenIn() {
        merchant.replies(asksWithoutEnd(challenge("101")));

        assertThatThrownBy(() -> send(client())).isInstanceOf(IOException.class).hasMessageContaining("1048576");
        assertThat(paper.payments()).isZero();
    }

    @Test
    void aChallengeForAnotherBodyIsNotPaid() throws Exception {
        Challenge bound = Challenge.builder(
                        "127.0.0.1",
                        "paper",
                        "charge",
                        PaymentRequest.of(terms("7").build()))
                .digest(BodyDigest.of("body".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .toString())
                .build("id");
        HttpRequest.Builder other = request().POST(BodyPublishers.ofString("another"));
        merchant.replies(asks(bound));

        assertNothingPaid(client().build().send(other.build(), BodyHandlers.ofString()), "another body");
        assertNothingPaid(send(client()), "another body");

        merchant.replies(asks(bound), delivers());
        PaidResponse<String> paid = client().build()
                .send(request().POST(BodyPublishers.ofString("body")).build(), BodyHandlers.ofString());
        assertThat(paid.statusCode()).isEqualTo(200);
    }

    @Test
    void aProofInTheRealmOfAnotherHostIsNotGiven() throws Exception {
        Challenge elsewhere = Challenge.builder(
                        "bank.example",
                        "paper",
                        "charge",
                        PaymentRequest.of(terms("0").build()))
                .build("id");
        merchant.replies(asks(elsewhere), delivers());

        assertNothingPaid(send(client()), "realm");
        merchant.replies(asks(elsewhere), delivers());
        assertThat(send(client().allowRealms("Bank.example")).statusCode()).isEqualTo(200);
    }

    @Test
    void anotherRealmIsNotPaidWhereRealmsAreNamed() throws Exception {
        merchant.replies(asks(challenge("7")));

        assertNothingPaid(send(client().allowRealms("bank.example")), "realm");
    }

    @Test
    void aFieldOfTheCallersIsNotOverwritten() throws Exception {
        merchant.replies(asks(Challenge.builder(
                        "127.0.0.1",
                        "paper",
                        "charge",
                        PaymentRequest.of(terms("7").build()))
                .credentialHeader("X-Tenant")
                .build("id")));

        PaidResponse<String> response =
                client().build().send(request().header("X-Tenant", "me").build(), BodyHandlers.ofString());

        assertNothingPaid(response, "can't carry");
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.example.com/, true",
        "http://127.0.0.1:8080/, true",
        "http://localhost/, true",
        "http://[::1]/, true",
        "http://api.example.com/, false",
        "http://127.0.0.1.example.com/, false",
        "http://localhost.example.com/, false",
        "http://0.0.0.0/, false",
    })
    void plainHttpIsForThisMachine(URI uri, boolean confidential) {
        assertThat(Origin.of(uri).isConfidential()).isEqualTo(confidential);
    }
}
