package org.mpp4j.lightning.internal.session;

import java.util.Optional;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.lightning.Preimage;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.method.SessionPayment;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionChange;

/**
 * Uses a session (draft-lightning-session section "Bearer Verification").
 *
 * @param session whose preimage the credential has
 * @param secret the client's own, if it showed one
 */
public record BearerAction(SessionDesk desk, PaymentAttempt attempt, PaymentHash session, Optional<Preimage> secret)
        implements SessionPayment {

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
        return desk.accounts().update(desk.key(session), found -> {
            if (found.isEmpty()) {
                return SessionChange.none(SessionProblems.notFound());
            }
            SessionAccount account = found.get();
            SessionDetail detail = SessionDetail.of(account);
            if (!SessionDesk.isBound(detail, secret)) {
                return SessionChange.none(SessionProblems.wrongPreimage());
            }
            return account.isOpen()
                    ? desk.admit(account, detail, attempt, forResource)
                    : SessionChange.none(SessionProblems.closed());
        });
    }

    /** The session. */
    @Override
    public String toString() {
        return "BearerAction[" + session + "]";
    }
}
