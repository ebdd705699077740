package org.mpp4j.client;

import java.math.BigInteger;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.money.Amount;

/**
 * Keeps what is spent within {@link Allowance}s, exactly, however many threads and clients share it: an amount is reserved
 * before it is paid, and counts from then on unless it is given back. In a currency without an allowance nothing is spent.
 *
 * <p>It remembers in memory only: a new object has spent nothing. Thread-safe.
 *
 * @since 0.1
 */
public final class SpendingLimits {

    /** What {@link #reserve} decides. */
    public sealed interface Decision permits Reserved, Refused {}

    /**
     * The demand isn't within the limits.
     *
     * @param reason for people
     */
    public record Refused(String reason) implements Decision {}

    /**
     * An amount that nothing else can spend, until it is {@linkplain #commit() spent} or {@linkplain #release() given back}.
     * Only the first of both counts. Thread-safe.
     */
    public static final class Reserved implements Decision {

        private final @Nullable Account account;
        private final BigInteger amount;
        private boolean ended;

        private Reserved(@Nullable Account account, BigInteger amount) {
            this.account = account;
            this.amount = amount;
        }

        /** The amount was paid, or may have been. */
        public void commit() {
            if (account != null && end()) {
                account.commit(amount);
            }
        }

        /** The amount was certainly not paid. */
        public void release() {
            if (account != null && end()) {
                account.release(amount);
            }
        }

        private synchronized boolean end() {
            boolean first = !ended;
            ended = true;
            return first;
        }
    }

    private final Map<String, Account> accounts;

    private SpendingLimits(Map<String, Account> accounts) {
        this.accounts = accounts;
    }

    /**
     * Limits on the system's clock.
     *
     * @param allowances at most one for each currency of a payment method
     * @return limits of which nothing is spent
     */
    public static SpendingLimits of(Allowance... allowances) {
        return of(List.of(allowances), InstantSource.system());
    }

    /**
     * Limits.
     *
     * @param allowances at most one for each currency of a payment method
     * @param clock for allowances that are for some time
     * @return limits of which nothing is spent
     * @throws IllegalArgumentException if there are two allowances for one currency of one payment method
     */
    public static SpendingLimits of(Collection<Allowance> allowances, InstantSource clock) {
        Objects.requireNonNull(clock, "clock");
        Map<String, Account> accounts = new HashMap<>();
        for (Allowance allowance : allowances) {
            Account twin = accounts.put(
                    Allowance.key(allowance.method(), allowance.currency()), new Account(allowance, clock));
            if (twin != null) {
                throw new IllegalArgumentException("There are two allowances for " + allowance.currency() + " by "
                        + allowance.method() + "; make them one");
            }
        }
        return new SpendingLimits(Map.copyOf(accounts));
    }

    /**
     * Takes an amount from what may still be spent. A proof, which costs nothing, is always within the limits.
     *
     * @param demand what is to be paid
     * @return {@link Reserved}, which has to be ended, or {@link Refused}
     */
    public Decision reserve(Demand demand) {
        if (demand.isProof()) {
            return new Reserved(null, BigInteger.ZERO);
        }
        Account account = account(demand.method(), demand.currency());
        if (account == null) {
            return new Refused(
                    "There is no allowance for the currency " + demand.currency() + " by " + demand.method());
        }
        BigInteger amount = demand.amount().baseUnits();
        return account.reserve(demand).<Decision>map(Refused::new).orElseGet(() -> new Reserved(account, amount));
    }

    /**
     * What counts as spent now: paid, or reserved.
     *
     * @param method for example {@code tempo}
     * @param currency in any case
     * @return in base units; zero if there is no allowance
     */
    public Amount spent(String method, String currency) {
        Account account = account(method, currency);
        return account == null ? Amount.ZERO : Amount.ofBaseUnits(account.spent());
    }

    private @Nullable Account account(String method, String currency) {
        Account exact = accounts.get(Allowance.key(method, currency));
        return exact != null ? exact : accounts.get(Allowance.key(Allowance.ANY_METHOD, currency));
    }

    /** The allowances. */
    @Override
    public String toString() {
        return "SpendingLimits"
                + accounts.values().stream().map(account -> account.allowance).toList();
    }

    /** One currency of one payment method. */
    private static final class Account {

        private final Allowance allowance;
        private final InstantSource clock;
        private final SpentAmounts spent;
        private BigInteger reserved = BigInteger.ZERO;

        Account(Allowance allowance, InstantSource clock) {
            this.allowance = allowance;
            this.clock = clock;
            this.spent = new SpentAmounts(allowance.window().orElse(null));
        }

        synchronized Optional<String> reserve(Demand demand) {
            if (demand.amount().compareTo(allowance.perRequest()) > 0) {
                return Optional.of("The amount " + demand.amount() + " is over the limit of " + allowance.perRequest()
                        + " " + allowance.currency() + " base units for one request");
            }
            BigInteger after = spent().add(demand.amount().baseUnits());
            if (allowance.total().isPresent()
                    && after.compareTo(allowance.total().get().baseUnits()) > 0) {
                return Optional.of("With " + demand.amount() + " more, " + after + " " + allowance.currency()
                        + " base units would be spent, over the limit of "
                        + allowance.total().get());
            }
            reserved = reserved.add(demand.amount().baseUnits());
            return Optional.empty();
        }

        synchronized void commit(BigInteger amount) {
            reserved = reserved.subtract(amount);
            spent.add(amount, clock.instant());
        }

        synchronized void release(BigInteger amount) {
            reserved = reserved.subtract(amount);
        }

        synchronized BigInteger spent() {
            return spent.at(clock.instant()).add(reserved);
        }
    }
}
