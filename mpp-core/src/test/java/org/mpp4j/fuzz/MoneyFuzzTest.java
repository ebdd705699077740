package org.mpp4j.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.mpp4j.money.Amount;
import org.mpp4j.money.Price;

class MoneyFuzzTest {

    @FuzzTest
    void anyTextIsAnExactNumberOrRefused(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        readAmount(text);
        readPrice(text, input.length == 0 ? 0 : input[0]);
    }

    private static void readAmount(String text) {
        try {
            assertThat(Amount.parse(text)).hasToString(text);
        } catch (IllegalArgumentException refused) {
            assertThat(text).doesNotMatch("0|[1-9][0-9]{0,77}");
        }
    }

    private static void readPrice(String text, int decimals) {
        Price price;
        try {
            price = Price.of(text);
        } catch (IllegalArgumentException refused) {
            assertThat(text).doesNotMatch("[0-9]{1,40}(\\.[0-9]{1,40})?");
            return;
        }
        assertThat(price.value()).isEqualByComparingTo(new BigDecimal(text));
        assertThat(Price.of(price.toString())).isEqualTo(price);
        try {
            assertThat(new BigDecimal(price.toAmount(decimals).baseUnits(), decimals))
                    .isEqualByComparingTo(price.value());
        } catch (IllegalArgumentException inexact) {
            assertThat(inexact).hasMessageMatching("(The price|A currency has|An amount has) .*");
        }
    }
}
