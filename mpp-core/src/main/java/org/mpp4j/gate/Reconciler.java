package org.mpp4j.gate;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.UnresolvedClaim;

/**
 * Looks up, in the background, payments that nobody knows the outcome of: the rail didn't answer, or the instance that took
 * them died. What turns out to be paid goes into the ledger, and is delivered when whoever paid comes back. Several instances
 * may do so at once; each payment is looked up by one of them at a time.
 */
final class Reconciler {

    private static final Logger LOG = System.getLogger("org.mpp4j.gate");
    private static final int AT_ONCE = 100;

    private final GateSettings settings;
    private final OutcomeJournal journal;
    private final Map<String, PaymentMethod> methods = new ConcurrentHashMap<>();

    Reconciler(GateSettings settings, OutcomeJournal journal) {
        this.settings = settings;
        this.journal = journal;
    }

    void register(PaymentMethod method) {
        methods.putIfAbsent(method.name() + "/" + method.intent(), method);
    }

    /** Looks up some of what is unresolved, and answers how much it was. */
    int run() {
        List<UnresolvedClaim> unresolved = settings.replayStore().unresolved(AT_ONCE);
        for (UnresolvedClaim claim : unresolved) {
            try {
                lookUp(claim);
            } catch (ProtocolException | IllegalArgumentException unreadable) {
                LOG.log(Level.ERROR, "The note about a payment of unknown outcome can''t be read: {0}", claim);
            }
        }
        return unresolved.size();
    }

    private void lookUp(UnresolvedClaim claim) {
        PaymentMemo memo = PaymentMemo.read(claim.memo());
        Instant now = settings.clock().instant();
        Claims claims = new Claims(settings, Attempt.by(claim.holder()), memo.keys(), memo.freeKey(), now);
        if (!claims.takeUp(claim.key())) {
            return;
        }
        PaymentMethod method = methods.get(memo.method() + "/" + memo.intent());
        Settlement outcome = method == null ? null : outcome(method, memo);
        if (outcome instanceof Settlement.Settled settled) {
            journal.write(new OutcomeJournal.Outcome(
                    claim.key(),
                    List.of(Outcomes.settledEntry(memo, settled.receipt(), now)),
                    List.of(),
                    // Even if it was delivered: if its answer isn't kept, who asks again is served again and not
                    // charged.
                    claims.undelivered()));
        } else if (outcome instanceof Rejected rejected) {
            boolean delivered =
                    wasDelivered(memo); // asked before the claim ends: if it can't be told, all is tried again
            claims.rejected();
            if (delivered) {
                settings.listeners()
                        .tell(listener -> listener.settlementFailed(
                                memo.target(), memo.method(), memo.payment().challengeId(), rejected.problem()));
            }
        } else {
            claims.undecided();
        }
        if (outcome != null) {
            tell(memo, outcome);
        }
    }

    private @Nullable Settlement outcome(PaymentMethod method, PaymentMemo memo) {
        try {
            return method.lookUp(memo.payment());
        } catch (RuntimeException bug) {
            LOG.log(
                    Level.ERROR,
                    "The payment method {0} failed while looking up a payment: {1}",
                    memo.method(),
                    Bug.describe(bug));
            return null;
        }
    }

    /** It may have been answered before it was made. */
    private boolean wasDelivered(PaymentMemo memo) {
        return settings.ledger().byChallenge(memo.payment().challengeId()).stream()
                .anyMatch(Outcomes::usedUp);
    }

    private void tell(PaymentMemo memo, Settlement outcome) {
        if (!(outcome instanceof Settlement.Settled || outcome instanceof Rejected)) {
            return;
        }
        Optional<Receipt> receipt =
                outcome instanceof Settlement.Settled settled ? Optional.of(settled.receipt()) : Optional.empty();
        LOG.log(
                Level.INFO,
                "A payment through {0} whose outcome was unknown is {1}",
                memo.method(),
                receipt.isPresent() ? "settled" : "rejected");
        settings.listeners()
                .tell(listener ->
                        listener.lookedUp(memo.method(), memo.payment().challengeId(), receipt));
    }
}
