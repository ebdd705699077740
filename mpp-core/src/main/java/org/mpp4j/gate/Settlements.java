package org.mpp4j.gate;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.store.StoreUnavailableException;

/** The last step: takes the money for what is claimed, at once or when the handler has succeeded. */
final class Settlements {

    private static final Logger LOG = System.getLogger("org.mpp4j.gate");

    private final GateSettings settings;
    private final ChallengeIssuer issuer;
    private final Grants grants;
    private final LeaseKeeper leases;
    private final Background background;

    Settlements(
            GateSettings settings, ChallengeIssuer issuer, Grants grants, LeaseKeeper leases, Background background) {
        this.settings = settings;
        this.issuer = issuer;
        this.grants = grants;
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
            return grants.settled(purchase, settled);
        }
        if (settlement instanceof Settlement.Accepted accepted) {
            return grants.accepted(purchase, accepted);
        }
        if (settlement instanceof Rejected rejected) {
            purchase.claims().rejected();
            return issuer.reject(purchase.exchange(), purchase.route(), purchase.challenge(), rejected.problem());
        }
        return undecided(purchase, (Settlement.Unknown) settlement, attemptedBefore);
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
