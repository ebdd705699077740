package org.mpp4j.lightning.internal.session;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.mpp4j.lightning.NodeUnavailableException;
import org.mpp4j.lightning.OutgoingState;
import org.mpp4j.lightning.PaymentOrder;
import org.mpp4j.lightning.PaymentResult;
import org.mpp4j.lightning.internal.bolt11.Invoice;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionAccount.Status;
import org.mpp4j.session.SessionAccounts;
import org.mpp4j.session.SessionChange;

/**
 * Closes sessions and pays back what they have left (draft-lightning-session sections "Close Action" and "Server-Initiated
 * Close"). The session is marked, with what is owed, before the node is asked to pay. Whoever finds that mark later, because
 * the answer was lost or the process died, asks the node what it knows of the payment, and has it paid again only if the node
 * says that nothing was sent. Thread-safe.
 */
final class Refunds {

    private static final Logger LOG = System.getLogger("org.mpp4j.lightning");

    /** So long after the deadline of a payment nobody works on it any more. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private static final Duration BEFORE_NEXT_TRY = Duration.ofMinutes(1);
    private static final int MILLISATOSHI = 1000;

    /**
     * A payment usually arrives within seconds, but any node on the way can hold it, for days. After so long somebody is told.
     */
    private static final Duration TOO_LONG = Duration.ofHours(1);

    /** How often the node is asked about a payment that takes too long. */
    private static final Duration BEFORE_NEXT_LOOK = Duration.ofMinutes(15);

    private final SessionAccounts accounts;
    private final SessionRules rules;
    private final RefundNews news;

    Refunds(SessionAccounts accounts, SessionRules rules) {
        this.accounts = accounts;
        this.rules = rules;
        this.news = new RefundNews(rules);
    }

    /** A session that is marked as closing, by whom it was marked. */
    SessionAccount marked(SessionAccount open, String closedBy) {
        long owed = open.available().longValueExact();
        SessionDetail detail = SessionDetail.of(open);
        if (owed == 0) {
            return closed(open, detail.with(Refund.none(closedBy)));
        }
        return open.in(Status.CLOSING)
                .withDetail(
                        detail.with(Refund.sending(owed, closedBy, rules.clock().instant()))
                                .write())
                .dueAt(lease());
    }

    private Instant lease() {
        return rules.clock().instant().plus(rules.refundDeadline()).plus(MARGIN);
    }

    private static SessionAccount closed(SessionAccount account, SessionDetail detail) {
        return account.in(Status.CLOSED).withDetail(detail.write()).dueAt(Instant.MAX);
    }

    /** Has the node pay. To be called by whoever marked the refund as being sent, right after that, and nobody else. */
    SessionAccount send(SessionAccount sending) {
        SessionDetail detail = SessionDetail.of(sending);
        Refund refund = detail.maybeRefund().orElseThrow();
        Invoice invoice = detail.decodedReturnInvoice();
        // A process that was stopped for as long as the lease may have been taken for dead, and another does it.
        if (!rules.clock().instant().isBefore(sending.dueAt().minus(rules.refundDeadline()))) {
            return sending;
        }
        if (!rules.clock().instant().isBefore(invoice.expiresAt())) {
            return failed(sending, "its return invoice has expired", false);
        }
        PaymentResult result = rules.node()
                .pay(new PaymentOrder(
                        detail.returnInvoice(),
                        OptionalLong.of(Math.multiplyExact(refund.satoshi(), (long) MILLISATOSHI)),
                        rules.maxFee(refund.satoshi()),
                        rules.refundDeadline()));
        if (result instanceof PaymentResult.Paid paid && paid.preimage().hash().equals(invoice.paymentHash())) {
            return over(sending, Refund.State.PAID, Refund.SUCCEEDED);
        }
        if (result instanceof PaymentResult.Failed failed) {
            return failed(sending, failed.reason(), true);
        }
        LOG.log(Level.WARNING, "Whether the refund of session {0} was sent isn''t known yet", sending.id());
        return sending;
    }

    /** Nothing was sent. */
    private SessionAccount failed(SessionAccount sending, String why, boolean mayRetry) {
        Refund refund = SessionDetail.of(sending).maybeRefund().orElseThrow();
        LOG.log(
                Level.WARNING,
                "The refund of {0} sat of session {1} failed: {2}",
                Long.toString(refund.satoshi()),
                sending.id(),
                why);
        if (!mayRetry || refund.tries() >= rules.refundTries()) {
            return over(sending, Refund.State.FAILED, Refund.FAILED);
        }
        return accounts.update(sending.id(), found -> {
            SessionAccount now = found.orElse(sending);
            SessionDetail detail = SessionDetail.of(now);
            Refund known = detail.maybeRefund().orElse(refund);
            if (!isSameTry(known, refund)) {
                return SessionChange.none(now);
            }
            SessionAccount owed = now.withDetail(
                            detail.with(known.in(Refund.State.OWED).telling(Refund.FAILED))
                                    .write())
                    .dueAt(rules.clock().instant().plus(BEFORE_NEXT_TRY));
            return SessionChange.to(owed, owed);
        });
    }

