package org.mpp4j.money;

import java.math.BigInteger;
import java.util.Objects;

/**
 * A whole, non-negative number of base units, the smallest denomination of a currency: cents for USD, 10<sup>-6</sup> for
 * a TIP-20 token. This is the {@code amount} of a payment request (draft-payment-intent-charge, "Shared Fields").
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class Amount implements Comparable<Amount> {

    /** No base units at all. A zero amount asks for a proof of identity instead of money where a rail offers that. */
    public static final Amount ZERO = new Amount(BigInteger.ZERO);

    /** Enough for a uint256, the widest amount any rail carries. */
    private static final int MAX_DIGITS = 78;

    private final BigInteger baseUnits;

    private Amount(BigInteger baseUnits) {
        this.baseUnits = baseUnits;
    }

    /**
     * An amount of so many base units.
     *
     * @param baseUnits a number that is zero or more
     * @return the amount
     * @throws IllegalArgumentException if {@code baseUnits} is negative
     */
    public static Amount ofBaseUnits(long baseUnits) {
        return ofBaseUnits(BigInteger.valueOf(baseUnits));
    }

    /**
     * An amount of so many base units.
     *
     * @param baseUnits a number that is zero or more and has at most 78 digits
     * @return the amount
     * @throws IllegalArgumentException if {@code baseUnits} is negative or too large
     */
    public static Amount ofBaseUnits(BigInteger baseUnits) {
        Objects.requireNonNull(baseUnits, "baseUnits");
        if (baseUnits.signum() < 0) {
            throw new IllegalArgumentException("An amount can't be negative: " + baseUnits);
        }
        // 2^259 has 78 digits: the cheap test first, so that a hostile number isn't printed just to be measured.
        if (baseUnits.bitLength() > 260 || baseUnits.toString().length() > MAX_DIGITS) {
            throw new IllegalArgumentException("An amount has at most " + MAX_DIGITS + " digits");
        }
        return new Amount(baseUnits);
    }

    /**
     * Reads the wire form: decimal digits only, without sign, point, exponent, leading zeros or spaces.
     *
     * @param digits for example {@code "10000"}
     * @return the amount
     * @throws IllegalArgumentException if the text is anything else
     */
    public static Amount parse(String digits) {
        int length = digits.length();
        if (length == 0 || length > MAX_DIGITS) {
            throw new IllegalArgumentException("An amount in base units has 1 to " + MAX_DIGITS
                    + " digits, this text has " + length + " characters");
        }
        for (int i = 0; i < length; i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                throw new IllegalArgumentException(
                        "An amount in base units is written with the digits 0 to 9 only (character " + (i + 1)
                                + " is something else)");
            }
        }
        if (length > 1 && digits.charAt(0) == '0') {
            throw new IllegalArgumentException("An amount in base units has no leading zeros");
        }
        return new Amount(new BigInteger(digits));
    }

    /**
     * The number of base units.
     *
     * @return zero or more
     */
    public BigInteger baseUnits() {
        return baseUnits;
    }

    /**
     * Whether there is nothing to pay.
     *
     * @return true for zero base units
     */
    public boolean isZero() {
        return baseUnits.signum() == 0;
    }

    /**
     * The sum of both amounts.
     *
     * @param other what to add
     * @return a new amount
     */
    public Amount plus(Amount other) {
        return ofBaseUnits(baseUnits.add(other.baseUnits));
    }

    @Override
    public int compareTo(Amount other) {
        return baseUnits.compareTo(other.baseUnits);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Amount that && baseUnits.equals(that.baseUnits);
    }

    @Override
    public int hashCode() {
        return baseUnits.hashCode();
    }

    /** The wire form, for example {@code 10000}. */
    @Override
    public String toString() {
        return baseUnits.toString();
    }
}
