package org.mpp4j.stripe;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mpp4j.money.Amount;

/**
 * What is to be given back. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class RefundRequest {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:\\-]{1,100}");

    private final String refundId;
    private final String challengeId;
    private final @Nullable Amount amount;
    private final @Nullable String account;
    private final boolean reversesTransfer;
    private final boolean refundsFee;

    private RefundRequest(
            String refundId,
            String challengeId,
            @Nullable Amount amount,
            @Nullable String account,
            boolean reversesTransfer,
            boolean refundsFee) {
        this.refundId = refundId;
        this.challengeId = challengeId;
        this.amount = amount;
        this.account = account;
        this.reversesTransfer = reversesTransfer;
        this.refundsFee = refundsFee;
    }

    /**
     * Everything that is left of a payment.
     *
     * @param refundId the merchant's own name of the refund; under one name money is given back at most once. 1 to 100
     *     letters, digits and {@code _.:-}
     * @param challengeId of the challenge that was paid
     * @return the request
     * @throws IllegalArgumentException if the refund id has another form
     */
    public static RefundRequest full(String refundId, String challengeId) {
        if (!ID.matcher(refundId).matches()) {
            throw new IllegalArgumentException("A refund id has 1 to 100 letters, digits and _.:-");
        }
        if (challengeId.isBlank()) {
            throw new IllegalArgumentException("A refund needs the id of the challenge that was paid");
        }
        return new RefundRequest(refundId, challengeId, null, null, false, false);
    }

    /**
     * A part of a payment.
     *
     * @param refundId the merchant's own name of the refund, as for {@link #full}
     * @param challengeId of the challenge that was paid
     * @param amount in the smallest unit, more than zero
     * @return the request
     * @throws IllegalArgumentException if the refund id has another form or the amount is zero
     */
    public static RefundRequest partial(String refundId, String challengeId, Amount amount) {
        if (amount.isZero()) {
            throw new IllegalArgumentException("A refund of nothing is none");
        }
        return new RefundRequest(refundId, full(refundId, challengeId).challengeId, amount, null, false, false);
    }

    /**
     * This refund of a payment that was made on a connected account.
     *
     * @param connectedAccount as in {@link ConnectSettlement#onAccount}
     * @return a copy
     */
    public RefundRequest onAccount(String connectedAccount) {
        return new RefundRequest(refundId, challengeId, amount, connectedAccount, reversesTransfer, refundsFee);
    }

    /**
     * This refund with its share taken back from the account that the payment was passed on to.
     *
     * @return a copy
     */
    public RefundRequest reversingTransfer() {
        return new RefundRequest(refundId, challengeId, amount, account, true, refundsFee);
    }

    /**
     * This refund with its share of the platform's fee given back.
     *
     * @return a copy
     */
    public RefundRequest refundingFee() {
        return new RefundRequest(refundId, challengeId, amount, account, reversesTransfer, true);
    }

    /**
     * The merchant's own name of the refund.
     *
     * @return as given
     */
    public String refundId() {
        return refundId;
    }

    /**
     * The challenge that was paid.
     *
     * @return its id
     */
    public String challengeId() {
        return challengeId;
    }

    /**
     * What is given back.
     *
     * @return in the smallest unit, or empty for all that is left
     */
    public Optional<Amount> amount() {
        return Optional.ofNullable(amount);
    }

    /**
     * On whose account the payment was made.
     *
     * @return a connected account, or empty for the platform's own
     */
    public Optional<String> account() {
        return Optional.ofNullable(account);
    }

    /**
     * Whether what was passed on is taken back.
     *
     * @return false by default
     */
    public boolean reversesTransfer() {
        return reversesTransfer;
    }

    /**
     * Whether the platform's fee is given back.
     *
     * @return false by default
     */
    public boolean refundsFee() {
        return refundsFee;
    }

    /** Name, challenge and amount. */
    @Override
    public String toString() {
        return "RefundRequest[" + refundId + " of " + challengeId + ": " + (amount == null ? "all" : amount) + "]";
    }
}
