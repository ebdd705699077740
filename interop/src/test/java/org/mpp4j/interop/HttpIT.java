package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.interop.Marketplace.Books;
import org.mpp4j.protocol.JsonObject;

/** The API as any HTTP client sees it. */
@ExtendWith(MarketplaceExtension.class)
final class HttpIT {

    private final Marketplace market;
    private final PaidApi api;

    HttpIT(Marketplace market) {
        this.market = market;
        this.api = market.api();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/free", "/health"})
    void whatHasNoPriceIsFree(String path) {
        Answer answer = api.get(path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.challengeFields()).isEmpty();
        assertThat(answer.header("payment-receipt")).isEmpty();
    }

    @Test
    void healthIsJson() {
        assertThat(api.get("/health").text()).isEqualTo("{\"status\":\"up\"}");
    }

    @Test
    void headHasThePriceOfGet() {
        Books before = market.books();
        Answer unpaid = api.send("HEAD", "/fortune");
        assertThat(unpaid.status()).isEqualTo(402);
        assertThat(unpaid.body()).isEmpty();

        Answer paid =
                api.send("HEAD", "/fortune", "Authorization", market.payer().authorizationFor(unpaid));

        assertThat(paid.status()).isEqualTo(200);
        assertThat(paid.body()).isEmpty();
        assertThat(paid.header("payment-receipt")).isPresent();
        market.assertPaidSince(before, Marketplace.FORTUNE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE"})
    void aFreeResourceSaysWhichMethodsItDoesNotHave(String method) {
        assertThat(api.send(method, "/free").status()).isEqualTo(405);
    }

    @ParameterizedTest
    @CsvSource({"POST, /fortune", "DELETE, /fortune", "GET, /echo", "HEAD, /echo", "PUT, /whoami"})
    void nobodyIsChargedForAMethodThatIsNotThere(String method, String path) {
        Answer answer = api.send(method, path);

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isPresent();
        assertThat(answer.challengeFields()).isEmpty();
    }

    @Test
    void aCredentialIsNotSpentOnAMethodThatIsNotThere() {
        String authorization = market.payer().authorizationFor(api.get("/fortune"));
        Books before = market.books();

        assertThat(api.send("POST", "/fortune", "Authorization", authorization).status())
                .isEqualTo(405);
        market.assertNothingSentSince(before);

        assertThat(api.getPaid("/fortune", authorization).status()).isEqualTo(200);
        market.assertPaidSince(before, Marketplace.FORTUNE);
    }

    @Test
    void whatIsNotThereCostsNothing() {
        assertThat(api.get("/nothing-here").status()).isEqualTo(404);
    }

    @Test
    void aPreflightCostsNothing() {
        Answer answer =
                api.send("OPTIONS", "/fortune", "Origin", "https://shop.test", "Access-Control-Request-Method", "GET");

        assertThat(answer.status()).isNotEqualTo(402);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%66ortune",
                "/./fortune",
                "/free/../fortune",
                "/fortune;x=1",
                "//fortune",
                "/fortune?free=true",
                "/fortune/"
            })
    void noSpellingOfThePathWalksPastThePrice(String spelling) {
        Answer answer = api.get(spelling);

        assertThat(answer.status()).isIn(400, 402, 404);
        assertThat(answer.text()).doesNotContain("payment opens").doesNotContain("value on arrival");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tempo/charge", "*/*", "tempo/*;q=0.5, stripe/charge"})
    void whoAcceptsTempoIsOfferedTempo(String accepted) {
        Answer answer = api.send("GET", "/fortune", "Accept-Payment", accepted);

        assertThat(answer.challenge().method()).isEqualTo("tempo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tempo/charge;q=0", "tempo;q=0", "stripe/charge", "nonsense///"})
    void whoAcceptsNothingThatThereIsIsOfferedAllThatThereIs(String accepted) {
        Answer answer = api.send("GET", "/fortune", "Accept-Payment", accepted);

        assertThat(answer.status()).isEqualTo(402);
        assertThat(answer.challenge().method()).isEqualTo("tempo");
    }

    @Test
    void aCredentialOfAnotherPaymentMethodIsRefused() {
        String stripe = market.mppx()
                .makeChallenge(
                        JsonObject.parse("""
                                {"realm": "%s", "method": "stripe", "intent": "charge", "request": {"amount": "1"}}""".formatted(PaidApi.REALM)), "another-secret-than-the-one-of-paid-api")
                .credential()
                .token();

        Answer answer = api.getPaid("/fortune", "Payment " + stripe);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("method-unsupported");
    }

    @Test
    void twoCredentialsAreOneTooMany() {
        Answer answer = api.send("GET", "/fortune", "Authorization", "Payment e30", "Authorization", "Payment e30");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("bad-request");
    }
}
