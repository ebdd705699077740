package org.mpp4j.tempo;

import java.math.BigInteger;
import java.util.List;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.store.SessionStore;
import org.mpp4j.tempo.internal.charge.ChargeRail;
import org.mpp4j.tempo.internal.charge.ChargeTarget;
import org.mpp4j.tempo.internal.refund.RefundDesk;
import org.mpp4j.tempo.internal.refund.RefundDraft;

/**
 * Gives back what was paid, all of it or a part, at most once under each refund id: however often, from however many instances
 * and after however long it is asked for. All refunds of a payment together never come to more than was paid. Nothing is given
 * back for what the ledger doesn't have, or the chain doesn't confirm, and only to the account that paid. What was given back is
 * written to the ledger.
 *
 * <p>Which transaction gives the money back is written to the session store before it is sent, and it can be mined for about 25
 * seconds only. After a crash, asking again finds out by its hash what became of it; another one is sent only once a node
 * has shown that the first can't be mined any more. Nothing goes on by itself: whoever got {@link RefundOutcome.Unknown}, or
 * no answer, asks again.
 *
 * <p>The transfer has a memo that names the payment, 32 bytes: the first 4 of Keccak-256 of {@code mpp-refund}, a 1, the first 13 of
 * the hash of the payment's transaction, and the first 14 of Keccak-256 of challenge id, a zero byte and refund id.
 *
 * <p>A payment with splits is given back from the merchant's account alone, up to all that the payer paid.
 *
 * <p>{@link #refund} blocks until the transaction is mined or the payment method's deadline is over, and for as long as the
 * account takes to sign. It throws {@link org.mpp4j.store.StoreUnavailableException} if a store can't be reached; then, as after
 * an unknown outcome, the same refund is to be asked for again. Thread-safe.
 *
 * @since 0.1
 */
public final class TempoRefunds {

    private final ChargeTarget target;
    private final ChargeRail rail;
    private final PaymentLedger ledger;
    private final SessionStore sessions;
    private final MerchantAccount account;
    private final RefundDraft draft;
    private final RefundDesk desk;

    TempoRefunds(
            ChargeTarget target,
            ChargeRail rail,
            PaymentLedger ledger,
            SessionStore sessions,
            MerchantAccount account,
            RefundDraft draft) {
        this.target = target;
        this.rail = rail;
        this.ledger = ledger;
        this.sessions = sessions;
        this.account = account;
        this.draft = draft;
        this.desk = new RefundDesk(target, rail, ledger, sessions, account, draft);
    }

    /**
     * These refunds with their fees paid in another token. By default they are paid in the token that is given back.
     *
     * @param token a TIP-20 token that fees can be paid in
     * @return a copy
     */
    public TempoRefunds withFeeToken(TempoAddress token) {
        return with(new RefundDraft(token, draft.maxFeePerGas()));
    }

    /**
     * These refunds with another limit to what gas may cost. A refund needs well under a million units of it.
     *
     * @param attodollars the most that a unit of gas may cost, in 10<sup>-18</sup> USD; 50 * 10<sup>9</sup> by default
     * @return a copy
     * @throws ConfigurationException if it isn't positive
     */
    public TempoRefunds withMaxFeePerGas(long attodollars) {
        if (attodollars < 1) {
            throw new ConfigurationException("The most that gas may cost a refund is " + attodollars
                    + "; set it to a positive number of 10^-18 USD, such as 50000000000");
        }
        return with(new RefundDraft(draft.feeToken(), BigInteger.valueOf(attodollars)));
    }

    private TempoRefunds with(RefundDraft other) {
        return new TempoRefunds(target, rail, ledger, sessions, account, other);
    }

    /**
     * Gives money back.
     *
     * @param request what is to be given back
     * @return what came of it
     */
    public RefundOutcome refund(RefundRequest request) {
        List<LedgerEntry> payments = request
                .challengeId()
                .map(ledger::byChallenge)
                .orElseGet(() -> ledger.byReference(request.reference().orElseThrow()))
                .stream()
                .filter(entry -> entry.kind() == Kind.SETTLED
                        && entry.method().equals("tempo")
                        && entry.intent().equals("charge"))
                .toList();
        if (payments.isEmpty()) {
            return new RefundOutcome.Refused(
                    RefundOutcome.Reason.NOT_PAID, "The ledger has no charge through Tempo for this payment");
        }
        if (payments.size() > 1) {
            return new RefundOutcome.Refused(
                    RefundOutcome.Reason.NOT_PAID,
                    "More than one challenge was paid by this transaction; name the challenge");
        }
        return desk.refund(request, payments.get(0));
    }

    /** The account that gives back. */
    @Override
    public String toString() {
        return "TempoRefunds[from " + account.address() + "]";
    }
}
