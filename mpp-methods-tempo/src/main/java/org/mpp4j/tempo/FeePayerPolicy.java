package org.mpp4j.tempo;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.money.Price;

/**
 * What a {@link FeePayer} pays at most. Customers write the transactions, and one that is reverted costs its fee and pays
 * nothing, so nothing is signed beyond these limits. The defaults let through what deployed clients write.
 *
 * <p>Whatever the limits, a sponsored transaction has to have an expiring nonce and an end of validity, make exactly the
 * transfers asked for, and have no access list, no native value, and no authorizations.
 *
 * <p>The budgets count in this process; of several instances with one fee payer each has its own. Immutable.
 *
 * @since 0.1
 */
public final class FeePayerPolicy {

    /** What clients may offer to validators: 10 gwei, on Moderato 50. */
    private static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000);

    private final BigInteger maxGas;
    private final BigInteger maxFeePerGas;
    private final @Nullable BigInteger maxPriorityFeePerGas;
    private final BigInteger maxFee;
    private final Duration maxValidity;
    private final boolean purchases;
    private final List<TempoAddress> feeTokens;
    private final BigInteger maxInFlight;
    private final BigInteger maxSpent;
    private final Duration spentWindow;
    private final BigInteger lowBalance;

    private FeePayerPolicy(Builder builder) {
        this.maxGas = builder.maxGas;
        this.maxFeePerGas = builder.maxFeePerGas;
        this.maxPriorityFeePerGas = builder.maxPriorityFeePerGas;
        this.maxFee = builder.maxFee;
        this.maxValidity = builder.maxValidity;
        this.purchases = builder.purchases;
        this.feeTokens = List.copyOf(builder.feeTokens);
        this.maxInFlight = builder.maxInFlight;
        this.maxSpent = builder.maxSpent;
        this.spentWindow = builder.spentWindow;
        this.lowBalance = builder.lowBalance;
    }

    /**
     * The limits that are used if none are set.
     *
     * @return the defaults of {@link Builder}
     */
    public static FeePayerPolicy defaults() {
        return builder().build();
    }

    /**
     * Starts with the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The most gas of one transaction.
     *
     * @return positive
     */
    public BigInteger maxGas() {
        return maxGas;
    }

    /**
     * The most that a unit of gas may cost.
     *
     * @return in 10<sup>-18</sup> USD
     */
    public BigInteger maxFeePerGas() {
        return maxFeePerGas;
    }

    /**
     * The most of it that may be offered to the validator.
     *
     * @param chainId as in EIP-155
     * @return in 10<sup>-18</sup> USD
     */
    public BigInteger maxPriorityFeePerGas(long chainId) {
        if (maxPriorityFeePerGas != null) {
            return maxPriorityFeePerGas;
        }
        return GWEI.multiply(BigInteger.valueOf(chainId == TempoNetwork.MODERATO.chainId() ? 50 : 10));
    }

    /**
     * The most that one transaction may cost.
     *
     * @return in base units of the fee token
     */
    public BigInteger maxFee() {
        return maxFee;
    }

    /**
     * How long a transaction may be valid at most.
     *
     * @return from when it is signed
     */
    public Duration maxValidity() {
        return maxValidity;
    }

    /**
     * Whether the customer may buy the currency at the exchange in the same transaction.
     *
     * @return true by default
     */
    public boolean purchases() {
        return purchases;
    }

    /**
     * The tokens that fees may be paid in, preferred ones first.
     *
     * @param chainId as in EIP-155
     * @return never empty
     */
    public List<TempoAddress> feeTokens(long chainId) {
        if (!feeTokens.isEmpty()) {
            return feeTokens;
        }
        TempoAddress pathUsd = TempoNetwork.MODERATO.currency();
        return chainId == TempoNetwork.MAINNET.chainId()
                ? List.of(TempoNetwork.MAINNET.currency(), pathUsd)
                : List.of(pathUsd);
    }

    /**
     * What all transactions that are signed and not known to be mined may cost together.
     *
     * @return in base units of the fee token
     */
    public BigInteger maxInFlight() {
        return maxInFlight;
    }

    /**
     * What all fees within {@link #spentWindow()} may come to.
     *
     * @return in base units of the fee token
     */
    public BigInteger maxSpent() {
        return maxSpent;
    }

    /**
     * The time that {@link #maxSpent()} is for.
     *
     * @return up to now
     */
    public Duration spentWindow() {
        return spentWindow;
    }

    /**
     * The balance below which nothing is sponsored any more.
     *
     * @return in base units of the fee token
     */
    public BigInteger lowBalance() {
        return lowBalance;
    }

    /** Sets limits. Amounts are dollars, as in {@code 0.05}. Not thread-safe. */
    public static final class Builder {

        private BigInteger maxGas = BigInteger.valueOf(2_000_000);
        private BigInteger maxFeePerGas = GWEI.multiply(BigInteger.valueOf(100));
        private @Nullable BigInteger maxPriorityFeePerGas;
        private BigInteger maxFee = BigInteger.valueOf(50_000);
        private Duration maxValidity = Duration.ofMinutes(15);
        private boolean purchases = true;
        private List<TempoAddress> feeTokens = List.of();
        private BigInteger maxInFlight = BigInteger.valueOf(5_000_000);
        private BigInteger maxSpent = BigInteger.valueOf(100_000_000);
        private Duration spentWindow = Duration.ofDays(1);
        private BigInteger lowBalance = BigInteger.valueOf(1_000_000);

        private Builder() {}

        /**
         * Limits the gas of one transaction.
         *
         * @param gas 2,000,000 by default
         * @return this
         */
        public Builder maxGas(long gas) {
            maxGas = BigInteger.valueOf(gas);
            return this;
        }

        /**
         * Limits what a unit of gas may cost.
         *
         * @param attodollars in 10<sup>-18</sup> USD; 100 × 10<sup>9</sup> by default
         * @return this
         */
        public Builder maxFeePerGas(long attodollars) {
            maxFeePerGas = BigInteger.valueOf(attodollars);
            return this;
        }

        /**
         * Limits what the customer may offer to the validator.
         *
         * @param attodollars in 10<sup>-18</sup> USD per gas; by default 10 × 10<sup>9</sup>, on Moderato 50 × 10<sup>9</sup>
         * @return this
         */
        public Builder maxPriorityFeePerGas(long attodollars) {
            maxPriorityFeePerGas = BigInteger.valueOf(attodollars);
            return this;
        }

        /**
         * Limits what one transaction may cost: its gas limit times its price.
         *
         * @param dollars 0.05 by default
         * @return this
         */
        public Builder maxFee(String dollars) {
            maxFee = baseUnits(dollars);
            return this;
        }

        /**
         * Limits how long a transaction may be valid. It may also not outlive its challenge by more than a minute.
         *
         * @param time 15 minutes by default
         * @return this
         */
        public Builder maxValidity(Duration time) {
            maxValidity = Objects.requireNonNull(time, "time");
            return this;
        }

        /**
         * Allows or forbids that the customer buys the currency at the exchange in the same transaction, which takes more gas.
         *
         * @param allowed true by default
         * @return this
         */
        public Builder purchases(boolean allowed) {
            purchases = allowed;
            return this;
        }

        /**
         * Sets the tokens that fees may be paid in, preferred ones first; of the first with enough balance they are.
         *
         * @param tokens TIP-20 tokens with {@value TempoNetwork#DECIMALS} decimals; by default the chain's default currency and
         *     pathUSD
         * @return this
         */
        public Builder feeTokens(List<TempoAddress> tokens) {
            feeTokens = List.copyOf(tokens);
            return this;
        }

        /**
         * Limits what all transactions that are signed and not known to be mined may cost together.
         *
         * @param dollars 5 by default
         * @return this
         */
        public Builder maxInFlight(String dollars) {
            maxInFlight = baseUnits(dollars);
            return this;
        }

        /**
         * Limits the fees of a time that ends now.
         *
         * @param dollars 100 by default
         * @param window a day by default
         * @return this
         */
        public Builder maxSpent(String dollars, Duration window) {
            maxSpent = baseUnits(dollars);
            spentWindow = Objects.requireNonNull(window, "window");
            return this;
        }

        /**
         * Sets the balance below which nothing is sponsored any more.
         *
         * @param dollars 1 by default
         * @return this
         */
        public Builder lowBalance(String dollars) {
            lowBalance = baseUnits(dollars);
            return this;
        }

        private static BigInteger baseUnits(String dollars) {
            return Price.of(dollars).toAmount(TempoNetwork.DECIMALS).baseUnits();
        }

        /**
         * The policy with these limits.
         *
         * @return a policy
         * @throws ConfigurationException if a limit would let nothing through
         */
        public FeePayerPolicy build() {
            requirePositive(maxGas, "maxGas");
            requirePositive(maxFeePerGas, "maxFeePerGas");
            requirePositive(maxFee, "maxFee");
            requirePositive(maxInFlight, "maxInFlight");
            requirePositive(maxSpent, "maxSpent");
            if (maxValidity.compareTo(Duration.ofSeconds(1)) < 0 || maxValidity.compareTo(Duration.ofHours(1)) > 0) {
                throw new ConfigurationException(
                        "The maxValidity of FeePayerPolicy is " + maxValidity + "; set it from 1 second to 1 hour");
            }
            if (spentWindow.compareTo(Duration.ofMinutes(1)) < 0) {
                throw new ConfigurationException(
                        "The window of maxSpent of FeePayerPolicy is " + spentWindow + "; set it to 1 minute or more");
            }
            return new FeePayerPolicy(this);
        }

        private static void requirePositive(BigInteger limit, String name) {
            if (limit.signum() <= 0) {
                throw new ConfigurationException("The " + name + " of FeePayerPolicy is " + limit
                        + ", which lets nothing through; set it higher, or set no fee payer");
            }
        }
    }
}
