package org.mpp4j.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.money.Amount;
import org.mpp4j.money.Price;

/** What can't work stops at start-up, and the message says how to mend it. */
class GateConfigurationTest {

    private final TestMethod method = new TestMethod("test");

    private static PaymentGateBuilder gate() {
        return PaymentGate.builder("api.example.com", GateFixture.KEYS);
    }

    private static void assertRefused(Runnable configuration, String message) {
        assertThatThrownBy(configuration::run)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a|b", "a\nb", "café"})
    void aRealmIsPrintableAsciiWithoutSeparator(String realm) {
        assertRefused(
                () -> PaymentGate.builder(realm, GateFixture.KEYS),
                "The realm has to be printable ASCII without the character |, got \"" + realm
                        + "\"; use the public host name, such as api.example.com");
    }

    @Test
    void aPriceFinerThanItsCurrencyIsRefused() {
        assertRefused(
                () -> Offer.of(method, "0.001"),
                "The price 0.001 has more than the 2 decimals of its currency, and prices are never rounded;"
                        + " use fewer digits");
    }

    @Test
    void aRouteHasAnOffer() {
        assertRefused(
                () -> Route.of("fortune", List.of()),
                "The route fortune has no offer; give it a price through at least one payment method");
    }

    @Test
    void correlationNamesWithAnUnderscoreAreReserved() {
        Route route = Route.of("fortune", Offer.of(method, "1"));

        assertRefused(
                () -> route.withCorrelation(Map.of("_scope", "other")),
                "The correlation name \"_scope\" of the route fortune is reserved, as every name that begins with an"
                        + " underscore; choose another");
    }

    @Test
    void limitsHaveLimits() {
        assertRefused(
                () -> gate().challengeLifetime(Duration.ofMillis(999)),
                "A challenge can be answered for 1 second to 1 day, got PT0.999S; 5 minutes (PT5M) is the default");
        assertRefused(
                () -> gate().challengeLifetime(Duration.ofHours(25)),
                "A challenge can be answered for 1 second to 1 day, got PT25H; 5 minutes (PT5M) is the default");
        assertRefused(
                () -> gate().undecidedRetention(Duration.ofMinutes(59)),
                "A payment with an unknown outcome is kept for at least 1 hour, got PT59M");
        assertRefused(
                () -> gate().claimLease(Duration.ofSeconds(4)),
                "The lease of a claim is from 5 seconds to 1 hour, got PT4S; 1 minute (PT1M) is the default");
        assertRefused(
                () -> gate().claimLease(Duration.ofMinutes(61)),
                "The lease of a claim is from 5 seconds to 1 hour, got PT1H1M; 1 minute (PT1M) is the default");
        assertRefused(
                () -> gate().reconcileEvery(Duration.ofMillis(999)),
                "Payments of unknown outcome are looked up every 1 second to 1 hour, got PT0.999S; 30 seconds (PT30S) is"
                        + " the default");
        assertRefused(
                () -> gate().answerLimit(-1),
                "Answers of 0 to 16777216 bytes can be kept, got -1; 65536 is the default");
        assertRefused(
                () -> gate().answerRetention(Duration.ofSeconds(59)),
                "Answers are kept for 1 minute to 30 days, got PT59S; 1 day (PT24H) is the default");
        assertRefused(
                () -> gate().maxCredentialLength(4095),
                "Credentials of 4096 characters have to be taken, got a limit of 4095");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a|b", "a:b", "é"})
    void theCredentialHeaderIsAFieldName(String name) {
        assertRefused(
                () -> gate().credentialHeader(name),
                "\"" + name + "\" can't be the name of a header field; Payment-Authorization is the usual one");
    }

    @Test
    void authorizationIsTheDefaultHeader() {
        assertThat(gate().build().credentialHeader()).isEqualTo("Authorization");
        assertThat(gate().credentialHeader("authorization").build().credentialHeader())
                .isEqualTo("Authorization");
        assertThat(gate().credentialHeader("X-Pay").build().credentialHeader()).isEqualTo("X-Pay");
        assertThat(gate().build().realm()).isEqualTo("api.example.com");
    }

    @Test
    void termsAreCopiedNotChanged() {
        OfferTerms terms = OfferTerms.of(Price.of("1"));
        OfferTerms quoted = terms.withQuotedAmount(Amount.ofBaseUnits(7))
                .withExternalId("order")
                .withDescription("tea");

        assertThat(terms.amount(2)).hasToString("100");
        assertThat(terms.externalId()).isEmpty();
        assertThat(quoted.amount(2)).hasToString("7");
        assertThat(quoted.externalId()).hasValue("order");
        assertThat(quoted.description()).hasValue("tea");
        assertThat(quoted).hasToString("OfferTerms[7 base units]");
    }
}
