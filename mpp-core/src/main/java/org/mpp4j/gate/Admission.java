package org.mpp4j.gate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.store.StoredAnswer;

/**
 * What {@link PaymentGate#admit} decided. Only {@link Granted} and {@link Metered} run the handler, and, on a route that is
 * settled on success, {@link Validated}.
 *
 * @since 0.1
 */
public sealed interface Admission
        permits Admission.Challenged,
                Admission.Granted,
                Admission.Validated,
                Admission.Metered,
                Admission.Replayed,
                Admission.Completed,
                Admission.Introduced,
                Admission.Undecided,
                Admission.Refused {

    /**
     * Nobody paid, and a payment would mend that: challenges, with 402 or the other status of the problem.
     *
     * @param problem why, with the id of the first challenge
     * @param challenges one per offer that can be made now, the client's favorite first; never empty
     */
    record Challenged(Problem problem, List<Challenge> challenges) implements Admission {

        /**
         * Checks the parts.
         *
         * @param problem why, with the id of the first challenge
         * @param challenges one per offer that can be made now, the client's favorite first; never empty
         */
        public Challenged {
            Objects.requireNonNull(problem, "problem");
            challenges = List.copyOf(challenges);
        }
    }

    /**
     * Paid: the handler runs, and its success carries the receipt.
     *
     * @param payment that was made
     */
    record Granted(SettledPayment payment) implements Admission {

        /**
         * Checks the part.
         *
         * @param payment that was made
         */
        public Granted {
            Objects.requireNonNull(payment, "payment");
        }
    }

    /**
     * The payment is good and is claimed, and isn't made: the handler runs, and its answer is kept back until
     * {@link PaymentGate#settle} grants it.
     *
     * @param payment that can be made
     */
    record Validated(ValidatedPayment payment) implements Admission {

        /**
         * Checks the part.
         *
         * @param payment that can be made
         */
        public Validated {
            Objects.requireNonNull(payment, "payment");
        }
    }

    /**
     * Paid for by a session: the handler runs, and may charge more as it delivers.
     *
     * @param payment with the meter
     */
    record Metered(MeteredPayment payment) implements Admission {

        /**
         * Checks the part.
         *
         * @param payment with the meter
         */
        public Metered {
            Objects.requireNonNull(payment, "payment");
        }
    }

    /**
     * Paid for and answered before: the same answer is given again, without the handler.
     *
     * @param answer with all header fields, the receipt's among them
     */
    record Replayed(StoredAnswer answer) implements Admission {

        /**
         * Checks the part.
         *
         * @param answer with all header fields, the receipt's among them
         */
        public Replayed {
            Objects.requireNonNull(answer, "answer");
        }
    }

    /**
     * The credential was a request to the rail itself, and is done: 204 with the receipt, without the handler, or 200 if there
     * is more to tell.
     *
     * @param receipt of what was done
     * @param body what else the rail has to tell, as JSON
     */
    record Completed(Receipt receipt, Optional<JsonObject> body) implements Admission {

        /**
         * Checks the parts.
         *
         * @param receipt of what was done
         * @param body what else the rail has to tell, as JSON
         */
        public Completed {
            Objects.requireNonNull(receipt, "receipt");
            Objects.requireNonNull(body, "body");
        }

        /**
         * Done, with nothing to tell but the receipt.
         *
         * @param receipt of what was done
         */
        public Completed(Receipt receipt) {
            this(receipt, Optional.empty());
        }
    }

    /**
     * The client has said who it is, and is told of its session: 204 without a receipt, and nobody keeps the answer.
     *
     * @param fields header fields of the answer; none if there is nothing to tell
     */
    record Introduced(Map<String, String> fields) implements Admission {

        /**
         * Checks the part.
         *
         * @param fields header fields of the answer
         */
        public Introduced {
            fields = Map.copyOf(fields);
        }

        /** The names of the fields: what they tell is the client's own. */
        @Override
        public String toString() {
            return "Introduced" + fields.keySet();
        }
    }

    /**
     * Whether the payment was made isn't known: 503 without a challenge, because a second payment could be one too many. The
     * same credential settles it later.
     *
     * @param problem what the client is told
     * @param retryAfter when to come back
     */
    record Undecided(Problem problem, Duration retryAfter) implements Admission {

        /**
         * Checks the parts.
         *
         * @param problem what the client is told
         * @param retryAfter when to come back
         */
        public Undecided {
            Objects.requireNonNull(problem, "problem");
            Objects.requireNonNull(retryAfter, "retryAfter");
        }
    }

    /**
     * No, and another payment wouldn't help: the problem's own status.
     *
     * @param problem what the client is told
     * @param retryAfter when it may help to come back, if ever
     */
    record Refused(Problem problem, Optional<Duration> retryAfter) implements Admission {

        /**
         * Checks the parts.
         *
         * @param problem what the client is told
         * @param retryAfter when it may help to come back, if ever
         */
        public Refused {
            Objects.requireNonNull(problem, "problem");
            Objects.requireNonNull(retryAfter, "retryAfter");
        }
    }
}
