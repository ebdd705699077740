package org.mpp4j.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AmountTest {

    private static final BigInteger UINT256_MAX = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);

    @Property
    void whatIsWrittenIsReadAgain(@ForAll @BigRange(min = "0") BigInteger number) {
        Amount amount = Amount.ofBaseUnits(number);

        assertThat(Amount.parse(amount.toString())).isEqualTo(amount).hasSameHashCodeAs(amount);
        assertThat(amount.baseUnits()).isEqualTo(number);
    }

    @Test
    void takesTheLargestUint256() {
        assertThat(Amount.parse(UINT256_MAX.toString()).baseUnits()).isEqualTo(UINT256_MAX);
    }

    @Test
    void refusesMoreThan78Digits() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Amount.ofBaseUnits(BigInteger.TEN.pow(78)))
                .withMessage("An amount has at most 78 digits");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Amount.ofBaseUnits(BigInteger.ONE.shiftLeft(10_000_000)))
                .withMessage("An amount has at most 78 digits");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Amount.parse("1".repeat(79)))
                .withMessage("An amount in base units has 1 to 78 digits, this text has 79 characters");
        assertThat(Amount.ofBaseUnits(BigInteger.TEN.pow(78).subtract(BigInteger.ONE)))
                .isEqualTo(Amount.parse("9".repeat(78)));
    }

    @Test
    void refusesNegativeNumbers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Amount.ofBaseUnits(-1))
                .withMessage("An amount can't be negative: -1");
    }

    @Test
    void refusesTheEmptyText() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Amount.parse(""))
                .withMessage("An amount in base units has 1 to 78 digits, this text has 0 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "+1", "1.0", "1e3", " 1", "1 ", "1_000", "0x10", "١٢", "１", "1\n", "NaN"})
    void refusesWhateverIsNotADigit(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Amount.parse(text))
                .withMessageMatching("An amount in base units is written with the digits 0 to 9 only"
                        + " \\(character \\d is something else\\)");
    }

    @Test
    void refusesLeadingZerosSoThatEachAmountHasOneText() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Amount.parse("007"))
                .withMessage("An amount in base units has no leading zeros");
        assertThat(Amount.parse("0")).isEqualTo(Amount.ZERO);
    }

    @Test
    void addsWithoutWrappingAround() {
        assertThat(Amount.ofBaseUnits(Long.MAX_VALUE).plus(Amount.ofBaseUnits(1)))
                .isEqualTo(Amount.parse("9223372036854775808"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Amount.parse("9".repeat(78)).plus(Amount.ofBaseUnits(1)))
                .withMessage("An amount has at most 78 digits");
    }

    @Test
    void comparesByNumber() {
        assertThat(Amount.parse("9")).isLessThan(Amount.parse("10"));
        assertThat(Amount.ZERO.isZero()).isTrue();
        assertThat(Amount.ofBaseUnits(1).isZero()).isFalse();
        assertThat(Amount.parse("9")).isNotEqualTo(Amount.parse("10"));
    }
}
