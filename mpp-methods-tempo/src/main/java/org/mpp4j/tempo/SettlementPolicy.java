package org.mpp4j.tempo;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;

/**
 * When money is fetched from payment channels that nobody closes. Whatever it says, a channel whose payer asks the chain for its
 * end is closed at once while something is owed. Immutable.
 *
 * <p>Fetching costs the merchant a fee each time. A settlement takes all that a voucher is for, and so waits for one that is
 * spent completely; a close takes exactly what was spent.
 *
 * @since 0.1
 */
public final class SettlementPolicy {

    private static final Duration LONGEST_LOOK = Duration.ofMinutes(10);
    private static final Duration SHORTEST_LOOK = Duration.ofSeconds(1);
    private static final SettlementPolicy DEFAULTS =
            new SettlementPolicy(Duration.ofMinutes(3), null, null, null, new BigInteger("100000000000"));

    private final Duration lookEvery;
    private final @Nullable Duration interval;
    private final @Nullable BigInteger above;
    private final @Nullable Duration idle;
    private final BigInteger maxFeePerGas;

    private SettlementPolicy(
            Duration lookEvery,
            @Nullable Duration interval,
            @Nullable BigInteger above,
            @Nullable Duration idle,
            BigInteger maxFeePerGas) {
        this.lookEvery = lookEvery;
        this.interval = interval;
        this.above = above;
        this.idle = idle;
        this.maxFeePerGas = maxFeePerGas;
    }

    /**
     * Nothing is fetched before a channel is closed, by its client or because its payer asks for its end.
     *
     * @return the policy
     */
    public static SettlementPolicy defaults() {
        return DEFAULTS;
    }

    /**
     * This policy with another time between two looks at a channel that owes something. A payer who asks the chain for the end of
     * a channel can take what is left 15 minutes later, so somebody has to look several times in that.
     *
     * @param time from one second to 10 minutes; 3 minutes by default
     * @return a copy
     */
    public SettlementPolicy lookEvery(Duration time) {
        if (time.compareTo(SHORTEST_LOOK) < 0 || time.compareTo(LONGEST_LOOK) > 0) {
            throw new ConfigurationException("SettlementPolicy.lookEvery is " + time + "; set it from " + SHORTEST_LOOK
                    + " to " + LONGEST_LOOK + ", as what a payer takes back after 15 minutes is lost");
        }
        return new SettlementPolicy(time, interval, above, idle, maxFeePerGas);
    }

    /**
     * This policy with settlements once in a while.
     *
     * @param time after the last one, or since the channel was opened
     * @return a copy
     */
    public SettlementPolicy every(Duration time) {
        requirePositive("every", time);
        return new SettlementPolicy(lookEvery, time, above, idle, maxFeePerGas);
    }

    /**
     * This policy with a settlement of a channel that owes much. Seen when somebody looks, see {@link #lookEvery}.
     *
     * @param amount in base units
     * @return a copy
     */
    public SettlementPolicy above(BigInteger amount) {
        if (amount.signum() <= 0) {
            throw new ConfigurationException(
                    "SettlementPolicy.above is " + amount + "; set it to one base unit or more");
        }
        return new SettlementPolicy(lookEvery, interval, amount, idle, maxFeePerGas);
    }

    /**
     * This policy with a close of channels that nobody uses, which gives their payers the rest of their deposits back.
     *
     * @param time without a voucher or a charge
     * @return a copy
     */
    public SettlementPolicy closeIdleAfter(Duration time) {
        requirePositive("closeIdleAfter", time);
        return new SettlementPolicy(lookEvery, interval, above, time, maxFeePerGas);
    }

    /**
     * This policy with another limit for fees. While gas costs more nothing is fetched.
     *
     * @param price of a unit of gas, in 10<sup>-18</sup> USD; 10<sup>11</sup> by default
     * @return a copy
     */
    public SettlementPolicy maxFeePerGas(BigInteger price) {
        if (Objects.requireNonNull(price, "price").signum() <= 0) {
            throw new ConfigurationException(
                    "SettlementPolicy.maxFeePerGas is " + price + "; set it to what gas may cost");
        }
        return new SettlementPolicy(lookEvery, interval, above, idle, price);
    }

    private static void requirePositive(String setting, Duration time) {
        if (time.isZero() || time.isNegative()) {
            throw new ConfigurationException(
                    "SettlementPolicy." + setting + " is " + time + "; set it to a time that passes, or leave it out");
        }
    }

    /**
     * The time between two looks.
     *
     * @return at a channel that owes something
     */
    public Duration lookEvery() {
        return lookEvery;
    }

    /**
     * The time between settlements.
     *
     * @return if there is one
     */
    public Optional<Duration> interval() {
        return Optional.ofNullable(interval);
    }

    /**
     * What a channel may owe.
     *
     * @return in base units, if that is a reason to settle
     */
    public Optional<BigInteger> amount() {
        return Optional.ofNullable(above);
    }

    /**
     * How long a channel may rest.
     *
     * @return if that is a reason to close it
     */
    public Optional<Duration> idleTime() {
        return Optional.ofNullable(idle);
    }

    /**
     * What gas may cost.
     *
     * @return in 10<sup>-18</sup> USD
     */
    public BigInteger maxFeePerGas() {
        return maxFeePerGas;
    }

    @Override
    public String toString() {
        return "SettlementPolicy[every " + interval + ", above " + above + ", idle after " + idle + "]";
    }
}
