package org.mpp4j.lightning.internal.session;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.function.Consumer;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.lightning.RefundListener;
import org.mpp4j.lightning.SessionRefund;
import org.mpp4j.session.SessionAccount;

/** Tells of refunds: the log, and whoever listens. Thread-safe. */
record RefundNews(SessionRules rules) {

    private static final Logger LOG = System.getLogger("org.mpp4j.lightning");

    /** What came to its end. */
    void over(SessionAccount account) {
        SessionDetail detail = SessionDetail.of(account);
        SessionRefund known = refund(account, detail);
        switch (detail.maybeRefund().orElseThrow().state()) {
            case PAID -> tell(listener -> listener.paid(known));
            case FAILED -> tell(listener -> listener.failed(known));
            case UNCLEAR -> {
                LOG.log(
                        Level.ERROR,
                        "Whether the refund of {0} sat of session {1} was sent can''t be found out; it isn''t sent again",
                        Long.toString(known.satoshi()),
                        account.id());
                tell(listener -> listener.unclear(known));
            }
            case SENDING, OWED, NONE -> {}
        }
    }

    void overdue(SessionAccount account) {
        SessionRefund known = refund(account, SessionDetail.of(account));
        LOG.log(
                Level.WARNING,
                "The refund of {0} sat of session {1}, payment hash {2}, has been on its way since {3}; the node is asked"
                        + " further, and it isn''t sent again",
                Long.toString(known.satoshi()),
                account.id(),
                known.payment(),
                known.since());
        tell(listener -> listener.overdue(known));
    }

    private SessionRefund refund(SessionAccount account, SessionDetail detail) {
        Refund refund = detail.maybeRefund().orElseThrow();
        return new SessionRefund(
                new PaymentHash(account.id().substring(rules.prefix().length())),
                detail.decodedReturnInvoice().paymentHash(),
                refund.satoshi(),
                Instant.ofEpochSecond(refund.sentAt()));
    }

    private void tell(Consumer<RefundListener> news) {
        try {
            news.accept(rules.refundListener());
        } catch (RuntimeException bug) {
            LOG.log(
                    Level.ERROR,
                    "A listener of refunds failed: {0}",
                    bug.getClass().getName());
        }
    }
}
