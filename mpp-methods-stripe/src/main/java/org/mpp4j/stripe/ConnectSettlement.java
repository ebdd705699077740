package org.mpp4j.stripe;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.money.Amount;

/**
 * What a connected account has to do with a payment: in whose name it is made, what is passed on, and what the platform keeps
 * (draft-stripe-charge section "Stripe Connect Settlement"). Immutable and thread-safe.
 *
 * <p>Amounts are in the smallest unit of the payment's currency, and can't be more than the payment.
 *
 * @since 0.1
 */
public final class ConnectSettlement {

    private static final ConnectSettlement NONE = new ConnectSettlement(new Parts());
    private static final Pattern ACCOUNT = Pattern.compile("acct_[A-Za-z0-9]{1,64}");
    private static final Pattern GROUP = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,198}[\\x21-\\x7e])?");

    private final Parts parts;

    private record Parts(
            @Nullable String account,
            @Nullable Amount applicationFee,
            @Nullable String onBehalfOf,
            @Nullable String transferDestination,
            @Nullable Amount transferAmount,
            @Nullable String transferGroup) {

        Parts() {
            this(null, null, null, null, null, null);
        }
    }

    private ConnectSettlement(Parts parts) {
        this.parts = parts;
    }

    /**
     * A payment to the platform's own account.
     *
     * @return without any parameter
     */
    public static ConnectSettlement none() {
        return NONE;
    }

    /**
     * The payment is made on a connected account ({@code Stripe-Account}).
     *
     * @param account such as {@code acct_1032D82eZvKYlo2C}
     * @return a copy
     */
    public ConnectSettlement onAccount(String account) {
        return new ConnectSettlement(new Parts(
                requireAccount(account, "account"),
                parts.applicationFee,
                parts.onBehalfOf,
                parts.transferDestination,
                parts.transferAmount,
                parts.transferGroup));
    }

    /**
     * The platform keeps this much ({@code application_fee_amount}).
     *
     * @param fee in the smallest unit, at most the payment's amount
     * @return a copy
     */
    public ConnectSettlement withApplicationFee(Amount fee) {
        return new ConnectSettlement(new Parts(
                parts.account,
                fee,
                parts.onBehalfOf,
                parts.transferDestination,
                parts.transferAmount,
                parts.transferGroup));
    }

    /**
     * A connected account is the business of record ({@code on_behalf_of}).
     *
     * @param account such as {@code acct_1032D82eZvKYlo2C}
     * @return a copy
     */
    public ConnectSettlement onBehalfOf(String account) {
        return new ConnectSettlement(new Parts(
                parts.account,
                parts.applicationFee,
                requireAccount(account, "onBehalfOf"),
                parts.transferDestination,
                parts.transferAmount,
                parts.transferGroup));
    }

    /**
     * What is paid is passed on to a connected account ({@code transfer_data[destination]}).
     *
     * @param account such as {@code acct_1032D82eZvKYlo2C}
     * @return a copy
     */
    public ConnectSettlement transferringTo(String account) {
        return new ConnectSettlement(new Parts(
                parts.account,
                parts.applicationFee,
                parts.onBehalfOf,
                requireAccount(account, "transfer destination"),
                null,
                parts.transferGroup));
    }

    /**
     * A part of what is paid is passed on to a connected account ({@code transfer_data[amount]}).
     *
     * @param account such as {@code acct_1032D82eZvKYlo2C}
     * @param amount in the smallest unit, at most the payment's amount
     * @return a copy
     */
    public ConnectSettlement transferringTo(String account, Amount amount) {
        return new ConnectSettlement(new Parts(
                parts.account,
                parts.applicationFee,
                parts.onBehalfOf,
                requireAccount(account, "transfer destination"),
                amount,
                parts.transferGroup));
    }

    /**
     * Ties the payment to transfers ({@code transfer_group}).
     *
     * @param group an order number or the like, not a secret
     * @return a copy
     */
    public ConnectSettlement withTransferGroup(String group) {
        if (!GROUP.matcher(group).matches()) {
            throw new ConfigurationException(
                    "The transfer group of a Connect settlement isn't 1 to 200 printable ASCII characters; set it to an order"
                            + " number or the like");
        }
        return new ConnectSettlement(new Parts(
                parts.account,
                parts.applicationFee,
                parts.onBehalfOf,
                parts.transferDestination,
                parts.transferAmount,
                group));
    }

    private static String requireAccount(String account, String what) {
        if (!ACCOUNT.matcher(account).matches()) {
            throw new ConfigurationException("The " + what + " of a Connect settlement is \"" + account
                    + "\"; set it to the id of a connected account, such as acct_1032D82eZvKYlo2C");
        }
        return account;
    }

    /**
     * Makes sure that no more is passed on or kept than is paid.
     *
     * @param paid the payment's amount
     * @return this
     * @throws ConfigurationException if the fee or the transfer is more than that
     */
    ConnectSettlement boundedBy(Amount paid) {
        requireAtMost(parts.applicationFee, paid, "application fee");
        requireAtMost(parts.transferAmount, paid, "transfer amount");
        if (parts.applicationFee != null && parts.transferAmount != null) {
            throw new ConfigurationException(
                    "A Connect settlement has both an application fee and a transfer amount, and"
                            + " Stripe takes one of them; set only one");
        }
        return this;
    }

    private static void requireAtMost(@Nullable Amount part, Amount paid, String what) {
        if (part != null && part.compareTo(paid) > 0) {
            throw new ConfigurationException("The " + what + " of a Connect settlement is " + part
                    + ", more than the payment's " + paid + " base units; make it depend on the amount");
        }
    }

    /**
     * On whose account the payment is made.
     *
     * @return a connected account, or empty for the platform's own
     */
    public Optional<String> account() {
        return Optional.ofNullable(parts.account);
    }

    /**
     * What the platform keeps.
     *
     * @return in the smallest unit
     */
    public Optional<Amount> applicationFee() {
        return Optional.ofNullable(parts.applicationFee);
    }

    /**
     * The business of record.
     *
     * @return a connected account
     */
    public Optional<String> onBehalfOf() {
        return Optional.ofNullable(parts.onBehalfOf);
    }

    /**
     * Who it is passed on to.
     *
     * @return a connected account
     */
    public Optional<String> transferDestination() {
        return Optional.ofNullable(parts.transferDestination);
    }

    /**
     * How much is passed on.
     *
     * @return in the smallest unit; if empty, everything that the destination allows
     */
    public Optional<Amount> transferAmount() {
        return Optional.ofNullable(parts.transferAmount);
    }

    /**
     * What ties the payment to transfers.
     *
     * @return an order number or the like
     */
    public Optional<String> transferGroup() {
        return Optional.ofNullable(parts.transferGroup);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConnectSettlement that && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }

    /** All parts; none is a secret. */
    @Override
    public String toString() {
        return "ConnectSettlement" + parts.toString().substring("Parts".length());
    }
}
