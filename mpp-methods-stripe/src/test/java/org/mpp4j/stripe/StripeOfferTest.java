package org.mpp4j.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.OfferUnavailableException;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.money.Amount;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.stripe.fake.FakeStripe;

class StripeOfferTest {

    private final StripeChargeBuilder builder =
            StripeCharge.builder().secretKey(FakeStripe.KEY).networkId(Charges.PROFILE);
    private final StripeCharge charge = builder.build();

    private static OfferTerms price(String decimal, String currency) {
        return OfferTerms.of(Price.of(decimal, currency));
    }

    @Test
    void theRequestIsWhatTheSpecificationSays() {
        PaymentRequest request = builder.metadata(Map.of("shop", "north"))
                .paymentMethodTypes("card", "link")
                .build()
                .prepare(OfferTerms.of(Price.of("50"))
                        .withDescription("A month of access")
                        .withExternalId("order_12345"))
                .request();

        assertThat(request.json().toCanonicalString())
                .isEqualTo(
                        "{\"amount\":\"5000\",\"currency\":\"usd\",\"description\":\"A month of access\","
                                + "\"externalId\":\"order_12345\",\"methodDetails\":{\"metadata\":{\"shop\":\"north\"},"
                                + "\"networkId\":\"profile_1MqDcVKA5fEO2tZvKQm9g8Yj\",\"paymentMethodTypes\":[\"card\",\"link\"]}}");
    }

    @ParameterizedTest
    @CsvSource({
        "1.00, usd, 100",
        "1, USD, 100",
        "500, jpy, 500",
        "1.23, kwd, 1230",
        "5, ugx, 500",
        "700, isk, 70000",
        "2000, mga, 2000",
        "175, huf, 17500",
        "30, twd, 3000"
    })
    void amountsAreInTheSmallestUnitAsStripeCountsIt(String decimal, String currency, String amount) {
        assertThat(charge.prepare(price(decimal, currency)).request().amount()).hasToString(amount);
    }

    @ParameterizedTest
    @CsvSource({
        "1.001, usd, more than the 2 decimals",
        "500.5, jpy, more than the 0 decimals",
        "5.124, kwd, not a multiple of 10",
        "5.50, ugx, not a multiple of 100",
        "100000000000, usd, more than Stripe charges at once",
        "1, xyz, not a currency that Stripe charges in",
        "1, 0x20c0, not a currency that Stripe charges in",
        "1, iqd, a currency without two decimals",
        "1, xau, a currency without two decimals"
    })
    void whatCannotBeChargedExactlyIsRefused(String decimal, String currency, String message) {
        assertThatThrownBy(() -> charge.prepare(price(decimal, currency)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void everyCurrencyWithoutTwoDecimalsIsKnownOrRefused() {
        Set<String> asIso = Set.of(
                "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF", "BHD",
                "JOD", "KWD", "OMR", "TND");
        for (Currency currency : Currency.getAvailableCurrencies()) {
            if (asIso.contains(currency.getCurrencyCode())) {
                int decimals = currency.getDefaultFractionDigits();
                Amount amount = charge.prepare(price("1000", currency.getCurrencyCode()))
                        .request()
                        .amount();
                assertThat(amount.baseUnits())
                        .isEqualTo(
                                new BigDecimal(1000).scaleByPowerOfTen(decimals).toBigIntegerExact());
            }
        }
    }

    @Property(tries = 200)
    void aPriceInCentsIsChargedToTheCent(@ForAll @IntRange(min = 50, max = 99_999_999) int cents) {
        String decimal = new BigDecimal(cents).scaleByPowerOfTen(-2).toPlainString();

        assertThat(charge.prepare(price(decimal, "eur")).request().amount()).isEqualTo(Amount.ofBaseUnits(cents));
    }

    @Test
    void aFixedPriceBelowTheMinimumStopsStartUp() {
        assertThatThrownBy(() -> charge.prepare(price("0.49", "usd")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "The price OfferTerms[0.49 usd] is 49 in the smallest unit of usd, less than the 50 that Stripe"
                                + " charges at least; raise it, or offer it through another payment method only");
        assertThatThrownBy(() -> charge.prepare(price("0", "nad"))).isInstanceOf(ConfigurationException.class);
        assertThat(charge.prepare(price("0.30", "gbp")).request().amount()).hasToString("30");
    }

    @Test
    void aComputedPriceBelowTheMinimumIsNotOffered() {
        PreparedOffer offer = charge.prepare(price("0.49", "usd").forOneRequest());

        assertThatThrownBy(offer::request)
                .isInstanceOf(OfferUnavailableException.class)
                .hasMessageContaining("less than the 50");
        assertThatThrownBy(charge.prepare(price("5", "usd").withQuotedAmount(Amount.ofBaseUnits(49)))::request)
                .isInstanceOf(OfferUnavailableException.class);
        assertThat(charge.prepare(price("0.50", "usd").forOneRequest())
                        .request()
                        .amount())
                .hasToString("50");
    }

    @Test
    void whatIsEchoedInAnotherCaseIsTheSameCurrency() {
        PreparedOffer offer = charge.prepare(price("1", "usd"));
        PaymentRequest echoed = PaymentRequest.of(
                offer.request().json().toBuilder().put("currency", "USD").build());

        assertThat(offer.mismatch(echoed)).isEmpty();
    }

    @Test
    void anotherSellerIsAnotherOffer() {
        PaymentRequest elsewhere = builder.networkId("profile_another")
                .build()
                .prepare(price("1", "usd"))
                .request();

        assertThat(charge.prepare(price("1", "usd")).mismatch(elsewhere)).contains("methodDetails.networkId");
    }

    @Test
    void whatIsWrongIsNamed() {
        List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> builds = List.of(
                () -> StripeCharge.builder().networkId("profile_1").build(),
                () -> StripeCharge.builder().secretKey("pk_live_canary").build(),
                () -> StripeCharge.builder().secretKey("canary").build(),
                () -> StripeCharge.builder().secretKey("sk_live_canary key").build(),
                () -> StripeCharge.builder().secretKey(FakeStripe.KEY).build(),
                () -> builder.metadata(Map.of("mpp_challenge_id", "x")).build(),
                () -> builder.metadata(Map.of()).paymentMethodTypes().build(),
                () -> builder.paymentMethodTypes("card")
                        .apiBase(java.net.URI.create("http://api.stripe.example"))
                        .build(),
                () -> builder.apiBase(java.net.URI.create("https://api.stripe.example"))
                        .apiVersion("latest")
                        .build(),
                () -> builder.apiVersion("2026-07-29.preview")
                        .currency("dollars")
                        .build(),
                () -> builder.currency("usd")
                        .deadline(java.time.Duration.ofHours(1))
                        .build());
        List<String> messages = List.of(
                "has no secret key",
                "publishable key",
                "not a key of Stripe's",
                "spaces",
                "has no network id",
                "is reserved",
                "payment method types",
                "API base",
                "API version",
                "not a currency",
                "deadline");
        for (int i = 0; i < builds.size(); i++) {
            assertThatThrownBy(builds.get(i))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(messages.get(i))
                    .hasMessageNotContaining("canary");
        }
    }

    @Test
    void moneyOfTheTestModeIsPlayMoney() {
        assertThat(charge.takesPlayMoney()).isTrue();
        assertThat(builder.secretKey("rk_live_1").build().takesPlayMoney()).isFalse();
    }
}
