package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mpp4j.protocol.Challenge;

/** The configuration of web.xml: init-params that are enough, and init-params that can't be right. */
@ContainerTest
class InitParametersTest {

    @TempDir
    Path directory;

    private Map<String, String> parameters;

    @BeforeEach
    void writeSecret() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), Shop.SECRET + "\n");
        parameters = new HashMap<>(Map.of(
                "realm", "shop.example",
                "secret-key-file", secret.toString(),
                "methods", "sandbox",
                "prices", "/paid = 0.01"));
    }

    private String failure() {
        return StartUp.failure(new PaymentFilter(), parameters, "/*", StartUp::servlets);
    }

    @Test
    void initParametersAreEnough() throws Exception {
        parameters.put("prices", "/paid = 0.01 tusd through sandbox\n\n  POST /other/* = 2\n");
        parameters.put("sandbox.recipient", "me");
        parameters.put("challenge-lifetime", "PT1H");
        parameters.put("body-limit", "10");
        parameters.put("allow-plain-http", "true");
        try (TestServer server = TestServer.start("", null, context -> {
            StartUp.servlets(context);
            FilterRegistration.Dynamic registration = context.addFilter("payment", PaymentFilter.class);
            registration.setInitParameters(parameters);
            registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
        })) {
            Answer unpaid = RawHttp.get(server.port(), "/paid").assertChallenged();
            Challenge challenge = unpaid.challenges().get(0);
            assertThat(challenge.realm()).isEqualTo("shop.example");
            assertThat(challenge.request().recipient()).contains("me");
            RawHttp.get(server.port(), "/paid", "Authorization: " + Shop.credential(unpaid))
                    .assertReceipt();
            RawHttp.request(server.port(), "POST", "/other/x", "Content-Length: 0")
                    .assertChallenged();
            assertThat(RawHttp.get(server.port(), "/other/x").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "realm##The init-param \"realm\" is missing",
                "methods##The init-param \"methods\" is missing",
                "methods#nothing#There is no payment method \"nothing\" for the init-param methods; on the class path are [sandbox]",
                "body-limit#many#The init-param \"body-limit\" is a whole number of bytes up to 2147483647, got \"many\"",
                "body-limit#-1#The limit on bodies can't be negative, got -1",
                "body-in-memory#-1#What is kept of a body in memory can't be negative, got -1",
                "settle-on-own-threads#many#The init-param \"settle-on-own-threads\" is a whole number, got \"many\"",
                "settle-on-own-threads#0#At least one payment has to settle at once, got 0",
                "settle-within#60#The init-param \"settle-within\" is a duration such as PT5M, got \"60\"",
                "settle-within#PT2H#Clients wait from 1 second to 1 hour for a payment to settle, got PT2H; 1 minute (PT1M) is the default",
                "settle-on-success#yes#The init-param \"settle-on-success\" is true or false, got \"yes\"",
                "hold-limit#0#What is kept back of an answer is at least one byte, got 0",
                "answer-limit#some#The init-param \"answer-limit\" is a whole number of bytes up to 2147483647, got \"some\"",
                "answer-retention#1d#The init-param \"answer-retention\" is a duration such as PT5M, got \"1d\"",
                "challenge-lifetime#5m#The init-param \"challenge-lifetime\" is a duration such as PT5M, got \"5m\"",
                "allow-plain-http#yes#The init-param \"allow-plain-http\" is true or false, got \"yes\"",
                "secret-key-env#NO_SUCH_VARIABLE_HERE#Both secret-key-env and secret-key-file are set; keep one",
                "prices#/paid 0.01#init-param prices: \"/paid 0.01\" isn't a price; write for example: /fortune = 0.01, POST /echo = 0.02 usd, or servlet:reports = 1",
                "prices#/paid = 1.2.3#init-param prices: \"/paid = 1.2.3\": A price is a plain decimal number such as 0.01 (at most 40 digits on each side of the point), got \"1.2.3\"",
                "prices#/paid = 0.0000001#init-param prices: \"/paid = 0.0000001\": The price 0.0000001 has more than the 6 decimals of its currency, and prices are never rounded; use fewer digits",
                "prices#/paid = 1 usd#init-param prices: \"/paid = 1 usd\": The price 1 usd can't be paid with the sandbox, whose currency is tusd; leave the currency out, or build the sandbox with currency usd",
                "prices#/paid = 1 through gold#init-param prices: \"/paid = 1 through gold\": there is no payment method \"gold\" in the init-param methods, which has [sandbox]",
                "prices#paid = 1#init-param prices: \"paid = 1\": \"paid\" can't be the path of a price: it is a path that begins with /, with or without an HTTP method in front. Examples: /fortune, /api/*, POST /echo",
                "prices#servlet:none = 1#A price is set for the servlet \"none\", and there is none of that name; the servlets here are [SERVLETS]",
                "recipient#me#There is no init-param \"recipient\"; there are realm, secret-key-env, secret-key-file, previous-secret-key-env, previous-secret-key-file, methods, prices, credential-header, challenge-lifetime, answer-limit, answer-retention, body-limit, body-in-memory, settle-on-own-threads, settle-within, settle-on-success, hold-limit, trust-forwarded-header, allow-plain-http, expose-headers-to-scripts, sandbox.currency, sandbox.recipient",
                "sandbox.currency# #init-params sandbox.*: The currency of the sandbox is a name without spaces around it, got \"\"; leave the setting out for the default",
            })
    void aWrongInitParameterStopsStartUp(String name, String value, String message) {
        if (value == null && !name.startsWith("sandbox")) {
            parameters.remove(name);
        } else {
            parameters.put(name, value == null ? " " : value);
        }
        String expected =
                message.contains("[SERVLETS]") ? message.substring(0, message.indexOf("[SERVLETS]")) : message;
        String actual = failure();
        assertThat(
                        message.contains("[SERVLETS]")
                                ? actual.substring(0, Math.min(actual.length(), expected.length()))
                                : actual)
                .isEqualTo(expected);
    }

    @Test
    void aSecretThatIsTooShortOrMissingStopsStartUpAndIsNotTold() throws IOException {
        Path secret = Path.of(parameters.get("secret-key-file"));
        Files.writeString(secret, "hunter2");
        assertThat(failure())
                .startsWith("init-param secret-key-*: ")
                .contains("32")
                .doesNotContain("hunter2");

        Files.writeString(secret, "");
        assertThat(failure())
                .isEqualTo("No challenge secret is set: put one into the environment variable MPP_SECRET_KEY, or name"
                        + " another variable in the init-param secret-key-env, or a file in secret-key-file; make one"
                        + " with: openssl rand -base64 32");

        Files.delete(secret);
        assertThat(failure())
                .isEqualTo("The file " + secret + " that the init-param secret-key-file names can't be read");

        parameters.remove("secret-key-file");
        parameters.put("secret-key-env", "NO_SUCH_VARIABLE_HERE");
        assertThat(failure())
                .isEqualTo("The environment variable NO_SUCH_VARIABLE_HERE that the init-param secret-key-env names is"
                        + " not set");
    }

    @ParameterizedTest
    @CsvSource({"4,true", "3,false", "0,false"})
    void theLimitOnKeptAnswersCanBeSet(String limit, boolean kept) throws Exception {
        parameters.put("answer-limit", limit);
        parameters.put("answer-retention", "PT1H");
        try (TestServer server = TestServer.start("", null, context -> {
            StartUp.servlets(context);
            FilterRegistration.Dynamic registration = context.addFilter("payment", PaymentFilter.class);
            registration.setInitParameters(parameters);
            registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
        })) {
            String credential = "Authorization: " + Shop.credential(RawHttp.get(server.port(), "/paid"));
            assertThat(RawHttp.get(server.port(), "/paid", credential).text()).isEqualTo("sold");

            Answer again = RawHttp.get(server.port(), "/paid", credential);

            assertThat(again.status()).isEqualTo(kept ? 200 : 402);
            assertThat(again.headers("Idempotent-Replayed")).isEqualTo(kept ? List.of("true") : List.of());
        }
    }

    @Test
    void aDispatchByNameIsChargedForAsWell() throws Exception {
        TestServer.Application dispatcher = context -> context.addServlet("free", new HttpServlet() {
                    @Override
                    protected void service(HttpServletRequest request, HttpServletResponse response)
                            throws ServletException, IOException {
                        request.getServletContext().getNamedDispatcher("paid").forward(request, response);
                    }
                })
                .addMapping("/free");
        try (TestServer server = TestServer.start("", null, context -> {
            StartUp.servlets(context);
            dispatcher.register(context);
            FilterRegistration.Dynamic registration = context.addFilter("payment", PaymentFilter.class);
            registration.setInitParameters(parameters);
            registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
            // As a container does that finds it on the class path of an application.
            ServiceLoader.load(ServletContainerInitializer.class).stream()
                    .filter(found -> found.type().equals(NamedDispatchInitializer.class))
                    .findFirst()
                    .orElseThrow()
                    .get()
                    .onStartup(null, context);
        })) {
            Answer unpaid = RawHttp.get(server.port(), "/free").assertChallenged();
            assertThat(unpaid.text()).doesNotContain("sold");
            assertThat(RawHttp.get(server.port(), "/free", "Authorization: " + Shop.credential(unpaid))
                            .assertReceipt()
                            .text())
                    .isEqualTo("sold");
        }
    }
}
