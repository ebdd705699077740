package org.mpp4j.tempo.internal.refund;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mpp4j.money.Amount;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.store.SessionStore;
import org.mpp4j.tempo.MerchantAccount;
import org.mpp4j.tempo.RefundOutcome;
import org.mpp4j.tempo.RefundOutcome.Reason;
import org.mpp4j.tempo.RefundRequest;
import org.mpp4j.tempo.internal.charge.ChargeRail;
import org.mpp4j.tempo.internal.charge.ChargeTarget;
import org.mpp4j.tempo.internal.charge.ProvenPayment;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.rpc.NodeException;
import org.mpp4j.tempo.internal.rpc.ReceiptAnswer;
import org.mpp4j.tempo.internal.rpc.TempoNode;

/**
 * Makes refunds of payments that the ledger has. The order of its steps is what makes each safe to be the last one:
 *
 * <ol>
 *   <li>the payment is confirmed by the chain,
 *   <li>a transaction is signed, and shown to nobody,
 *   <li>its hash and its end of validity are written to the book, if nobody has changed the page meanwhile,
 *   <li>it is sent, and its receipt looked at,
 *   <li>the book says that it was mined,
 *   <li>the ledger says so.
 * </ol>
 *
 * <p>Whoever finds a transaction in the book never sends another before a node has shown that it can't be mined any more.
 */
public final class RefundDesk {

