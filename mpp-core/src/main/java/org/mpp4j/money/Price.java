package org.mpp4j.money;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a developer writes on a price tag: a decimal amount such as {@code 0.01}, with or without a currency. Without one,
 * the price is in the currency of the payment method it is offered through.
 *
 * <p>A price is written {@code \d+(\.\d+)?}: no sign, exponent, grouping or currency symbol, so that {@code "1"} and
 * {@code "1.0"} are the same price and a typing slip is an error. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class Price {

    private static final Pattern DECIMAL = Pattern.compile("\\d{1,40}(\\.\\d{1,40})?");

    private static final int MAX_DECIMALS = 77;

    private final BigDecimal value;
    private final @Nullable String currency;

    private Price(BigDecimal value, @Nullable String currency) {
        this.value = value;
        this.currency = currency;
    }

    /**
     * A price in the payment method's own currency.
     *
     * @param decimal for example {@code "0.01"}
     * @return the price
     * @throws IllegalArgumentException if the text isn't a plain decimal number
     */
    public static Price of(String decimal) {
        return new Price(parse(decimal), null);
    }

    /**
     * A price in a named currency.
     *
     * @param decimal for example {@code "0.01"}
     * @param currency an ISO 4217 code, a token address, or whatever else the payment method calls its currency
     * @return the price
     * @throws IllegalArgumentException if the amount isn't a plain decimal number or the currency is blank
     */
    public static Price of(String decimal, String currency) {
        Objects.requireNonNull(currency, "currency");
        if (currency.isBlank() || !currency.equals(currency.strip())) {
            throw new IllegalArgumentException("A currency is a code or address without spaces around it, got \""
                    + currency + "\"; leave it out to use the payment method's own");
        }
        return new Price(parse(decimal), currency);
    }

    private static BigDecimal parse(String decimal) {
        Objects.requireNonNull(decimal, "decimal");
        if (!DECIMAL.matcher(decimal).matches()) {
            throw new IllegalArgumentException(
                    "A price is a plain decimal number such as 0.01 (at most 40 digits on each"
                            + " side of the point), got \"" + abbreviate(decimal) + "\"");
        }
        return new BigDecimal(decimal).stripTrailingZeros();
    }

    private static String abbreviate(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    /**
     * The decimal amount.
     *
     * @return zero or more
     */
    public BigDecimal value() {
        return value;
    }

    /**
     * The currency, if the price names one.
     *
     * @return the currency as it was written
     */
    public Optional<String> currency() {
        return Optional.ofNullable(currency);
    }

    /**
     * This price in base units of a currency with so many decimals.
     *
     * @param decimals how many digits the currency has behind the point: 2 for USD, 0 for JPY, 6 for a TIP-20 token
     * @return the exact amount
     * @throws IllegalArgumentException if the price can't be written exactly with that many decimals; it is never rounded
     */
    public Amount toAmount(int decimals) {
        if (decimals < 0 || decimals > MAX_DECIMALS) {
            throw new IllegalArgumentException("A currency has 0 to " + MAX_DECIMALS + " decimals, got " + decimals);
        }
        BigDecimal scaled = value.scaleByPowerOfTen(decimals);
        if (scaled.stripTrailingZeros().scale() > 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "The price %s has more than the %d decimals of its currency, and prices are never rounded",
                    this,
                    decimals));
        }
        return Amount.ofBaseUnits(scaled.toBigIntegerExact());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Price that && value.equals(that.value) && Objects.equals(currency, that.currency);
    }

    @Override
    public int hashCode() {
        return Objects.hash(value, currency);
    }

    /** The decimal amount, then the currency if there is one: {@code 0.01 usd}. */
    @Override
    public String toString() {
        String plain = value.toPlainString();
        return currency == null ? plain : plain + " " + currency;
    }
}
