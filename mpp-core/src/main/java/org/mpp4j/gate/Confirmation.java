package org.mpp4j.gate;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.store.Ending;
import org.mpp4j.store.IdempotencyStore;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;

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
    private final OutcomeJournal journal;
    private final LeaseKeeper leases;
    private final Claims claims;
    private final Challenge challenge;
    private final Optional<String> payer;
    private final LedgerEntry accepted;
    private State state = State.OPEN;
    private @Nullable Boolean usedUp;

    /**
     * Takes what it needs of the request now: the request itself is gone when the outcome comes.
     *
     * @param accepted the entry as it would be if the payment were settled
     */
    Confirmation(
            GateSettings settings,
            OutcomeJournal journal,
            LeaseKeeper leases,
            Purchase purchase,
            LedgerEntry accepted) {
        this.settings = settings;
        this.journal = journal;
        this.leases = leases;
        this.claims = purchase.claims();
        this.challenge = purchase.challenge();
        this.payer = purchase.payment().payer();
        this.accepted = accepted;
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
            leases.remove(claims);
        }
    }

    private List<Ending> ending(boolean usesUp) {
        return usesUp ? claims.delivered() : claims.undelivered();
    }

    private void settled(Settlement.Settled settled) {
        LedgerEntry entry = accepted.then(Kind.SETTLED, settings.clock().instant(), 0);
        synchronized (this) {
            state = State.SETTLED;
            journal.write(new OutcomeJournal.Outcome(
                    null, List.of(entry), List.of(), usedUp == null ? List.of() : ending(usedUp)));
            if (usedUp != null) {
                leases.remove(claims);
            }
        }
        settings.listeners().tell(listener -> listener.settled(accepted.target(), challenge, settled.receipt(), payer));
    }

    private void failed(Rejected rejected) {
        synchronized (this) {
            state = State.OVER;
            claims.rejected();
            leases.remove(claims);
        }
        settings.listeners()
                .tell(listener -> listener.settlementFailed(
                        accepted.target(), challenge.method(), challenge.id(), rejected.problem()));
    }

    private void undecided(Throwable cause) {
        synchronized (this) {
            state = State.OVER;
            claims.undecided();
            leases.remove(claims);
        }
        settings.listeners().tell(listener -> listener.undecided(accepted.target(), challenge, cause));
    }
}
