package org.mpp4j.store;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A line of a {@link PaymentLedger}: something that happened to a payment. It never changes.
 *
 * @param id the same for the same happening, however often it is told; at most 256 characters
 * @param kind what happened
 * @param at when, to the millisecond
 * @param challengeId of the challenge that was paid
 * @param reference by which the rail knows the payment, such as a transaction hash
 * @param method the payment method
 * @param intent the kind of payment
 * @param amount in base units, paid or given back
 * @param currency as the payment method names it
 * @param payer who paid, if known
 * @param target what was paid for, such as {@code GET /fortune}
 * @param status of the answer; 0 if that says nothing here
 * @since 0.1
 */
public record LedgerEntry(
        String id,
        Kind kind,
        Instant at,
        String challengeId,
        String reference,
        String method,
        String intent,
        String amount,
        String currency,
        @Nullable String payer,
        String target,
        int status) {

    /** What can happen to a payment. */
    public enum Kind {
        /** The money is the merchant's. */
        SETTLED,
        /** What was paid for was delivered. */
        DELIVERED,
        /** It was not, at least this time: the answer was an error. */
        UNDELIVERED,
        /** Money was given back. */
        REFUNDED
    }

    /**
     * Checks the parts.
     *
     * @param id the same for the same happening, however often it is told; at most 256 characters
     * @param kind what happened
     * @param at when, to the millisecond; finer parts are cut off
     * @param challengeId of the challenge that was paid
     * @param reference by which the rail knows the payment, such as a transaction hash
     * @param method the payment method
     * @param intent the kind of payment
     * @param amount in base units, paid or given back
     * @param currency as the payment method names it
     * @param payer who paid, if known
     * @param target what was paid for, such as {@code GET /fortune}
     * @param status of the answer; 0 if that says nothing here
     */
    public LedgerEntry {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(challengeId, "challengeId");
        Objects.requireNonNull(reference, "reference");
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(intent, "intent");
        Objects.requireNonNull(amount, "amount");
        Objects.requireNonNull(currency, "currency");
        Objects.requireNonNull(target, "target");
        if (id.isEmpty() || id.length() > 256) {
            throw new IllegalArgumentException("The id of a ledger entry has 1 to 256 characters, got " + id.length());
        }
        at = Instant.ofEpochMilli(at.toEpochMilli());
    }

    /**
     * What happened to the same payment later.
     *
     * @param laterKind what happened
     * @param when it happened
     * @param itsStatus of the answer; 0 if that says nothing here
     * @return an entry that is the same however often it is told, for each kind and status
     */
    public LedgerEntry then(Kind laterKind, Instant when, int itsStatus) {
        String laterId =
                idOf(laterKind, challengeId) + (laterKind == Kind.UNDELIVERED ? ":" + when.toEpochMilli() : "");
        return new LedgerEntry(
                laterId,
                laterKind,
                when,
                challengeId,
                reference,
                method,
                intent,
                amount,
                currency,
                payer,
                target,
                itsStatus);
    }

    /**
     * Money of this payment that was given back.
     *
     * @param when that happened
     * @param refundReference by which the rail knows it
     * @param refunded in base units
     * @return an entry that is the same for the same refund, however often it is told
     */
    public LedgerEntry refunded(Instant when, String refundReference, String refunded) {
        return new LedgerEntry(
                "refunded:" + refundReference,
                Kind.REFUNDED,
                when,
                challengeId,
                refundReference,
                method,
                intent,
                refunded,
                currency,
                payer,
                target,
                0);
    }

    /**
     * The id of the entry of which there is one for each paid challenge.
     *
     * @param kind what happened
     * @param challengeId of the challenge that was paid
     * @return the id
     */
    public static String idOf(Kind kind, String challengeId) {
        return switch (kind) {
            case SETTLED -> "settled:" + challengeId;
            case DELIVERED -> "delivered:" + challengeId;
            case UNDELIVERED -> "undelivered:" + challengeId;
            case REFUNDED -> "refunded:" + challengeId;
        };
    }

    /** Kind and id, not who paid. */
    @Override
    public String toString() {
        return "LedgerEntry[" + kind + " " + id + "]";
    }
}
