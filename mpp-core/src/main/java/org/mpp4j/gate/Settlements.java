package org.mpp4j.gate;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.StoreUnavailableException;

/** The last step: takes the money for what is claimed, at once or when the handler has succeeded. */
final class Settlements {

    private static final Logger LOG = System.getLogger("org.mpp4j.gate");

    private final GateSettings settings;
    private final ChallengeIssuer issuer;
    private final Outcomes outcomes;
    private final LeaseKeeper leases;
    private final Background background;

    Settlements(
            GateSettings settings,
            ChallengeIssuer issuer,
            Outcomes outcomes,
            LeaseKeeper leases,
            Background background) {
        this.settings = settings;
        this.issuer = issuer;
        this.outcomes = outcomes;
        this.leases = leases;
        this.background = background;
    }

    /** All is claimed, and stays so for as long as it takes. */
    Admission begin(Purchase purchase, boolean attemptedBefore) {
        if (!purchase.claims().areStillHeld()) {
            return Refusals.inProgress(); // the store's answer came so late that others may have taken it up
        }
        leases.add(purchase.claims());
        background.start();
        return purchase.route().isSettledOnSuccess()
                ? new Admission.Validated(new ValidatedPayment(purchase, attemptedBefore))
                : settle(purchase, attemptedBefore);
    }

    /** The handler has succeeded. */
    Admission settle(ValidatedPayment payment) {
        payment.end();
        Purchase purchase = payment.purchase();
        boolean stillHeld;
        try {
            stillHeld = purchase.claims().areStillHeld();
        } catch (StoreUnavailableException unavailable) {
            LOG.log(
                    Level.ERROR,
                    "The store can''t say whose a payment is, so nothing is charged: {0}",
                    unavailable.getMessage());
            giveBack(payment);
            return Refusals.unavailable();
        }
        if (!stillHeld) {
            leases.remove(purchase.claims());
            return Refusals.inProgress(); // by the request that took it over when the handler was too slow
        }
        return settle(purchase, payment.attemptedBefore());
    }

    /** The handler has failed. */
    void release(ValidatedPayment payment) {
        payment.end();
        giveBack(payment);
    }

    private void giveBack(ValidatedPayment payment) {
        Claims claims = payment.purchase().claims();
        leases.remove(claims);
        if (payment.attemptedBefore()) {
            claims.undecided(); // the money may have moved then, so that only this credential may go on
        } else {
            claims.release();
        }
    }

    private Admission settle(Purchase purchase, boolean attemptedBefore) {
        Admission admission = null;
        try {
            admission = conclude(purchase, purchase.settle(attemptedBefore), attemptedBefore);
            return admission;
        } finally {
            // What is let in holds its claims until it is completed.
            if (!(admission instanceof Admission.Granted)) {
                leases.remove(purchase.claims());
            }
        }
    }

    private Admission conclude(Purchase purchase, Settlement settlement, boolean attemptedBefore) {
        if (settlement instanceof Settlement.Settled settled) {
            return settled(purchase, settled);
        }
        if (settlement instanceof Rejected rejected) {
            purchase.claims().rejected();
            return issuer.reject(purchase.exchange(), purchase.route(), purchase.challenge(), rejected.problem());
        }
        return undecided(purchase, (Settlement.Unknown) settlement, attemptedBefore);
    }

    private Admission settled(Purchase purchase, Settlement.Settled settled) {
        String target = purchase.exchange().target();
        Challenge challenge = purchase.challenge();
        Receipt receipt = settled.receipt();
        Optional<String> payer = purchase.payment().payer();
        LedgerEntry entry = outcomes.entry(target, challenge, payer, receipt);
        settings.listeners().tell(listener -> listener.settled(target, challenge, receipt, payer));
        if (settled.action()) {
            outcomes.done(purchase.claims(), entry);
            return new Admission.Completed(receipt);
        }
        try {
            if (!purchase.claims().areStillHeld()) {
                outcomes.settled(entry);
                return Refusals.inProgress(); // by the request that took it over when this one was too slow
            }
        } catch (StoreUnavailableException unavailable) {
            LOG.log(Level.ERROR, "The store can''t say whose a payment is: {0}", unavailable.getMessage());
            outcomes.settled(entry);
            return Refusals.outcomeUnknown();
        }
        leases.whenLong(purchase.claims(), () -> outcomes.settled(entry));
        return new Admission.Granted(
                new SettledPayment(challenge, receipt, payer, purchase.claims(), entry, purchase.question()));
    }

    private Admission undecided(Purchase purchase, Settlement.Unknown unknown, boolean attemptedBefore) {
        boolean attempted = unknown.attempted() || attemptedBefore;
        if (attempted) {
            purchase.claims().undecided();
        } else {
            purchase.claims().release();
        }
        settings.listeners()
                .tell(listener ->
                        listener.undecided(purchase.exchange().target(), purchase.challenge(), unknown.cause()));
        return attempted ? Refusals.outcomeUnknown(unknown.retryAfter()) : Refusals.notAttempted(unknown.retryAfter());
    }
}