    private static boolean isSameTry(Refund known, Refund mine) {
        return known.state() == Refund.State.SENDING && known.tries() == mine.tries();
    }

    private record Ending(SessionAccount account, boolean isNew) {}

    private SessionAccount over(SessionAccount account, Refund.State state, String status) {
        Ending ending = accounts.update(account.id(), found -> {
            SessionAccount now = found.orElse(account);
            SessionDetail detail = SessionDetail.of(now);
            Refund refund = detail.maybeRefund().orElseThrow();
            if (refund.state().isOver()) {
                return SessionChange.none(new Ending(now, false));
            }
            SessionAccount closed = closed(now, detail.with(refund.in(state).telling(status)));
            return SessionChange.to(closed, new Ending(closed, true));
        });
        if (ending.isNew()) {
            news.over(ending.account());
        }
        return ending.account();
    }

    /**
     * Looks at a session whose refund came to no known end in time: finds out, and tries again if nothing was sent.
     *
     * @throws NodeUnavailableException if the node doesn't say; another time, then
     */
    void lookAt(SessionAccount overdue) {
        Optional<SessionAccount> leased = lease(overdue);
        if (leased.isEmpty()) {
            return;
        }
        SessionAccount account = leased.get();
        SessionDetail detail = SessionDetail.of(account);
        Refund refund = detail.maybeRefund().orElseThrow();
        OutgoingState state =
                rules.node().lookUpPayment(detail.decodedReturnInvoice().paymentHash());
        switch (state) {
            case PAID -> over(account, Refund.State.PAID, Refund.SUCCEEDED);
            case PENDING -> leaveOnItsWay(account);
            case NOT_SENT -> tryAgain(account);
            case UNKNOWN -> {
                if (refund.state() == Refund.State.OWED) {
                    tryAgain(account); // by the node's own answer to the last try nothing was sent
                } else {
                    over(account, Refund.State.UNCLEAR, Refund.FAILED);
                }
            }
        }
    }

    /** It may be paid at any time from now, so all that is done is to tell somebody when it takes too long. */
    private void leaveOnItsWay(SessionAccount leased) {
        Instant now = rules.clock().instant();
        Refund refund = SessionDetail.of(leased).maybeRefund().orElseThrow();
        Refund timed = refund.sentSince(now);
        boolean isLate = timed.isOnItsWayFor(TOO_LONG, now);
        if (isLate && !timed.isReported()) {
            news.overdue(leased); // before it is noted: rather twice than never
        }
        Refund noted = isLate ? timed.reported() : timed;
        if (!isLate && noted.equals(refund)) {
            return;
        }
        accounts.update(leased.id(), found -> {
            if (!isStill(refund, found)) {
                return SessionChange.none(false);
            }
            SessionAccount account = found.orElseThrow();
            SessionAccount next =
                    account.withDetail(SessionDetail.of(account).with(noted).write());
            return SessionChange.to(isLate ? next.dueAt(now.plus(BEFORE_NEXT_LOOK)) : next, true);
        });
    }

    /** The rest of the account may differ: stores keep times to the millisecond. */
    private static boolean isStill(Refund known, Optional<SessionAccount> found) {
        return found.flatMap(account -> SessionDetail.of(account).maybeRefund())
                .filter(known::equals)
                .isPresent();
    }

    /** Of several instances one goes on; the others find that it isn't due any more. */
    private Optional<SessionAccount> lease(SessionAccount overdue) {
        return accounts.update(overdue.id(), found -> {
            Instant now = rules.clock().instant();
            if (found.isEmpty()
                    || found.get().status() != Status.CLOSING
                    || found.get().dueAt().isAfter(now)) {
                return SessionChange.none(Optional.<SessionAccount>empty());
            }
            SessionAccount mine = found.get().dueAt(lease());
            return SessionChange.to(mine, Optional.of(mine));
        });
    }

    private void tryAgain(SessionAccount leased) {
        SessionDetail detail = SessionDetail.of(leased);
        Refund refund = detail.maybeRefund().orElseThrow();
        if (refund.tries() >= rules.refundTries()) {
            over(leased, Refund.State.FAILED, Refund.FAILED);
            return;
        }
        Optional<SessionAccount> sending = accounts.update(leased.id(), found -> {
            if (!isStill(refund, found)) { // whoever else goes on counts a try
                return SessionChange.none(Optional.<SessionAccount>empty());
            }
            SessionAccount next = found.orElseThrow()
                    .withDetail(detail.with(refund.oneMoreTry()).write())
                    .dueAt(lease());
            return SessionChange.to(next, Optional.of(next));
        });
        sending.ifPresent(this::send);
    }
}
