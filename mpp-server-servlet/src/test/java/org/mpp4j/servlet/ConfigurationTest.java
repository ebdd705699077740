package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.testkit.SandboxCharge;

/** A configuration that can't be right stops the application, and says what, where, and how to mend it. */
@ContainerTest
class ConfigurationTest {

    @TempDir
    Path directory;

    private final SandboxCharge sandbox = SandboxCharge.create();
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

    /** Keeps what the payment filter says when it is started: Tomcat only logs it. */
    private record Listening(PaymentFilter filter, AtomicReference<String> message) implements Filter {

        @Override
        public void init(FilterConfig config) throws ServletException {
            try {
                filter.init(config);
            } catch (ServletException wrong) {
                message.set(wrong.getMessage());
                throw wrong;
            }
        }

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            filter.doFilter(request, response, chain);
        }
    }

    /** Starts it, which fails, and says with which message. */
    private static String failure(
            PaymentFilter filter, Map<String, String> initParams, String mapping, TestServer.Application servlets) {
        AtomicReference<String> message = new AtomicReference<>("no message");
        assertThatThrownBy(() -> TestServer.start("", null, context -> {
                            servlets.register(context);
                            FilterRegistration.Dynamic registration =
                                    context.addFilter("payment", new Listening(filter, message));
                            registration.setInitParameters(initParams);
                            registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, mapping);
                        })
                        .close())
                .as("start-up")
                .isInstanceOf(Exception.class);
        assertThat(message.get()).startsWith("Payment filter \"payment\": ");
        return message.get().substring("Payment filter \"payment\": ".length());
    }

    private String failure() {
        return failure(new PaymentFilter(), parameters, "/*", ConfigurationTest::servlets);
    }

    private static void servlets(ServletContext context) {
        context.addServlet("paid", new Plain()).addMapping("/paid");
        context.addServlet("other", new Plain()).addMapping("/other/*");
    }

    private PaymentFilterBuilder builder() {
        return PaymentFilter.builder(PaymentGate.builder("shop.example", ChallengeKeys.of(Shop.SECRET))
                        .build())
                .methods(sandbox);
    }

    private String failure(PaymentFilterBuilder builder, TestServer.Application servlets) {
        return failure(builder.build(), Map.of(), "/*", servlets);
    }

    /** A servlet without a price. */
    static class Plain extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("sold");
        }
    }

    @Test
    void initParametersAreEnough() throws Exception {
        parameters.put("prices", "/paid = 0.01 tusd through sandbox\n\n  POST /other/* = 2\n");
        parameters.put("sandbox.recipient", "me");
        parameters.put("challenge-lifetime", "PT1H");
        parameters.put("body-limit", "10");
        parameters.put("allow-plain-http", "true");
        try (TestServer server = TestServer.start("", null, context -> {
            servlets(context);
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
                "challenge-lifetime#5m#The init-param \"challenge-lifetime\" is a duration such as PT5M, got \"5m\"",
                "allow-plain-http#yes#The init-param \"allow-plain-http\" is true or false, got \"yes\"",
                "secret-key-env#NO_SUCH_VARIABLE_HERE#Both secret-key-env and secret-key-file are set; keep one",
                "prices#/paid 0.01#init-param prices: \"/paid 0.01\" isn't a price; write for example: /fortune = 0.01, POST /echo = 0.02 through tempo, or servlet:reports = 1",
                "prices#/paid = 1.2.3#init-param prices: \"/paid = 1.2.3\": A price is a plain decimal number such as 0.01 (at most 40 digits on each side of the point), got \"1.2.3\"",
                "prices#/paid = 0.0000001#init-param prices: \"/paid = 0.0000001\": The price 0.0000001 has more than the 6 decimals of its currency, and prices are never rounded; use fewer digits",
                "prices#/paid = 1 usd#init-param prices: \"/paid = 1 usd\": The price 1 usd can't be paid with the sandbox, whose currency is tusd; leave the currency out, or build the sandbox with currency usd",
                "prices#/paid = 1 through gold#init-param prices: \"/paid = 1 through gold\": there is no payment method \"gold\" in the init-param methods, which has [sandbox]",
                "prices#paid = 1#init-param prices: \"paid = 1\": \"paid\" can't be the path of a price: it is a path that begins with /, with or without an HTTP method in front. Examples: /fortune, /api/*, POST /echo",
                "prices#servlet:none = 1#A price is set for the servlet \"none\", and there is none of that name; the servlets here are [SERVLETS]",
                "recipient#me#There is no init-param \"recipient\"; there are realm, secret-key-env, secret-key-file, previous-secret-key-env, previous-secret-key-file, methods, prices, credential-header, challenge-lifetime, body-limit, body-in-memory, trust-forwarded-header, allow-plain-http, expose-headers-to-scripts, sandbox.currency, sandbox.recipient",
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

    @Test
    void aFilterBuiltInCodeTakesNoInitParameters() {
        assertThat(failure(builder().build(), Map.of("realm", "x"), "/*", ConfigurationTest::servlets))
                .isEqualTo("The filter was built in code, so it takes no init-params, but it has [realm]; configure it"
                        + " in one place");
    }

    @Test
    void pathsThatOverlapStopStartUp() {
        assertThat(failure(
                        builder().price("/other/*", Offer.of(sandbox, "1")).price("/other/x", Offer.of(sandbox, "2")),
                        ConfigurationTest::servlets))
                .isEqualTo("The prices of \"/other/*\" and \"/other/x\" overlap, so it can't be told which one counts;"
                        + " make the paths distinct");
    }

    @Test
    void aPathOutsideTheFiltersMappingStopsStartUp() {
        assertThat(failure(
                        builder().price("/paid", Offer.of(sandbox, "1")).build(),
                        Map.of(),
                        "/other/*",
                        ConfigurationTest::servlets))
                .isEqualTo("The price of \"/paid\" is never asked for: the payment filter is mapped to [/other/*]; map"
                        + " it to /*");
    }

    @Test
    void aPathWithoutAServletStopsStartUp() {
        if (TestServer.isJetty()) {
            return; // it has a servlet of its own for whatever has none
        }
        assertThat(failure(builder().price("/nowhere", Offer.of(sandbox, "1")), ConfigurationTest::servlets))
                .isEqualTo("The price of \"/nowhere\" is never asked for: no servlet is mapped to that path; mend the"
                        + " path or map a servlet");
    }

    @Test
    void aPricedServletOutsideTheFiltersMappingStopsStartUp() {
        assertThat(failure(
                        builder().build(),
                        Map.of(),
                        "/api/*",
                        context -> context.addServlet("sold", new OnePrice()).addMapping("/sold")))
                .isEqualTo("The servlet \"sold\" has a price, but its mapping /sold is not behind the payment filter,"
                        + " which is mapped to [/api/*]; map the filter to /*");
    }

    @Test
    void aServletWithAPriceByPathAndByAnnotationStopsStartUp() {
        assertThat(failure(
                        builder().price("/sold", Offer.of(sandbox, "1")),
                        context -> context.addServlet("sold", new OnePrice()).addMapping("/sold")))
                .isEqualTo("The path \"/sold\" and the servlet \"sold\" (mapped to /sold) both have a price; keep one"
                        + " of them");
    }

    @Test
    void aServletWhoseClassCannotBeLoadedStopsStartUp() {
        assertThat(failure(
                        builder(),
                        context ->
                                context.addServlet("ghost", "com.example.Ghost").addMapping("/ghost")))
                .isEqualTo(
                        "The class of servlet \"ghost\" (com.example.Ghost) can't be loaded, so it can't be told what"
                                + " it costs; price it by name with priceServlet(\"ghost\", …), or mend its class path");
    }

    @Paid("0.01")
    static class OnePrice extends Plain {
        private static final long serialVersionUID = 1L;
    }

    static class Inherits extends OnePrice {
        private static final long serialVersionUID = 1L;
    }

    @Paid(value = "0.02", description = "dear")
    @Paid(value = "0.03", currency = "tusd", methods = "sandbox")
    static class Overrides extends OnePrice {
        private static final long serialVersionUID = 1L;
    }

    @Paid("a lot")
    static class BadPrice extends Plain {
        private static final long serialVersionUID = 1L;
    }

    @Paid(value = "1", methods = "gold")
    static class BadMethod extends Plain {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void aMistakeInAnAnnotationStopsStartUp() {
        assertThat(failure(
                        builder(),
                        context -> context.addServlet("bad", new BadPrice()).addMapping("/bad")))
                .isEqualTo("@Paid on servlet \"bad\" (" + BadPrice.class.getName()
                        + "): A price is a plain decimal number such as 0.01 (at most 40 digits on each side of the"
                        + " point), got \"a lot\"");
        assertThat(failure(
                        builder(),
                        context -> context.addServlet("bad", new BadMethod()).addMapping("/bad")))
                .isEqualTo("@Paid on servlet \"bad\" (" + BadMethod.class.getName()
                        + "): the filter has no payment method \"gold\"; it has [sandbox]");
        assertThat(failure(
                        PaymentFilter.builder(PaymentGate.builder("shop.example", ChallengeKeys.of(Shop.SECRET))
                                .build()),
                        context -> context.addServlet("sold", new OnePrice()).addMapping("/sold")))
                .isEqualTo("@Paid on servlet \"sold\" (" + OnePrice.class.getName()
                        + "): the filter has no payment methods; give it some with methods(…)");
    }

    @Test
    void annotationsAreInheritedRepeatedAndOverruledByName() throws Exception {
        try (TestServer server = TestServer.start("", null, context -> {
            context.addServlet("inherits", new Inherits()).addMapping("/inherits");
            context.addServlet("overrides", new Overrides()).addMapping("/overrides");
            context.addServlet("named", new OnePrice()).addMapping("/named");
            builder()
                    .priceServlet("named", Tariff.of(Offer.of(sandbox, "7")))
                    .build()
                    .addTo(context);
        })) {
            assertThat(amounts(server, "/inherits")).isEqualTo("[10000]");
            assertThat(amounts(server, "/overrides")).isEqualTo("[20000, 30000]");
            assertThat(amounts(server, "/named")).isEqualTo("[7000000]");
        }
    }

    private static String amounts(TestServer server, String path) throws IOException {
        return RawHttp.get(server.port(), path).assertChallenged().challenges().stream()
                .map(challenge -> challenge.request().amount().toString())
                .toList()
                .toString();
    }

    @Test
    void aPricedServletThatIsRegisteredAfterTheFilterStopsStartUp() {
        assertThatThrownBy(() -> TestServer.start("", null, context -> {
                            builder().build().addTo(context);
                            context.addServlet("late", new OnePrice()).addMapping("/late");
                        })
                        .close())
                .isInstanceOf(Exception.class);
    }

    @Test
    void aServletThatIsRegisteredWhileTheApplicationRunsIsChargedFor() throws Exception {
        if (!TestServer.isJetty()) {
            return; // Tomcat takes none by then
        }
        try (TestServer server =
                TestServer.start("", null, context -> builder().build().addTo(context))) {
            ((JettyServer) server).addServlet(new OnePrice(), "/late");

            RawHttp.get(server.port(), "/late").assertChallenged();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "x", "/a*", "/*/b", "/a/{id}", "//a", "/a;b", "/a%20", "/a?b", "get /a", "GET", "GET a", "/a b"
            })
    void whatIsNoPathIsRefusedWhenItIsWritten(String path) {
        assertThatThrownBy(() -> builder().price(path, Offer.of(sandbox, "1")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("\"" + path + "\" can't be the path of a price: ")
                .hasMessageEndingWith(". Examples: /fortune, /api/*, POST /echo");
    }

    @Test
    void aBuilderRefusesWhatItHasAlready() {
        PaymentFilterBuilder builder =
                builder().price("/a", Offer.of(sandbox, "1")).priceServlet("s", Tariff.of(Offer.of(sandbox, "1")));
        assertThatThrownBy(() -> builder.price("/a", Offer.of(sandbox, "1")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("The path \"/a\" has a price already");
        assertThatThrownBy(() -> builder.priceServlet("s", Tariff.of(Offer.of(sandbox, "1"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("The servlet \"s\" has a price already");
        assertThatThrownBy(() -> builder.methods(sandbox))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "There are two payment methods named \"sandbox\"; for several prices through one method give"
                                + " each its tariff with price(…)");
        assertThatThrownBy(() -> Tariff.of())
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("A tariff needs at least one offer");
        assertThatThrownBy(() -> Tariff.computed(request -> null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("A computed tariff needs at least one payment method");
    }

    @Test
    void aFilterThatWasNotStartedLetsNobodyIn() {
        assertThatThrownBy(() -> builder().build().checkout())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The payment filter was not initialized; let a container do it, or call init");
    }

    @Test
    void whatWasNotPaidForHasNoPayment() throws Exception {
        try (Shop shop = Shop.plan()
                .servlet(
                        "free",
                        (request, response) -> assertThatThrownBy(() -> Payment.from(request))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessage("This request was not paid for. Is the resource priced, and does the"
                                        + " PaymentFilter stand in front of it?"),
                        "/free")
                .open()) {
            assertThat(shop.get("/free").status()).isEqualTo(200);
        }
    }
}
