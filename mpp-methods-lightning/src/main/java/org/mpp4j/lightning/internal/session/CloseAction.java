package org.mpp4j.lightning.internal.session;

import java.util.Optional;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.lightning.Preimage;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.method.SessionPayment;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionChange;

/**
 * Closes a session, and pays back what it has left (draft-lightning-session section "Close Action"). A close that comes again
 * gets the answer that it got, or that nobody knows yet.
 *
 * @param session whose preimage the credential has
 * @param secret the client's own, if it showed one
 */
public record CloseAction(SessionDesk desk, PaymentAttempt attempt, PaymentHash session, Optional<Preimage> secret)
        implements SessionPayment {

    /** Either the answer, or a session that is to be paid back now, by us. */
    private record Step(Optional<SessionOutcome> answer, Optional<SessionAccount> marked) {

        static Step of(SessionOutcome answer) {
            return new Step(Optional.of(answer), Optional.empty());
        }
    }

    @Override
    public Optional<String> payer() {
        return Optional.empty();
    }

    @Override
    public Optional<String> sessionId() {
        return Optional.of(desk.key(session));
    }

    @Override
    public boolean outlivesChallenge() {
        return true;
    }

    @Override
    public SessionOutcome perform(boolean forResource) {
        Step step = desk.accounts().update(desk.key(session), this::marked);
        return step.answer()
                .orElseGet(() -> told(desk.refunds().send(step.marked().orElseThrow())));
    }

    private SessionChange<Step> marked(Optional<SessionAccount> found) {
        if (found.isEmpty()) {
            return SessionChange.none(Step.of(SessionProblems.notFound()));
        }
        SessionAccount account = found.get();
        SessionDetail detail = SessionDetail.of(account);
        if (!SessionDesk.isBound(detail, secret)) {
            return SessionChange.none(Step.of(SessionProblems.wrongPreimage()));
        }
        if (account.isOpen()) {
            SessionAccount next =
                    desk.refunds().marked(account, attempt.challenge().id());
            return next.status() == SessionAccount.Status.CLOSED
                    ? SessionChange.to(next, Step.of(told(next)))
                    : SessionChange.to(next, new Step(Optional.empty(), Optional.of(next)));
        }
        boolean isSame = detail.maybeRefund()
                .filter(refund -> refund.closedBy().equals(attempt.challenge().id()))
                .isPresent();
        return SessionChange.none(Step.of(isSame ? told(account) : SessionProblems.closed()));
    }

    private SessionOutcome told(SessionAccount account) {
        Refund refund = SessionDetail.of(account).maybeRefund().orElseThrow();
        if (refund.told().isEmpty()) {
            return SessionDesk.busy("Whether the refund was sent isn't known yet");
        }
        Voice voice = new Voice(desk.rules(), attempt.challenge(), SessionDesk.priceOf(attempt));
        return new SessionOutcome.Done(
                voice.receipt(account, status(refund)),
                Optional.of(status(refund).put("status", "closed").build()));
    }

    private static JsonObject.Builder status(Refund refund) {
        return JsonObject.builder().put("refundSats", refund.satoshi()).put("refundStatus", refund.told());
    }

    /** The session. */
    @Override
    public String toString() {
        return "CloseAction[" + session + "]";
    }
}
