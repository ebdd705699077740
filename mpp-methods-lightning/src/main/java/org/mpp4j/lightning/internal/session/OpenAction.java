package org.mpp4j.lightning.internal.session;

import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.lightning.Preimage;
import org.mpp4j.lightning.internal.bolt11.InvalidInvoiceException;
import org.mpp4j.lightning.internal.bolt11.Invoice;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.method.SessionPayment;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionChange;

/**
 * Opens a session with a deposit (draft-lightning-session section "Open Verification"). Everything that could be wrong is
 * looked for before the deposit is claimed. An open that comes again counts as a bearer: the session that it opened is there.
 *
 * @param session the payment hash of the deposit, which the preimage of the credential fits
 * @param binding the SHA-256 of the client's own secret, in hexadecimal digits; empty if it has none
 */
public record OpenAction(
        SessionDesk desk, PaymentAttempt attempt, PaymentHash session, String returnInvoice, String binding)
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
        if (desk.find(session).isPresent()) {
            return again(forResource);
        }
        PaymentHash returnHash = null;
        if (!desk.isExpired(attempt)) {
            Object checked = checkedReturnInvoice();
            if (checked instanceof Rejected rejected) {
                return rejected;
            }
            returnHash = (PaymentHash) checked;
        }
        Optional<SessionOutcome> missing = desk.missing(attempt, session);
        return missing.isPresent() ? missing.get() : claimed(returnHash, forResource);
    }

    /** The payment hash of the return invoice, or what is wrong with it. */
    private Object checkedReturnInvoice() {
        Invoice invoice;
        try {
            invoice = Invoice.decode(returnInvoice);
        } catch (InvalidInvoiceException notOne) {
            return SessionProblems.invalidReturnInvoice("The returnInvoice is not a BOLT 11 invoice.");
        }
        if (!invoice.currency().equals(desk.rules().network().prefix())) {
            return SessionProblems.invalidReturnInvoice("The returnInvoice is for another network than the deposit.");
        }
        if (invoice.amount().orElse(0) != 0) {
            return SessionProblems.invalidReturnInvoice("The returnInvoice has an amount; leave it out.");
        }
        if (invoice.paymentHash().equals(session)) {
            return SessionProblems.invalidReturnInvoice("The returnInvoice has the payment hash of the deposit.");
        }
        if (!desk.now().plus(desk.rules().idleTimeout()).isBefore(invoice.expiresAt())) {
            return SessionProblems.invalidReturnInvoice("The returnInvoice expires before an idle session is closed.");
        }
        return invoice.paymentHash();
    }

    /** Without the hash of a return invoice the challenge has expired, and only what was begun in time is taken up. */
    private SessionOutcome claimed(@Nullable PaymentHash returnHash, boolean forResource) {
        DepositClaims.Claimed claim = desk.claims().by("open:" + session);
        if (returnHash != null) {
            DepositClaims.Outcome unique = claim.claim(DepositClaims.ofReturn(returnHash), false);
            if (unique == DepositClaims.Outcome.SPENT) {
                return SessionProblems.invalidReturnInvoice("The returnInvoice was given for another session.");
            }
            if (unique != DepositClaims.Outcome.CLAIMED) {
                return SessionDesk.busy("The return invoice is in use");
            }
        }
        DepositClaims.Outcome outcome = claim.claim(DepositClaims.ofDeposit(session), returnHash == null);
        if (outcome != DepositClaims.Outcome.CLAIMED) {
            claim.released();
            return desk.find(session).isPresent() ? again(forResource) : notClaimed(outcome);
        }
        SessionOutcome opened = open(forResource);
        claim.spent();
        desk.closer().start();
        return opened;
    }

    private static SessionOutcome notClaimed(DepositClaims.Outcome outcome) {
        return switch (outcome) {
            case NOTHING_TO_RESUME -> SessionProblems.expired();
            case BUSY -> SessionDesk.busy("The deposit is in use");
            default -> SessionProblems.usedUp();
        };
    }

    private SessionOutcome open(boolean forResource) {
        BigInteger deposit = TopUpAction.satoshi(attempt);
        SessionDetail detail =
                SessionDetail.opened(returnInvoice, attempt.challenge().id(), binding);
        return desk.accounts().update(desk.key(session), found -> {
            if (found.isPresent()) {
                return again(found.get(), forResource);
            }
            SessionAccount account = SessionAccount.open(desk.key(session), deposit, detail.write(), desk.now());
            SessionChange<SessionOutcome> admitted = desk.admit(account, detail, attempt, forResource);
            // The deposit counts even if it shouldn't be enough for what was asked for.
            return admitted.next().isPresent()
                    ? admitted
                    : SessionChange.to(desk.touched(account, detail), admitted.result());
        });
    }

    private SessionOutcome again(boolean forResource) {
        return desk.accounts().update(desk.key(session), found -> again(found.orElseThrow(), forResource));
    }

    private SessionChange<SessionOutcome> again(SessionAccount account, boolean forResource) {
        SessionDetail detail = SessionDetail.of(account);
        boolean isSame = detail.openedBy().equals(attempt.challenge().id())
                && SessionDesk.areEqual(detail.returnInvoice(), returnInvoice)
                && SessionDesk.areEqual(detail.binding(), binding);
        if (!isSame) {
            return SessionChange.none(SessionProblems.usedUp());
        }
        return account.isOpen()
                ? desk.admit(account, detail, attempt, forResource)
                : SessionChange.none(SessionProblems.closed());
    }

    /** The session. */
    @Override
    public String toString() {
        return "OpenAction[" + session + "]";
    }

    /** Reads the hash of the client's own secret, if the payload has one. */
    public static String binding(Optional<String> given) {
        return given.map(text -> new PaymentHash(text).hex()).orElse("");
    }

    /** Reads the client's own secret, if the payload has one. */
    public static Optional<Preimage> secret(Optional<String> given) {
        return given.map(Preimage::parse);
    }
}
