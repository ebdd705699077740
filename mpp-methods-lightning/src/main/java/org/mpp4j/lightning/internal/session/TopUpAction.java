package org.mpp4j.lightning.internal.session;

import java.math.BigInteger;
import java.util.Optional;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.method.SessionPayment;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionChange;

/**
 * Adds a deposit to a session (draft-lightning-session section "TopUp Verification"). Never starts a stream. Whoever adds
 * money needn't be the one who may spend it.
 *
 * @param session that gets it
 * @param deposit the payment hash of the challenge, which the preimage of the credential fits
 */
public record TopUpAction(SessionDesk desk, PaymentAttempt attempt, PaymentHash session, PaymentHash deposit)
        implements SessionPayment {

    private static final JsonObject OK =
            JsonObject.builder().put("status", "ok").build();
    private static final int MILLISATOSHI = 1000;

    /** What became of the credit; what isn't credited and never will be gives the deposit back for another use. */
    private record Credit(SessionOutcome outcome, boolean isCredited) {}

    @Override
    public Optional<String> payer() {
        return Optional.empty();
    }

    @Override
    public boolean outlivesChallenge() {
        return true;
    }

    @Override
    public SessionOutcome perform(boolean forResource) {
        Optional<SessionAccount> known = desk.find(session);
        if (known.isEmpty()) {
            return SessionProblems.notFound();
        }
        SessionDetail detail = SessionDetail.of(known.get());
        if (detail.hasTopUp(deposit)) {
            return done(known.get());
        }
        if (!known.get().isOpen()) {
            return SessionProblems.closed();
        }
        Optional<SessionOutcome> missing = desk.missing(attempt, deposit);
        return missing.isPresent() ? missing.get() : claimed();
    }

    private SessionOutcome claimed() {
        DepositClaims.Claimed claim = desk.claims().by("topUp:" + session);
        DepositClaims.Outcome outcome = claim.claim(DepositClaims.ofDeposit(deposit), desk.isExpired(attempt));
        if (outcome != DepositClaims.Outcome.CLAIMED) {
            return desk.find(session)
                    .filter(account -> SessionDetail.of(account).hasTopUp(deposit))
                    .map(this::done)
                    .orElseGet(() -> notClaimed(outcome));
        }
        Credit credit = desk.accounts().update(desk.key(session), this::credited);
        if (credit.isCredited()) {
            claim.spent();
        } else {
            claim.released();
        }
        return credit.outcome();
    }

    private static SessionOutcome notClaimed(DepositClaims.Outcome outcome) {
        return switch (outcome) {
            case NOTHING_TO_RESUME -> SessionProblems.expired();
            case BUSY -> SessionDesk.busy("The deposit is in use");
            default -> SessionProblems.usedUp();
        };
    }

    private SessionChange<Credit> credited(Optional<SessionAccount> found) {
        if (found.isEmpty()) {
            return SessionChange.none(new Credit(SessionProblems.notFound(), false));
        }
        SessionAccount account = found.get();
        SessionDetail detail = SessionDetail.of(account);
        if (detail.hasTopUp(deposit)) {
            return SessionChange.none(new Credit(done(account), true));
        }
        if (!account.isOpen()) {
            return SessionChange.none(new Credit(SessionProblems.closed(), false));
        }
        if (detail.topUps().size() >= SessionDetail.MOST_TOP_UPS) {
            return SessionChange.none(new Credit(
                    SessionProblems.rejected(
                            ProblemType.VERIFICATION_FAILED,
                            "The session has been topped up " + SessionDetail.MOST_TOP_UPS
                                    + " times; open another one with this deposit."),
                    false));
        }
        SessionAccount next =
                desk.touched(account.authorize(account.authorized().add(satoshi(attempt))), detail.withTopUp(deposit));
        return SessionChange.to(next, new Credit(done(next), true));
    }

    private SessionOutcome done(SessionAccount account) {
        Voice voice = new Voice(desk.rules(), attempt.challenge(), SessionDesk.priceOf(attempt));
        return new SessionOutcome.Done(voice.receipt(account, JsonObject.builder()), Optional.of(OK));
    }

    /** What a deposit is worth stands in its invoice, which is one of ours and of whole satoshi. */
    static BigInteger satoshi(PaymentAttempt attempt) {
        return BigInteger.valueOf(
                SessionRequest.decodedInvoice(attempt.request()).amount().orElseThrow() / MILLISATOSHI);
    }

    /** The session. */
    @Override
    public String toString() {
        return "TopUpAction[" + session + "]";
    }
}
