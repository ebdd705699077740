package org.mpp4j.tempo;

import java.util.Objects;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.money.Amount;

/**
 * How much may be delivered before the chain has confirmed that it is paid. Each instance counts for itself. Payments beyond these
 * limits are waited for as usual, and so is each of an account that has one unconfirmed already: several could spend the same
 * money. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class OptimisticPolicy {

    /** The most that {@link #withMaxPayments} takes. */
    public static final int MOST_PAYMENTS = 1000;

    private static final int DEFAULT_PAYMENTS = 100;
    private static final long DEFAULT_AT_RISK = 10_000_000;

    private final int maxPayments;
    private final Amount maxAtRisk;

    private OptimisticPolicy(int maxPayments, Amount maxAtRisk) {
        this.maxPayments = maxPayments;
        this.maxAtRisk = maxAtRisk;
    }

    /**
     * Up to 100 payments at a time, of 10 dollars together.
     *
     * @return the default limits
     */
    public static OptimisticPolicy defaults() {
        return new OptimisticPolicy(DEFAULT_PAYMENTS, Amount.ofBaseUnits(DEFAULT_AT_RISK));
    }

    /**
     * These limits with another number of payments.
     *
     * @param payments that may be unconfirmed at a time, 1 to {@value #MOST_PAYMENTS}
     * @return a copy
     * @throws ConfigurationException if it is another number
     */
    public OptimisticPolicy withMaxPayments(int payments) {
        if (payments < 1 || payments > MOST_PAYMENTS) {
            throw new ConfigurationException("The number of unconfirmed payments in an OptimisticPolicy is " + payments
                    + "; set it from 1 to " + MOST_PAYMENTS);
        }
        return new OptimisticPolicy(payments, maxAtRisk);
    }

    /**
     * These limits with another amount.
     *
     * @param amount that may be unconfirmed at a time, in base units of the currency
     * @return a copy
     * @throws ConfigurationException if it is zero
     */
    public OptimisticPolicy withMaxAtRisk(Amount amount) {
        Objects.requireNonNull(amount, "amount");
        if (amount.isZero()) {
            throw new ConfigurationException(
                    "The amount at risk in an OptimisticPolicy is zero; set it to what may be lost,"
                            + " or leave optimistic out");
        }
        return new OptimisticPolicy(maxPayments, amount);
    }

    /**
     * How many payments may be unconfirmed at a time.
     *
     * @return 100 by default
     */
    public int maxPayments() {
        return maxPayments;
    }

    /**
     * How much may be unconfirmed at a time.
     *
     * @return in base units of the currency; 10 * 10<sup>6</sup> by default
     */
    public Amount maxAtRisk() {
        return maxAtRisk;
    }

    /** Both limits. */
    @Override
    public String toString() {
        return "OptimisticPolicy[" + maxPayments + " payments, " + maxAtRisk + " base units]";
    }
}
