package org.mpp4j.stripe;

import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mpp4j.money.Amount;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.stripe.internal.api.Answer;
import org.mpp4j.stripe.internal.api.Deadline;
import org.mpp4j.stripe.internal.api.MadeRefund;
import org.mpp4j.stripe.internal.api.RefundTerms;
import org.mpp4j.stripe.internal.api.StripeApi;
import org.mpp4j.stripe.internal.api.StripeFailure;

/**
 * Gives back what was paid, all of it or a part, at most once under each refund id: however often, from however many instances
 * and after however long it is asked for. What was given back is written to the ledger.
 *
 * <p>{@link #refund} blocks until Stripe has answered or the payment method's deadline is over. It throws
 * {@link org.mpp4j.store.StoreUnavailableException} if the ledger can't be reached; then, as after an unknown outcome, the same
 * refund is to be asked for again. Thread-safe.
 *
 * @since 0.1
 */
public final class StripeRefunds {

    private final PaymentLedger ledger;
    private final StripeApi api;
    private final Duration patience;
    private final InstantSource clock;

    StripeRefunds(PaymentLedger ledger, StripeApi api, Duration patience, InstantSource clock) {
        this.ledger = ledger;
        this.api = api;
        this.patience = patience;
        this.clock = clock;
    }

    /**
     * Gives money back.
     *
     * @param request what is to be given back
     * @return what came of it
     */
    public RefundOutcome refund(RefundRequest request) {
        Optional<LedgerEntry> payment = ledger.byChallenge(request.challengeId()).stream()
                .filter(entry -> entry.kind() == Kind.SETTLED && entry.method().equals("stripe"))
                .findFirst();
        if (payment.isEmpty()) {
            return new RefundOutcome.Refused("The ledger has no payment through Stripe for this challenge");
        }
        Deadline deadline = Deadline.in(patience);
        // Stripe forgets idempotency keys after a day, but not its refunds.
        Answer<List<MadeRefund>> before =
                api.refundsOf(payment.get().reference(), request.account(), deadline.leftUpTo(patience.dividedBy(2)));
        if (!(before instanceof Answer.Done<List<MadeRefund>> made)) {
            return withoutResult(before);
        }
        Optional<MadeRefund> same = made.value().stream()
                .filter(refund -> refund.refundId().equals(Optional.of(request.refundId())))
                .findFirst();
        if (same.isPresent()) {
            return isFor(same.get(), request)
                    ? outcome(same.get(), payment.get())
                    : new RefundOutcome.Refused("The refund id was used for another amount before");
        }
        BigInteger left = left(payment.get(), made.value());
        boolean tooMuch = request.amount()
                .map(amount -> amount.baseUnits().compareTo(left) > 0)
                .orElse(left.signum() <= 0);
        return tooMuch
                ? new RefundOutcome.Refused("No more than " + left + " of the payment is left to be given back")
                : make(request, payment.get(), deadline);
    }

    private static boolean isFor(MadeRefund made, RefundRequest request) {
        return request.amount()
                .map(amount -> amount.baseUnits().equals(BigInteger.valueOf(made.amount())))
                .orElse(true);
    }

    private static BigInteger left(LedgerEntry payment, List<MadeRefund> made) {
        BigInteger givenBack = made.stream()
                .filter(refund -> !isOff(refund))
                .map(refund -> BigInteger.valueOf(refund.amount()))
                .reduce(BigInteger.ZERO, BigInteger::add);
        return Amount.parse(payment.amount()).baseUnits().subtract(givenBack);
    }

    private static boolean isOff(MadeRefund refund) {
        return refund.status().equals("failed") || refund.status().equals("canceled");
    }

    private RefundOutcome make(RefundRequest request, LedgerEntry payment, Deadline deadline) {
        RefundTerms terms = new RefundTerms(
                payment.reference(),
                request.amount()
                        .map(amount -> OptionalLong.of(amount.baseUnits().longValueExact()))
                        .orElse(OptionalLong.empty()),
                request.refundId(),
                request.account(),
                request.reversesTransfer(),
                request.refundsFee(),
                "mpp_refund_" + payment.reference() + "_" + request.refundId());
        Answer<MadeRefund> answer = api.refund(terms, deadline.left());
        return answer instanceof Answer.Done<MadeRefund> done ? outcome(done.value(), payment) : withoutResult(answer);
    }

    private RefundOutcome outcome(MadeRefund made, LedgerEntry payment) {
        if (made.status().equals("succeeded")) {
            LedgerEntry entry = payment.refunded(clock.instant(), made.id(), Long.toString(made.amount()));
            ledger.append(List.of(entry));
            return new RefundOutcome.Refunded(entry);
        }
        return isOff(made)
                ? new RefundOutcome.Refused("The refund " + made.id() + " is " + made.status()
                        + ". To try again, give it another refund id")
                : new RefundOutcome.Pending(made.id());
    }

    private static RefundOutcome withoutResult(Answer<?> answer) {
        if (answer instanceof Answer.Refused<?> refused) {
            return new RefundOutcome.Refused(String.valueOf(refused.cause().getMessage()));
        }
        if (answer instanceof Answer.Declined<?> declined) {
            return new RefundOutcome.Refused("Stripe declined the refund: " + declined.code());
        }
        if (answer instanceof Answer.NotTried<?> notTried) {
            return new RefundOutcome.Unknown(notTried.cause());
        }
        return answer instanceof Answer.Unclear<?> unclear
                ? new RefundOutcome.Unknown(unclear.cause())
                : new RefundOutcome.Unknown(new StripeFailure("No refund was made"));
    }
}
