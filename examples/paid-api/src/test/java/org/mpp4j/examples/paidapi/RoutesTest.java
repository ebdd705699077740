package org.mpp4j.examples.paidapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.WwwAuthenticate;

/** Which resources there are, and what they cost. */
class RoutesTest {

    /** Nobody listens there. */
    private static final String NOWHERE = "http://127.0.0.1:9";

    private static final Map<String, String> SANDBOX = Map.of("MPP_SANDBOX", "true");
    private static final Map<String, String> STRIPE = Map.of(
            "STRIPE_SECRET_KEY", "rk_test_1", "STRIPE_NETWORK_ID", "profile_1", "STRIPE_API_BASE", NOWHERE + "/");
    private static final Map<String, String> LIGHTNING =
            Map.of("LIGHTNING_BACKEND", "cln", "LIGHTNING_URL", NOWHERE, "LIGHTNING_CREDENTIAL", "rune");

    private final HttpClient http = HttpClient.newHttpClient();
    private ApiServer server;
    private int port;

    @SafeVarargs
    private void start(Map<String, String>... rails) throws Exception {
        Map<String, String> variables = new HashMap<>(Map.of(
                "PORT", "0", "MPP_REALM", "localhost", "MPP_SECRET_KEY", "a secret that is known to this test only"));
        for (Map<String, String> rail : rails) {
            variables.putAll(rail);
        }
        server = new ApiServer(Settings.from(variables));
        port = server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI url = URI.create("http://127.0.0.1:" + port + path);
        return http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
    }

    private List<Challenge> challenges(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(402);
        return WwwAuthenticate.parse(answer.headers().allValues("WWW-Authenticate"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ln/fortune", "/ln/stream", "/card"})
    void whatCannotBePaidForIsNotThere(String path) throws Exception {
        start(SANDBOX);

        assertThat(get(path).statusCode()).isEqualTo(404);
        assertThat(challenges("/any")).extracting(Challenge::method).containsExactly("sandbox");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/fortune", "/whoami", "/ln/fortune"})
    void withStripeAloneOnlyWhatHasACardsPriceIsThere(String path) throws Exception {
        start(STRIPE);

        assertThat(get(path).statusCode()).isEqualTo(404);
        assertThat(get("/free").statusCode()).isEqualTo(200);
        assertThat(challenges("/card")).hasSize(1);
    }

    @Test
    void eachRailHasItsOwnPriceAndCurrency() throws Exception {
        start(SANDBOX, STRIPE);

        List<Challenge> any = challenges("/any");

        assertThat(any).extracting(Challenge::method).containsExactly("stripe", "sandbox");
        assertThat(any.get(0).request().amount()).hasToString("100");
        assertThat(any.get(0).request().currency()).isEqualTo("usd");
        assertThat(any.get(0).description()).hasValue("One fortune");
        assertThat(any.get(1).request().amount())
                .isNotEqualTo(any.get(0).request().amount());
    }

    @Test
    void aStreamIsThereIfSessionsAre() throws Exception {
        start(SANDBOX, LIGHTNING, Map.of("LN_SESSION_DEPOSIT", "50"));

        assertThat(get("/ln/stream").statusCode()).isEqualTo(503);
    }

    @Test
    void aNodeThatDoesNotAnswerTakesOnlyItsOwnOfferAway() throws Exception {
        start(SANDBOX, STRIPE, LIGHTNING);

        assertThat(challenges("/any")).extracting(Challenge::method).containsExactly("stripe", "sandbox");
        assertThat(get("/ln/fortune").statusCode()).isEqualTo(503);
    }
}
