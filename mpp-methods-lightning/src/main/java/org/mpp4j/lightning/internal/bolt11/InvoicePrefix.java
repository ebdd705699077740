package org.mpp4j.lightning.internal.bolt11;

import java.math.BigInteger;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands in front of the data of an invoice: the chain and the amount.
 *
 * @param currency for example {@code bc}
 * @param amount in millisatoshi, or empty if the payer decides
 */
record InvoicePrefix(String currency, OptionalLong amount) {

    private static final Pattern FORM = Pattern.compile("ln(bcrt|bc|tbs|tb|sb)(?:([1-9]\\d{0,17})([munp]?))?");

    private static final BigInteger TEN = BigInteger.TEN;

    /** How many tenths of a millisatoshi one of each is. */
    private static final Map<String, BigInteger> TENTHS = Map.of(
            "", TEN.pow(12),
            "m", TEN.pow(9),
            "u", TEN.pow(6),
            "n", TEN.pow(3),
            "p", BigInteger.ONE);

    /** All bitcoin there will ever be. */
    private static final BigInteger MOST = BigInteger.valueOf(21_000_000).multiply(TEN.pow(11));

    static InvoicePrefix parse(String prefix) throws InvalidInvoiceException {
        Matcher form = FORM.matcher(prefix);
        if (!form.matches()) {
            throw new InvalidInvoiceException("The invoice has a prefix that BOLT 11 doesn't know");
        }
        if (form.group(2) == null) {
            return new InvoicePrefix(form.group(1), OptionalLong.empty());
        }
        BigInteger[] amount = new BigInteger(form.group(2))
                .multiply(TENTHS.get(form.group(3)))
                .divideAndRemainder(TEN);
        if (amount[1].signum() != 0) {
            throw new InvalidInvoiceException("The invoice asks for a part of a millisatoshi");
        }
        if (amount[0].compareTo(MOST) > 0) {
            throw new InvalidInvoiceException("The invoice asks for more than there is");
        }
        return new InvoicePrefix(form.group(1), OptionalLong.of(amount[0].longValueExact()));
    }
}
