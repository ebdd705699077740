package org.mpp4j.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceTest {

    @Property
    void conversionToBaseUnitsIsExact(
            @ForAll @BigRange(min = "0", max = "9999999999999999999999999999999999999999") BigInteger units,
            @ForAll @IntRange(max = 18) int decimals) {
        Price price = Price.of(new BigDecimal(units, decimals).toPlainString());

        assertThat(price.toAmount(decimals).baseUnits()).isEqualTo(units);
    }

    @Property
    void oneDigitTooManyIsRefusedNotRounded(
            @ForAll @BigRange(min = "0", max = "999999999999") BigInteger units,
            @ForAll @IntRange(max = 17) int decimals,
            @ForAll @IntRange(min = 1, max = 9) int lastDigit) {
        BigInteger finer = units.multiply(BigInteger.TEN).add(BigInteger.valueOf(lastDigit));
        Price price = Price.of(new BigDecimal(finer, decimals + 1).toPlainString());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> price.toAmount(decimals))
                .withMessage("The price " + price + " has more than the " + decimals
                        + " decimals of its currency, and prices are never rounded");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 6, 1000000",
        "1.0, 6, 1000000",
        "0.01, 2, 1",
        "100, 0, 100",
        "0.000001, 6, 1",
        "0, 6, 0",
        "0.00, 0, 0"
    })
    void convertsWhatADeveloperWrites(String written, int decimals, String baseUnits) {
        assertThat(Price.of(written).toAmount(decimals)).isEqualTo(Amount.parse(baseUnits));
    }

    @Test
    void aWholeNumberAndItsDecimalFormAreOnePrice() {
        assertThat(Price.of("1")).isEqualTo(Price.of("1.0")).hasSameHashCodeAs(Price.of("1.00"));
        assertThat(Price.of("100")).hasToString("100").isEqualTo(Price.of("100.0"));
        assertThat(Price.of("1", "usd")).isNotEqualTo(Price.of("1")).isNotEqualTo(Price.of("1", "eur"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "1.", ".5", "1e3", "1,000", "$1", " 1", "1 ", "1\n", "٣", "1.2.3", "NaN"})
    void refusesWhatIsNotAPlainDecimal(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Price.of(written))
                .withMessage("A price is a plain decimal number such as 0.01 (at most 40 digits on each side of the"
                        + " point), got \"" + written + "\"");
    }

    @Test
    void abbreviatesALongSlipInItsMessage() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Price.of("9".repeat(100_000)))
                .withMessage("A price is a plain decimal number such as 0.01 (at most 40 digits on each side of the"
                        + " point), got \"" + "9".repeat(60) + "…\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " usd", "usd "})
    void refusesACurrencyWithSpaces(String currency) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Price.of("1", currency))
                .withMessage("A currency is a code or address without spaces around it, got \"" + currency
                        + "\"; leave it out to use the payment method's own");
    }

    @Test
    void refusesAnAmountThatNoRailCarries() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Price.of("9".repeat(40)).toAmount(39))
                .withMessage("An amount has at most 78 digits");
    }

    @Test
    void refusesANegativeNumberOfDecimals() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Price.of("100").toAmount(-2))
                .withMessage("A currency has 0 to 77 decimals, got -2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Price.of("1").toAmount(Integer.MAX_VALUE))
                .withMessage("A currency has 0 to 77 decimals, got 2147483647");
    }

    @Test
    void showsAmountAndCurrency() {
        assertThat(Price.of("0.0000001", "usd")).hasToString("0.0000001 usd");
        assertThat(Price.of("1").currency()).isEmpty();
        assertThat(Price.of("0.10").value()).isEqualTo(new BigDecimal("0.1"));
    }
}
