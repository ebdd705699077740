package org.mpp4j.gate;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;

/** Answers that let nobody in and don't ask for a payment either, because another payment wouldn't help. */
final class Refusals {

    private static final Logger LOG = System.getLogger("org.mpp4j.gate");
    private static final Duration IN_PROGRESS_RETRY = Duration.ofSeconds(1);
    private static final Duration STORE_RETRY = Duration.ofSeconds(5);

    private Refusals() {}

    static Admission of(Problem problem) {
        return new Admission.Refused(problem, Optional.empty());
    }

    static Admission inProgress() {
        return new Admission.Refused(
                Problem.of(
                        ProblemType.PAYMENT_IN_PROGRESS,
                        "This challenge is being paid by another request. Don't pay again; ask for its outcome with the"
                                + " same credential."),
                Optional.of(IN_PROGRESS_RETRY));
    }

    static Admission unavailable() {
        return new Admission.Undecided(
                Problem.of(
                        ProblemType.PAYMENT_UNAVAILABLE,
                        "Payments can't be taken at this moment. Nothing was charged; send the same credential later."),
                STORE_RETRY);
    }

    static Admission outcomeUnknown() {
        return outcomeUnknown(STORE_RETRY);
    }

    static Admission outcomeUnknown(Duration retryAfter) {
        return new Admission.Undecided(
                Problem.of(
                        ProblemType.OUTCOME_UNKNOWN,
                        "The payment may have been made. Don't pay again; send the same credential later."),
                retryAfter);
    }

    static Admission notAttempted(Duration retryAfter) {
        return new Admission.Undecided(
                Problem.of(
                        ProblemType.PAYMENT_UNAVAILABLE,
                        "The payment network can't be reached. Nothing was charged; send the same credential later."),
                retryAfter);
    }

    static Admission broken(Challenge challenge, RuntimeException bug) {
        LOG.log(
                Level.ERROR,
                "The payment method {0} failed while verifying: {1}",
                challenge.method(),
                Bug.describe(bug));
        return of(Problem.of(ProblemType.INTERNAL_ERROR, "The payment could not be checked. Nothing was charged."));
    }

    static Admission keyReused() {
        return of(Problem.of(
                ProblemType.IDEMPOTENCY_KEY_REUSED,
                "This Idempotency-Key was used for another request. Nothing was charged for this one."));
    }

    static Admission answerNotKept() {
        return of(Problem.of(
                ProblemType.IDEMPOTENCY_KEY_REUSED,
                "The request with this Idempotency-Key was paid for and answered, and the answer wasn't kept. Nothing was"
                        + " charged for this one; use another key to pay again."));
    }
}