    private static final Logger LOG = System.getLogger("org.mpp4j.tempo");
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final Duration LOOKUP_PATIENCE = Duration.ofSeconds(2);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);
    private static final long LONGEST_RETRY = 60;
    private static final Pattern HASH = Pattern.compile("0x[0-9a-fA-F]{64}");

    private final ChargeTarget target;
    private final ChargeRail rail;
    private final PaymentLedger ledger;
    private final RefundBook book;
    private final RefundTransfers transfers;

    /** For payments made there. */
    public RefundDesk(
            ChargeTarget target,
            ChargeRail rail,
            PaymentLedger ledger,
            SessionStore sessions,
            MerchantAccount account,
            RefundDraft draft) {
        this.target = target;
        this.rail = rail;
        this.ledger = ledger;
        this.book = new RefundBook(sessions, target.chainId());
        this.transfers = new RefundTransfers(target, rail, account, draft);
    }

    /**
     * Gives back what is asked for, if that didn't happen yet.
     *
     * @param payment a settled entry of the ledger
     */
    public RefundOutcome refund(RefundRequest request, LedgerEntry payment) {
        Optional<BookedRefund> made =
                book.read(payment.challengeId()).find(request.refundId()).filter(refund -> refund.madeAt() != null);
        if (made.isPresent()) {
            return isFor(made.get(), request) ? told(made.get(), payment) : usedForAnotherAmount();
        }
        Optional<ProvenPayment> claimed = claimed(payment);
        if (claimed.isEmpty()) {
            return refused(
                    Reason.NOT_PAID,
                    "What the ledger has of this payment isn't a transfer in the token of this method");
        }
        Deadline deadline = Deadline.in(rail.patience());
        // What one node says of the payment and of its refund fits together: it has got as far, and forgets no earlier.
        TempoNode one = rail.node().one();
        ReceiptAnswer paid = one.receipt(payment.reference(), deadline.leftUpTo(LOOKUP_PATIENCE));
        if (!(paid instanceof ReceiptAnswer.Mined mined)) {
            return unknown(
                    paid instanceof ReceiptAnswer.Silent silent
                            ? silent.cause()
                            : new NodeException("The node doesn't know the transaction of the payment"));
        }
        Optional<String> problem = claimed.get().problem(mined.receipt());
        return problem.isPresent()
                ? refused(Reason.NOT_PAID, problem.get())
                : refundProven(request, payment, claimed.get(), one, deadline);
    }

    private Optional<ProvenPayment> claimed(LedgerEntry payment) {
        BigInteger amount = Amount.parse(payment.amount()).baseUnits();
        boolean sameToken =
                payment.currency().equalsIgnoreCase(target.currency().toString());
        return amount.signum() == 0
                        || !sameToken
                        || payment.payer() == null
                        || !HASH.matcher(payment.reference()).matches()
                ? Optional.empty()
                : ProvenPayment.of(target, payment.payer(), payment.challengeId(), amount);
    }

    private RefundOutcome refundProven(
            RefundRequest request, LedgerEntry payment, ProvenPayment proven, TempoNode one, Deadline deadline) {
        do {
            RefundBook.Page page = book.read(payment.challengeId());
            Optional<BookedRefund> booked = page.find(request.refundId());
            if (booked.isPresent() && !isFor(booked.get(), request)) {
                return usedForAnotherAmount();
            }
            Optional<RefundOutcome> outcome = booked.isPresent()
                    ? resume(booked.get(), payment, proven, one, deadline)
                    : begin(request, payment, proven, page, one, deadline);
            if (outcome.isPresent()) {
                return outcome.get();
            }
        } while (!deadline.isOver() && !Thread.currentThread().isInterrupted());
        return unknown(new NodeException("There was no time left to give the money back"));
    }

    /** Finds out what became of a transaction. Empty once it certainly wasn't mined, and the book doesn't have it any more. */
    private Optional<RefundOutcome> resume(
            BookedRefund booked, LedgerEntry payment, ProvenPayment proven, TempoNode one, Deadline deadline) {
        if (booked.madeAt() != null) {
            return Optional.of(told(booked, payment));
        }
        do {
            ReceiptAnswer answer = receipt(one, booked, deadline);
            if (answer instanceof ReceiptAnswer.NotMined && hasExpired(one, booked, deadline)) {
                // The block that shows it may have come after the first look. No later one can hold the transaction.
                answer = receipt(one, booked, deadline);
                if (answer instanceof ReceiptAnswer.NotMined) {
                    strike(booked, payment.challengeId());
                    return Optional.empty();
                }
            }
            if (answer instanceof ReceiptAnswer.Mined mined) {
                return Optional.of(decide(mined, booked, payment, proven));
            }
            if (answer instanceof ReceiptAnswer.Silent silent) {
                return Optional.of(unknown(silent.cause()));
            }
        } while (deadline.pause(POLL_INTERVAL));
        return Optional.of(underWay(booked));
    }

    private static ReceiptAnswer receipt(TempoNode one, BookedRefund booked, Deadline deadline) {
        return one.receipt(booked.hash(), deadline.leftUpTo(LOOKUP_PATIENCE));
    }

    private static boolean hasExpired(TempoNode one, BookedRefund booked, Deadline deadline) {
        return one.latestBlockTime(deadline.leftUpTo(LOOKUP_PATIENCE))
                .map(time -> time.compareTo(booked.validBefore()) >= 0)
                .orElse(false);
    }

    /** Empty if somebody else has changed the page meanwhile; then nothing was sent. */
    private Optional<RefundOutcome> begin(
            RefundRequest request,
            LedgerEntry payment,
            ProvenPayment proven,
            RefundBook.Page page,
            TempoNode one,
            Deadline deadline) {
        BigInteger left = left(payment, proven, page);
        BigInteger amount = request.amount().map(Amount::baseUnits).orElse(left);
        if (left.signum() <= 0 || amount.compareTo(left) > 0 || page.refunds().size() >= RefundBook.MOST) {
            return Optional.of(refused(
                    Reason.MORE_THAN_IS_LEFT,
                    page.refunds().size() >= RefundBook.MOST
                            ? "A payment is given back in " + RefundBook.MOST + " parts at most"
                            : "No more than " + left.max(BigInteger.ZERO)
                                    + " base units of the payment are left to be given back"));
        }
        RefundTransfers.Prepared prepared = transfers.prepare(
                proven.payer(),
                amount,
                RefundMemo.of(payment.reference(), payment.challengeId(), request.refundId()),
                one,
                deadline);
        if (prepared instanceof RefundTransfers.Impossible impossible) {
            return Optional.of(impossible.outcome());
        }
        if (!book.reserveName(request.refundId(), payment.challengeId())) {
            return Optional.of(refused(Reason.ID_USED, "The refund id was used for another payment before"));
        }
        RefundTransfers.Signed signed = (RefundTransfers.Signed) prepared;
        BookedRefund booked = new BookedRefund(request.refundId(), amount, signed.hash(), signed.validBefore(), null);
        if (!book.write(page.with(booked))) {
            return Optional.empty();
        }
        return Optional.of(send(signed, booked, payment, proven, deadline));
    }

    /** Whatever the ledger has that isn't in the book, such as a refund that was made by hand, counts too. */
    private BigInteger left(LedgerEntry payment, ProvenPayment proven, RefundBook.Page page) {
        BigInteger otherwise = ledger.byChallenge(payment.challengeId()).stream()
                .filter(entry -> entry.kind() == Kind.REFUNDED && !page.hasTransaction(entry.reference()))
                .map(entry -> Amount.parse(entry.amount()).baseUnits())
                .reduce(BigInteger.ZERO, BigInteger::add);
        return proven.amount().subtract(page.sum()).subtract(otherwise);
    }

    private RefundOutcome send(
            RefundTransfers.Signed signed,
            BookedRefund booked,
            LedgerEntry payment,
            ProvenPayment proven,
            Deadline deadline) {
        Optional<ReceiptAnswer.Mined> mined = transfers.send(signed, deadline);
        return mined.isPresent() ? decide(mined.get(), booked, payment, proven) : underWay(booked);
    }

    private RefundOutcome decide(
            ReceiptAnswer.Mined mined, BookedRefund booked, LedgerEntry payment, ProvenPayment proven) {
        if (!mined.receipt().succeeded()) {
            strike(booked, payment.challengeId());
            return refused(
                    Reason.NOT_TRANSFERABLE,
                    "The transaction " + booked.hash() + " was reverted, so nothing but its fee was paid");
        }
        if (!transfers.isToldBy(mined.receipt(), proven.payer(), booked, payment)) {
            LOG.log(Level.ERROR, "The refund {0} was mined without its transfer", booked.hash());
            return unknown(new NodeException("The transaction " + booked.hash() + " was mined without its transfer"));
        }
        return told(writeMade(booked, payment.challengeId()), payment);
    }

    private BookedRefund writeMade(BookedRefund booked, String challengeId) {
        while (true) {
            RefundBook.Page page = book.read(challengeId);
            Optional<BookedRefund> latest = page.find(booked.refundId());
            if (latest.isPresent() && latest.get().madeAt() != null) {
                return latest.get();
            }
            BookedRefund made = booked.made(rail.clock().instant());
            if (book.write(page.with(made))) {
                return made;
            }
        }
    }

    /** Takes a transaction out of the book that certainly gave nothing back. What it would have is left again. */
    private void strike(BookedRefund booked, String challengeId) {
        while (true) {
            RefundBook.Page page = book.read(challengeId);
            if (!page.refunds().contains(booked) || book.write(page.without(booked.refundId()))) {
                return;
            }
        }
    }

    private RefundOutcome told(BookedRefund made, LedgerEntry payment) {
        if (made.madeAt() == null) {
            throw new IllegalArgumentException("A refund that isn't made yet isn't for the ledger");
        }
        LedgerEntry entry =
                payment.refunded(made.madeAt(), made.hash(), made.amount().toString());
        ledger.append(List.of(entry));
        return new RefundOutcome.Refunded(entry);
    }

    private static boolean isFor(BookedRefund booked, RefundRequest request) {
        return request.amount()
                .map(amount -> amount.baseUnits().equals(booked.amount()))
                .orElse(true);
    }

    private static RefundOutcome usedForAnotherAmount() {
        return refused(Reason.ID_USED, "The refund id was used for another amount before");
    }

    private static RefundOutcome refused(Reason reason, String detail) {
        return new RefundOutcome.Refused(reason, detail);
    }

    private RefundOutcome underWay(BookedRefund booked) {
        long seconds =
                booked.validBefore().longValueExact() - rail.clock().instant().getEpochSecond() + 1;
        return new RefundOutcome.Unknown(
                new NodeException("The transaction " + booked.hash() + " isn't mined yet, and may be until it expires"),
                Duration.ofSeconds(Math.min(LONGEST_RETRY, Math.max(RETRY_AFTER.toSeconds(), seconds))));
    }

    static RefundOutcome unknown(Throwable cause) {
        return new RefundOutcome.Unknown(cause, RETRY_AFTER);
    }
}
