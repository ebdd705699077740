package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.Verification;
import org.mpp4j.testkit.SandboxCharge;

/** A configuration that can't be right stops the application, and says what, where, and how to mend it. */
@ContainerTest
class ConfigurationTest {

    private final SandboxCharge sandbox = SandboxCharge.create();

    private PaymentFilterBuilder builder() {
        return PaymentFilter.builder(PaymentGate.builder("shop.example", ChallengeKeys.of(Shop.SECRET))
                        .build())
                .methods(sandbox);
    }

    /** Finds out what is wrong only when it tries. */
    private final class Misconfigured implements PaymentMethod {

        @Override
        public String name() {
            return "misconfigured";
        }

        @Override
        public PreparedOffer prepare(OfferTerms terms) {
            return sandbox.prepare(terms);
        }

        @Override
        public Verification verify(PaymentAttempt attempt) {
            return sandbox.verify(attempt);
        }

        @Override
        public void checkConfiguration() {
            throw new ConfigurationException("wrong; mend it");
        }
    }

    private String failure(PaymentFilterBuilder builder, TestServer.Application servlets) {
        return StartUp.failure(builder.build(), Map.of(), "/*", servlets);
    }

    @Test
    void aFilterBuiltInCodeTakesNoInitParameters() {
        assertThat(StartUp.failure(builder().build(), Map.of("realm", "x"), "/*", StartUp::servlets))
                .isEqualTo("The filter was built in code, so it takes no init-params, but it has [realm]; configure it"
                        + " in one place");
    }

    @Test
    void pathsThatOverlapStopStartUp() {
        assertThat(failure(
                        builder().price("/other/*", Offer.of(sandbox, "1")).price("/other/x", Offer.of(sandbox, "2")),
                        StartUp::servlets))
                .isEqualTo("The prices of \"/other/*\" and \"/other/x\" overlap, so it can't be told which one counts;"
                        + " make the paths distinct");
    }

    @Test
    void aMethodThatOnlyAPathHasIsAskedForItsConfigurationToo() {
        PaymentMethod misconfigured = new Misconfigured();

        assertThat(failure(builder().price("/paid", Offer.of(misconfigured, "1")), StartUp::servlets))
                .isEqualTo("wrong; mend it");
    }

    @Test
    void aPathOutsideTheFiltersMappingStopsStartUp() {
        assertThat(StartUp.failure(
                        builder().price("/paid", Offer.of(sandbox, "1")).build(),
                        Map.of(),
                        "/other/*",
                        StartUp::servlets))
                .isEqualTo("The price of \"/paid\" is never asked for: the payment filter is mapped to [/other/*]; map"
                        + " it to /*");
    }

    @Test
    void aPathWithoutAServletStopsStartUp() {
        if (TestServer.isJetty()) {
            return; // it has a servlet of its own for whatever has none
        }
        assertThat(failure(builder().price("/nowhere", Offer.of(sandbox, "1")), StartUp::servlets))
                .isEqualTo("The price of \"/nowhere\" is never asked for: no servlet is mapped to that path; mend the"
                        + " path or map a servlet");
    }

    @Test
    void aPricedServletOutsideTheFiltersMappingStopsStartUp() {
        assertThat(StartUp.failure(
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
    static class OnePrice extends StartUp.Plain {
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
    static class BadPrice extends StartUp.Plain {
        private static final long serialVersionUID = 1L;
    }

    @Paid(value = "1", methods = "gold")
    static class BadMethod extends StartUp.Plain {
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
                        + "): the filter has no payment method \"gold\"; it has [sandbox/charge]");
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
                .hasMessage("There are two payment methods sandbox/charge; for several prices through one method give"
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
        assertThatThrownBy(() -> builder().build().doFilter(null, null, null))
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
