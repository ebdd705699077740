package org.mpp4j.gate;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.store.LedgerEntry;

/**
 * A payment that was made for a request, or that its rail has taken, and has to be reported back with {@link PaymentGate#completed}.
 *
 * @since 0.1
 */
public final class SettledPayment {

    private final Challenge challenge;
    private final Receipt receipt;
    private final Optional<String> payer;
    private final Claims claims;
    private final LedgerEntry entry;
    private final PaidAnswers.Question question;
    private final @Nullable Confirmation confirmation;

    /**
     * A payment that was let in.
     *
     * @param confirmation what is still to come, if the rail hasn't made the payment yet
     */
    SettledPayment(
            Challenge challenge,
            Receipt receipt,
            Optional<String> payer,
            Claims claims,
            LedgerEntry entry,
            PaidAnswers.Question question,
            @Nullable Confirmation confirmation) {
        this.challenge = Objects.requireNonNull(challenge, "challenge");
        this.receipt = Objects.requireNonNull(receipt, "receipt");
        this.payer = Objects.requireNonNull(payer, "payer");
        this.claims = claims;
        this.entry = entry;
        this.question = question;
        this.confirmation = confirmation;
    }

    /**
     * The challenge that was paid.
     *
     * @return as the client echoed it
     */
    public Challenge challenge() {
        return challenge;
    }

    /**
     * The receipt of the payment.
     *
     * @return as the payment method wrote it
     */
    public Receipt receipt() {
        return receipt;
    }

    /**
     * Who paid, as far as the proof shows it.
     *
     * @return preferably a DID
     */
    public Optional<String> payer() {
        return payer;
    }

    Claims claims() {
        return claims;
    }

    LedgerEntry entry() {
        return entry;
    }

    PaidAnswers.Question question() {
        return question;
    }

    @Nullable
    Confirmation confirmation() {
        return confirmation;
    }

    /** The challenge, neither the receipt nor who paid. */
    @Override
    public String toString() {
        return "SettledPayment[" + challenge + "]";
    }
}
