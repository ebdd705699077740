package org.mpp4j.gate;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.store.Ending;
import org.mpp4j.store.IdempotencyStore;
import org.mpp4j.store.LedgerEntry;

/**
 * What is still to come of a payment that was let in before its rail has made it. Its claim stays in flight until both the outcome
 * and the delivery are known, so that another instance looks the payment up if this one dies; and that it is settled is written
 * down when it is. A claim is never given back: a payment that fails is the merchant's loss, and the payer's no second time.
 */
final class Confirmation {

    private enum State {
        OPEN,
        SETTLED,
        /** It failed, or somebody else finds out; either way the claim is ended. */
        OVER
    }

    private final GateSettings settings;
    private final Outcomes outcomes;
    private final OutcomeJournal journal;
    private final LeaseKeeper leases;
    private final Purchase purchase;
    private State state = State.OPEN;
    private @Nullable Boolean usedUp;

    Confirmation(
            GateSettings settings, Outcomes outcomes, OutcomeJournal journal, LeaseKeeper leases, Purchase purchase) {
        this.settings = settings;
        this.outcomes = outcomes;
        this.journal = journal;
        this.leases = leases;
        this.purchase = purchase;
    }

    void follow(CompletionStage<Settlement> outcome) {
        CompletionStage<?> unused = outcome.handle((settlement, bug) -> {
            if (settlement instanceof Settlement.Settled settled) {
                settled(settled);
            } else if (settlement instanceof Rejected rejected) {
                failed(rejected);
            } else if (settlement instanceof Settlement.Unknown unknown) {
                undecided(unknown.cause());
            } else {
                undecided(bug == null ? new IllegalStateException("The payment method tells no outcome") : bug);
            }
            return null;
        });
    }

    /** The answer is out. */
    synchronized void completed(LedgerEntry delivery, List<IdempotencyStore.Entry> kept, boolean usesUp) {
        usedUp = usesUp;
        journal.write(new OutcomeJournal.Outcome(
                null, List.of(delivery), kept, state == State.SETTLED ? ending(usesUp) : List.of()));
        if (state == State.SETTLED) {
            leases.remove(purchase.claims());
        }
    }

    private List<Ending> ending(boolean usesUp) {
        return usesUp ? purchase.claims().delivered() : purchase.claims().undelivered();
    }

    private void settled(Settlement.Settled settled) {
        LedgerEntry entry = outcomes.entry(purchase, settled.receipt());
        synchronized (this) {
            state = State.SETTLED;
            journal.write(new OutcomeJournal.Outcome(
                    null, List.of(entry), List.of(), usedUp == null ? List.of() : ending(usedUp)));
            if (usedUp != null) {
                leases.remove(purchase.claims());
            }
        }
        settings.listeners()
                .tell(listener -> listener.settled(
                        purchase.exchange().target(),
                        purchase.challenge(),
                        settled.receipt(),
                        purchase.payment().payer()));
    }

    private void failed(Rejected rejected) {
        synchronized (this) {
            state = State.OVER;
            purchase.claims().rejected();
            leases.remove(purchase.claims());
        }
        settings.listeners()
                .tell(listener -> listener.settlementFailed(
                        purchase.exchange().target(),
                        purchase.challenge().method(),
                        purchase.challenge().id(),
                        rejected.problem()));
    }

    private void undecided(Throwable cause) {
        synchronized (this) {
            state = State.OVER;
            purchase.claims().undecided();
            leases.remove(purchase.claims());
        }
        settings.listeners()
                .tell(listener -> listener.undecided(purchase.exchange().target(), purchase.challenge(), cause));
    }
}
