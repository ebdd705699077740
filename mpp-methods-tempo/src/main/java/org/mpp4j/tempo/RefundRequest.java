package org.mpp4j.tempo;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.Receipt;

/**
 * What is to be given back. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class RefundRequest {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:\\-]{1,100}");

    private final String refundId;
    private final String payment;
    private final boolean byReference;
    private final @Nullable Amount amount;

    private RefundRequest(String refundId, String payment, boolean byReference, @Nullable Amount amount) {
        if (!ID.matcher(refundId).matches()) {
            throw new IllegalArgumentException("A refund id has 1 to 100 letters, digits and _.:-");
        }
        if (payment.isBlank()) {
            throw new IllegalArgumentException("A refund needs the id of the challenge that was paid, or a receipt");
        }
        if (amount != null && amount.isZero()) {
            throw new IllegalArgumentException("A refund of nothing is none");
        }
        this.refundId = refundId;
        this.payment = payment;
        this.byReference = byReference;
        this.amount = amount;
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
        return new RefundRequest(refundId, challengeId, false, null);
    }

    /**
     * Everything that is left of a payment.
     *
     * @param refundId the merchant's own name of the refund, as for {@link #full(String, String)}
     * @param receipt of the payment; only its reference counts, for which the ledger knows the rest
     * @return the request
     * @throws IllegalArgumentException if the refund id has another form
     */
    public static RefundRequest full(String refundId, Receipt receipt) {
        return new RefundRequest(refundId, receipt.reference(), true, null);
    }

    /**
     * A part of a payment.
     *
     * @param refundId the merchant's own name of the refund, as for {@link #full(String, String)}
     * @param challengeId of the challenge that was paid
     * @param amount in base units, more than zero
     * @return the request
     * @throws IllegalArgumentException if the refund id has another form or the amount is zero
     */
    public static RefundRequest partial(String refundId, String challengeId, Amount amount) {
        return new RefundRequest(refundId, challengeId, false, amount);
    }

    /**
     * A part of a payment.
     *
     * @param refundId the merchant's own name of the refund, as for {@link #full(String, String)}
     * @param receipt of the payment; only its reference counts, for which the ledger knows the rest
     * @param amount in base units, more than zero
     * @return the request
     * @throws IllegalArgumentException if the refund id has another form or the amount is zero
     */
    public static RefundRequest partial(String refundId, Receipt receipt, Amount amount) {
        return new RefundRequest(refundId, receipt.reference(), true, amount);
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
     * @return its id, or empty if the payment is named by its reference
     */
    public Optional<String> challengeId() {
        return byReference ? Optional.empty() : Optional.of(payment);
    }

    /**
     * By what the rail knows the payment.
     *
     * @return a transaction hash, or empty if the payment is named by its challenge
     */
    public Optional<String> reference() {
        return byReference ? Optional.of(payment) : Optional.empty();
    }

    /**
     * What is given back.
     *
     * @return in base units, or empty for all that is left
     */
    public Optional<Amount> amount() {
        return Optional.ofNullable(amount);
    }

    /** Name, payment and amount. */
    @Override
    public String toString() {
        return "RefundRequest[" + refundId + " of " + payment + ": " + (amount == null ? "all" : amount) + "]";
    }
}
