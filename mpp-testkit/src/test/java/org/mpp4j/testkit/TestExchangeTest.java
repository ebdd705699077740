package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.BodyDigest;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.PaymentRequest;

class TestExchangeTest {

    private static Credential credential(String field) {
        PaymentRequest request =
                SandboxCharge.create().prepare(OfferTerms.of(Price.of("0.01"))).request();
        return SandboxPayer.named("alice")
                .pay(Challenge.builder("test.example", "sandbox", "charge", request)
                        .credentialHeader(field)
                        .build("c1"));
    }

    @Test
    void headerFieldsAreFoundInAnyCaseAndAddUp() {
        TestExchange exchange = TestExchange.of("GET /a")
                .withHeader("Accept-Payment", "sandbox/*")
                .withHeader("accept-payment", "tempo/*");

        assertThat(exchange.headers("ACCEPT-PAYMENT")).containsExactly("sandbox/*", "tempo/*");
        assertThat(exchange.headers("other")).isEmpty();
        assertThat(exchange.target()).isEqualTo("GET /a");
    }

    @Test
    void aCopyLeavesTheOriginalAlone() {
        TestExchange exchange = TestExchange.of("GET /a");

        exchange.withHeader("a", "b").withBody("c");

        assertThat(exchange.headers("a")).isEmpty();
        assertThat(exchange.bodyDigest()).isEmpty();
    }

    @Test
    void aCredentialStandsInTheFieldItsChallengeAsksFor() {
        Credential usual = credential(null);
        Credential alternative = credential(PaymentAuthorization.ALTERNATIVE_HEADER);

        assertThat(TestExchange.of("GET /a").withCredential(usual).headers("Authorization"))
                .containsExactly(PaymentAuthorization.format(usual));
        assertThat(TestExchange.of("GET /a").withCredential(alternative).headers("Payment-Authorization"))
                .containsExactly(PaymentAuthorization.format(alternative));
    }

    @Test
    void aBodyHasItsDigest() {
        assertThat(TestExchange.of("POST /a").withBody("é").bodyDigest())
                .contains(BodyDigest.of("é".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void nothingSecretIsPrinted() {
        assertThat(TestExchange.of("GET /a").withCredential(credential(null))).hasToString("TestExchange[GET /a]");
    }
}
