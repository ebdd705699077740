package org.mpp4j.gate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.store.IdempotencyStore;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;

/** What is written down about payments that were made: that they were settled, and then how the delivery went. */
final class Outcomes {

    private final GateSettings settings;
    private final OutcomeJournal journal;
    private final PaidAnswers answers;

    Outcomes(GateSettings settings, OutcomeJournal journal, PaidAnswers answers) {
        this.settings = settings;
        this.journal = journal;
        this.answers = answers;
    }

    /** What is to be written about a payment that was just settled, at the latest when its delivery is over. */
    LedgerEntry entry(Purchase purchase, Receipt receipt) {
        Challenge challenge = purchase.challenge();
        return entry(
                purchase.exchange().target(),
                challenge.method(),
                challenge.intent(),
                challenge.id(),
                challenge.request(),
                purchase.payment().payer(),
                receipt,
                settings.clock().instant());
    }

    /** The money is there, and nothing is delivered yet. The claim stays as it is. */
    void settled(LedgerEntry entry) {
        journal.write(new OutcomeJournal.Outcome(null, List.of(entry), List.of(), List.of()));
    }

    static LedgerEntry settledEntry(PaymentMemo memo, Receipt receipt, Instant now) {
        return entry(
                memo.target(),
                memo.method(),
                memo.intent(),
                memo.payment().challengeId(),
                memo.payment().request(),
                memo.payment().payer(),
                receipt,
                now);
    }

    /** An action of the rail's own needs no delivery. */
    void done(Claims claims, LedgerEntry settled) {
        write(claims, settled, settled.then(Kind.DELIVERED, settings.clock().instant(), 204), List.of(), true);
    }

    /**
     * The answer is out. A success is a delivery; an error of the server's own leaves the credential good for another try; any
     * other answer was the handler's to give, and the credential is used up.
     */
    void completed(SettledPayment payment, int status, Optional<CapturedAnswer> captured) {
        boolean success = status >= 200 && status < 400;
        boolean usedUp = status >= 200 && status < 500;
        LedgerEntry entry = payment.entry()
                .then(
                        success ? Kind.DELIVERED : Kind.UNDELIVERED,
                        settings.clock().instant(),
                        status);
        List<IdempotencyStore.Entry> kept = captured.filter(answer -> usedUp && answers.areKept())
                .map(answer -> answers.entries(payment.question(), answer))
                .orElse(List.of());
        if (payment.confirmation() == null) {
            write(payment.claims(), payment.entry(), entry, kept, usedUp);
        } else {
            payment.confirmation().completed(entry, kept, usedUp);
        }
    }

    /**
     * The answer is kept, and so all but the end of the claim is noted; unless the payment was answered before it was made, and
     * nobody has found out yet whether it was.
     */
    void wasAnswered(Purchase purchase) {
        Claims claims = purchase.claims();
        if (isInLedger(purchase.challenge().id(), entry -> entry.kind() == Kind.SETTLED)) {
            journal.write(new OutcomeJournal.Outcome(claims.holder(), List.of(), List.of(), claims.delivered()));
        } else {
            claims.undecided();
        }
    }

    /** Whether an answer was given that used the credential up. */
    static boolean usedUp(LedgerEntry entry) {
        return entry.kind() == Kind.DELIVERED
                || (entry.kind() == Kind.UNDELIVERED && entry.status() >= 400 && entry.status() < 500);
    }

    private boolean isInLedger(String challengeId, Predicate<LedgerEntry> wanted) {
        return settings.ledger().byChallenge(challengeId).stream().anyMatch(wanted);
    }

    private void write(
            Claims claims, LedgerEntry settled, LedgerEntry then, List<IdempotencyStore.Entry> kept, boolean usedUp) {
        journal.write(new OutcomeJournal.Outcome(
                claims.holder(), List.of(settled, then), kept, usedUp ? claims.delivered() : claims.undelivered()));
    }

    private static LedgerEntry entry(
            String target,
            String method,
            String intent,
            String challengeId,
            PaymentRequest request,
            Optional<String> payer,
            Receipt receipt,
            Instant now) {
        JsonObject terms = terms(request);
        return new LedgerEntry(
                LedgerEntry.idOf(Kind.SETTLED, challengeId),
                Kind.SETTLED,
                now,
                challengeId,
                receipt.reference(),
                method,
                intent,
                text(terms, "amount"),
                text(terms, "currency"),
                payer.orElse(null),
                target,
                0);
    }

    private static JsonObject terms(PaymentRequest request) {
        try {
            return request.json();
        } catch (ProtocolException unreadable) {
            return JsonObject.EMPTY; // the payment method could; what was paid for is in the challenge
        }
    }

    private static String text(JsonObject terms, String name) {
        return terms.value(name) instanceof String text ? text : "";
    }
}
