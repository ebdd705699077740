package org.mpp4j.stripe.internal.charge;

import java.math.BigInteger;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.money.Amount;

/**
 * A currency as Stripe counts it, which isn't ISO 4217 throughout (docs.stripe.com/currencies).
 *
 * @param code as in ISO 4217, in lower case
 * @param decimals how many digits stand behind the point
 * @param step what each amount has to be a multiple of, in the smallest unit
 * @param minimum the least that Stripe charges, in the smallest unit
 */
public record StripeCurrency(String code, int decimals, int step, Amount minimum) {

    private static final Pattern CODE = Pattern.compile("[A-Za-z]{3}");

    private static final Set<String> ZERO_DECIMALS = Set.of(
            "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf");

    /** Sent with two decimals that are always zero, as Stripe did before these currencies lost them. */
    private static final Set<String> TWO_ZEROS = Set.of("isk", "ugx");

    /** The card networks take two of the three decimals. */
    private static final Set<String> THREE_DECIMALS = Set.of("bhd", "jod", "kwd", "omr", "tnd");

    /** The least Stripe charges in the currencies for which it says so, whatever the merchant's country. */
    private static final Map<String, Integer> MINIMUMS = Map.ofEntries(
            Map.entry("aed", 200),
            Map.entry("ars", 50),
            Map.entry("aud", 50),
            Map.entry("bgn", 100),
            Map.entry("brl", 50),
            Map.entry("cad", 50),
            Map.entry("chf", 50),
            Map.entry("cop", 50),
            Map.entry("czk", 1500),
            Map.entry("dkk", 250),
            Map.entry("eur", 50),
            Map.entry("gbp", 30),
            Map.entry("hkd", 400),
            Map.entry("huf", 17500),
            Map.entry("idr", 50),
            Map.entry("ils", 50),
            Map.entry("inr", 50),
            Map.entry("jpy", 50),
            Map.entry("krw", 50),
            Map.entry("mxn", 1000),
            Map.entry("myr", 200),
            Map.entry("nok", 300),
            Map.entry("nzd", 50),
            Map.entry("php", 50),
            Map.entry("pln", 200),
            Map.entry("ron", 200),
            Map.entry("rub", 50),
            Map.entry("sek", 300),
            Map.entry("sgd", 50),
            Map.entry("thb", 1000),
            Map.entry("usd", 50),
            Map.entry("zar", 50));

    /** Twelve digits, the most for any currency; Stripe itself refuses what is too much for the one at hand. */
    private static final BigInteger MOST = BigInteger.TEN.pow(12).subtract(BigInteger.ONE);

    /**
     * The currency of a code.
     *
     * @param code in upper or lower case
     * @throws ConfigurationException if there is no such currency, or Stripe doesn't count in it
     */
    public static StripeCurrency of(String code) {
        String lower = code.toLowerCase(Locale.ROOT);
        if (!CODE.matcher(code).matches()) {
            throw notACurrency(code);
        }
        int decimals = ZERO_DECIMALS.contains(lower) ? 0 : THREE_DECIMALS.contains(lower) ? 3 : 2;
        boolean listed = decimals != 2 || TWO_ZEROS.contains(lower);
        if (!listed && isoDecimals(code) != 2) {
            throw new ConfigurationException("Stripe doesn't say how it counts in " + lower
                    + ", a currency without two decimals; price in another one");
        }
        int step = decimals == 3 ? 10 : TWO_ZEROS.contains(lower) ? 100 : 1;
        return new StripeCurrency(lower, decimals, step, Amount.ofBaseUnits(MINIMUMS.getOrDefault(lower, 1)));
    }

    private static int isoDecimals(String code) {
        try {
            return Currency.getInstance(code.toUpperCase(Locale.ROOT)).getDefaultFractionDigits();
        } catch (IllegalArgumentException unknown) {
            throw notACurrency(code);
        }
    }

    private static ConfigurationException notACurrency(String code) {
        return new ConfigurationException(
                "\"" + code + "\" is not a currency that Stripe charges in; use an ISO 4217 code such as usd");
    }

    /**
     * Makes sure that an amount can be sent to Stripe as it is.
     *
     * @throws ConfigurationException if it would have to be rounded, or is more than any payment
     */
    public void requireChargeable(Amount amount) {
        if (amount.baseUnits().mod(BigInteger.valueOf(step)).signum() != 0) {
            throw new ConfigurationException("The amount " + amount + " in the smallest unit of " + code
                    + " is not a multiple of " + step
                    + ", as Stripe demands for this currency, and prices are never rounded; use fewer decimals");
        }
        if (amount.baseUnits().compareTo(MOST) > 0) {
            throw new ConfigurationException("The amount " + amount + " in the smallest unit of " + code
                    + " is more than Stripe charges at once; offer it through another payment method");
        }
    }
}
