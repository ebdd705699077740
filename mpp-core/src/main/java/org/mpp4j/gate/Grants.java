package org.mpp4j.gate;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.StoreUnavailableException;

/** Lets in what is paid, as long as it is certainly still this request's. */
final class Grants {

    private static final Logger LOG = System.getLogger("org.mpp4j.gate");

    private final GateSettings settings;
    private final Outcomes outcomes;
    private final OutcomeJournal journal;
    private final LeaseKeeper leases;

    Grants(GateSettings settings, Outcomes outcomes, OutcomeJournal journal, LeaseKeeper leases) {
        this.settings = settings;
        this.outcomes = outcomes;
        this.journal = journal;
        this.leases = leases;
    }

    Admission settled(Purchase purchase, Settlement.Settled settled) {
        String target = purchase.exchange().target();
        Challenge challenge = purchase.challenge();
        Receipt receipt = settled.receipt();
        Optional<String> payer = purchase.payment().payer();
        LedgerEntry entry = outcomes.entry(purchase, receipt);
        settings.listeners().tell(listener -> listener.settled(target, challenge, receipt, payer));
        if (settled.action()) {
            outcomes.done(purchase.claims(), entry);
            return new Admission.Completed(receipt);
        }
        return grant(purchase, receipt, entry, null);
    }

    /** The rail has taken the payment, and the method was told not to wait for more. */
    Admission accepted(Purchase purchase, Settlement.Accepted accepted) {
        String target = purchase.exchange().target();
        Challenge challenge = purchase.challenge();
        Receipt receipt = accepted.receipt();
        Optional<String> payer = purchase.payment().payer();
        settings.listeners().tell(listener -> listener.accepted(target, challenge, receipt, payer));
        LedgerEntry entry = outcomes.entry(purchase, receipt);
        Confirmation confirmation = new Confirmation(settings, journal, leases, purchase, entry);
        Admission admission = grant(purchase, receipt, entry, confirmation);
        confirmation.follow(accepted.outcome());
        return admission;
    }

    private Admission grant(
            Purchase purchase, Receipt receipt, LedgerEntry entry, @Nullable Confirmation confirmation) {
        Runnable writeSettled = confirmation == null ? () -> outcomes.settled(entry) : () -> {};
        try {
            if (!purchase.claims().areStillHeld()) {
                writeSettled.run();
                return Refusals.inProgress(); // by the request that took it over when this one was too slow
            }
        } catch (StoreUnavailableException unavailable) {
            LOG.log(Level.ERROR, "The store can''t say whose a payment is: {0}", unavailable.getMessage());
            writeSettled.run();
            return Refusals.outcomeUnknown();
        }
        leases.whenLong(purchase.claims(), writeSettled);
        return new Admission.Granted(new SettledPayment(
                purchase.challenge(),
                receipt,
                purchase.payment().payer(),
                purchase.claims(),
                entry,
                purchase.question(),
                confirmation));
    }
}
