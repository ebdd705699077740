package org.mpp4j.client;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.money.Amount;

/**
 * What may be spent in one currency of one payment method, in its base units. Immutable and thread-safe.
 *
 * <pre>{@code
 * Allowance.of("tempo", "0x20c0000000000000000000000000000000000000", Amount.ofBaseUnits(50_000)) // 0.05 for one request
 *         .total(Amount.ofBaseUnits(5_000_000), Duration.ofDays(1))                               // and 5 a day
 * }</pre>
 *
 * @since 0.1
 */
public final class Allowance {

    /** Stands for every payment method. */
    static final String ANY_METHOD = "*";

    private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(1);

    private final String method;
    private final String currency;
    private final Amount perRequest;
    private final @Nullable Amount total;
    private final @Nullable Duration window;

    private Allowance(
            String method, String currency, Amount perRequest, @Nullable Amount total, @Nullable Duration window) {
        this.method = Objects.requireNonNull(method, "method");
        this.currency = Objects.requireNonNull(currency, "currency");
        this.perRequest = Objects.requireNonNull(perRequest, "perRequest");
        this.total = total;
        this.window = window;
    }

    /**
     * An allowance without a limit for all requests together.
     *
     * @param method for example {@code tempo}
     * @param currency as challenges of the method write it, in any case: {@code usd}, or a token's address
     * @param perRequest the most that one request may cost
     * @return the allowance
     */
    public static Allowance of(String method, String currency, Amount perRequest) {
        if (method.equals(ANY_METHOD)) {
            throw new IllegalArgumentException(
                    "An allowance is for one payment method, as a currency has other base units"
                            + " with another; name the method, or use ofAnyMethod where that can't matter");
        }
        return new Allowance(method, currency, perRequest, null, null);
    }

    /**
     * An allowance for a currency that means the same with every payment method in use. For play money and tests: where
     * {@code usd} is cents with one method and something smaller with another, this allows too much of one of them.
     *
     * @param currency as challenges write it, in any case
     * @param perRequest the most that one request may cost
     * @return the allowance
     */
    public static Allowance ofAnyMethod(String currency, Amount perRequest) {
        return new Allowance(ANY_METHOD, currency, perRequest, null, null);
    }

    /**
     * This allowance with a limit for all requests together, for ever.
     *
     * @param most in base units
     * @return a copy
     */
    public Allowance total(Amount most) {
        return new Allowance(method, currency, perRequest, Objects.requireNonNull(most, "most"), null);
    }

    /**
     * This allowance with a limit for all requests of a time that moves along: at every moment, what was spent in the last so
     * many hours counts. It may count for a sixtieth of that time longer.
     *
     * @param most in base units
     * @param time one second or more
     * @return a copy
     */
    public Allowance total(Amount most, Duration time) {
        if (time.compareTo(SHORTEST_WINDOW) < 0) {
            throw new IllegalArgumentException("The time of a limit is " + time + "; it has to be one second or more");
        }
        return new Allowance(method, currency, perRequest, Objects.requireNonNull(most, "most"), time);
    }

    /**
     * The payment method.
     *
     * @return for example {@code tempo}, or {@code *} for every one
     */
    public String method() {
        return method;
    }

    /**
     * The currency.
     *
     * @return as it was given
     */
    public String currency() {
        return currency;
    }

    /**
     * The most that one request may cost.
     *
     * @return in base units
     */
    public Amount perRequest() {
        return perRequest;
    }

    /**
     * The most that all requests may cost together.
     *
     * @return in base units, if there is a limit
     */
    public Optional<Amount> total() {
        return Optional.ofNullable(total);
    }

    /**
     * The time that {@link #total} is for.
     *
     * @return empty if it is for ever, or there is none
     */
    public Optional<Duration> window() {
        return Optional.ofNullable(window);
    }

    /** What a demand's method and currency have to be alike in. Case doesn't make another currency: addresses come in any. */
    static String key(String method, String currency) {
        return method + " " + currency.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return "Allowance[" + perRequest + " base units of " + currency + " by " + method + " for one request"
                + (total == null ? "" : ", " + total + " together" + (window == null ? "" : " in " + window)) + "]";
    }
}
