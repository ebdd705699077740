package org.mpp4j.gate;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.SessionPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.IdempotencyStore;

/**
 * Requests of sessions that have an idempotency key: of those with one key one is charged, and the others get its answer
 * (draft-tempo-session section "Request Idempotency"). The key is the session payer's own, or the session's if nobody knows who pays.
 * Whoever asks again has to show a credential that would be good for a request, of which nothing is charged.
 *
 * <p>If it isn't known what became of a request, whether its session's rail can't tell or the server died, only the same
 * credential may go on with its key, whatever challenge it answers now: one for more would be charged once more.
 */
final class KeyedRequests {

    /**
     * A request that is let in, and what is held for it meanwhile.
     *
     * @param isResumed whether an earlier one with its key may have been charged
     */
    record Request(PaidAnswers.Question question, Claims claims, boolean isResumed) {}

    /** Asks the session: to let a request in, or only whether its credential is good. */
    @FunctionalInterface
    interface Session {
        Admission admit(boolean forResource, @Nullable Request keyed);
    }

    private final GateSettings settings;
    private final PaidAnswers answers;
    private final OutcomeJournal journal;
    private final LeaseKeeper leases;

    KeyedRequests(GateSettings settings, PaidAnswers answers, OutcomeJournal journal, LeaseKeeper leases) {
        this.settings = settings;
        this.answers = answers;
        this.journal = journal;
        this.leases = leases;
    }

    /**
     * What a request asks for; null if it has no key, or isn't for the resource.
     *
     * @throws ProtocolException if it has several keys, or one that is too long
     */
    PaidAnswers.@Nullable Question question(
            Exchange exchange, Route route, Credential credential, SessionPayment payment) {
        return exchange.isForResource() && answers.hasClientKey(exchange)
                ? answers.question(
                        exchange, route, Holder.of(credential), payment.payer().or(payment::sessionId))
                : null;
    }

    Admission admit(Exchange exchange, Credential credential, PaidAnswers.Question question, Session session) {
        Challenge challenge = credential.challenge();
        String key = Objects.requireNonNull(question.idempotencyKey());
        Instant now = settings.clock().instant();
        // As long as nobody knows what became of it, another credential would be charged once more.
        Attempt attempt = Attempt.by(Holder.ofProof(credential));
        Claims claims = new Claims(settings, attempt, Map.of(key, now.plus(settings.answerRetention())), key, now);
        Claims.Outcome outcome = claims.acquire(false, key, null);
        if (outcome == Claims.Outcome.IN_FLIGHT && journal.mayBeWrittenSoon(key)) {
            outcome = claims.acquire(false, key, null);
        }
        return switch (outcome) {
            case CLAIMED -> letIn(new Request(question, claims, false), session);
            case RESUMED -> resume(exchange, challenge, new Request(question, claims, true), session);
            case SPENT, NOTHING_TO_RESUME -> again(exchange, challenge, question, session);
            case IN_FLIGHT ->
                answers.isGivenToKey(question) ? again(exchange, challenge, question, session) : Refusals.inProgress();
        };
    }

    /** Goes on where an attempt was cut off, unless its answer is kept and only the end of its claim couldn't be noted. */
    private Admission resume(Exchange exchange, Challenge challenge, Request request, Session session) {
        if (!answers.isGivenToKey(request.question())) {
            return letIn(request, session);
        }
        end(request, List.of());
        return again(exchange, challenge, request.question(), session);
    }

    private Admission letIn(Request request, Session session) {
        Admission admission = null;
        try {
            admission = session.admit(true, request);
            return admission;
        } finally {
            if (admission instanceof Admission.Metered) {
                leases.add(request.claims());
            } else if (admission == null || isUnknown(admission)) {
                request.claims().undecided();
            } else {
                giveBack(request);
            }
        }
    }

    private static boolean isUnknown(Admission admission) {
        return admission instanceof Admission.Undecided undecided
                && undecided.problem().type().equals(ProblemType.OUTCOME_UNKNOWN);
    }

    /** Nothing was charged; by this request. */
    private static void giveBack(Request request) {
        if (request.isResumed()) {
            request.claims().undecided();
        } else {
            request.claims().release();
        }
    }

    private Admission again(Exchange exchange, Challenge challenge, PaidAnswers.Question question, Session session) {
        Admission standing = session.admit(false, null);
        return standing instanceof Admission.Completed
                ? answers.again(exchange, challenge, question).orElseGet(Refusals::answerNotKept)
                : standing;
    }

    /** The answer is out. A server's own error, or none, leaves the key to be used again. */
    void completed(Request request, boolean isDelivered, Optional<CapturedAnswer> captured) {
        leases.remove(request.claims());
        if (!isDelivered) {
            giveBack(request);
            return;
        }
        end(
                request,
                captured.map(answer -> List.of(answers.entry(key(request), request.question(), answer)))
                        .orElse(List.of()));
    }

    private void end(Request request, List<IdempotencyStore.Entry> kept) {
        journal.write(new OutcomeJournal.Outcome(
                key(request), List.of(), kept, request.claims().delivered()));
    }

    private static String key(Request request) {
        return Objects.requireNonNull(request.question().idempotencyKey());
    }
}
