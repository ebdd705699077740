package org.mpp4j.method;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.session.RequestMeter;

/**
 * How {@link SessionPayment#perform} ended.
 *
 * @since 0.1
 */
public sealed interface SessionOutcome
        permits SessionOutcome.Admitted, SessionOutcome.Done, SessionOutcome.Introduced, Rejected, Settlement.Unknown {

    /**
     * The request gets the resource. Its first unit is charged.
     *
     * @param meter for what it costs
     */
    record Admitted(RequestMeter meter) implements SessionOutcome {

        /**
         * Checks the part.
         *
         * @param meter for what it costs
         */
        public Admitted {
            Objects.requireNonNull(meter, "meter");
        }
    }

    /**
     * What was asked for is done, and there is nothing to deliver.
     *
     * @param receipt of the session as it is now
     * @param body what the rail's specification has the client told besides; then it is answered with 200, otherwise with 204
     */
    record Done(Receipt receipt, Optional<JsonObject> body) implements SessionOutcome {

        /**
         * Checks the parts.
         *
         * @param receipt of the session as it is now
         * @param body what the rail's specification has the client told besides
         */
        public Done {
            Objects.requireNonNull(receipt, "receipt");
            Objects.requireNonNull(body, "body");
        }

        /**
         * Done, with nothing to tell but the receipt.
         *
         * @param receipt of the session as it is now
         */
        public Done(Receipt receipt) {
            this(receipt, Optional.empty());
        }
    }

    /**
     * The client has said who it is ({@link PaymentMethod#introduction}), and is told of its session. There is no receipt, as
     * nothing was paid.
     *
     * @param fields header fields of the answer, which nobody keeps; none if there is nothing to tell
     */
    record Introduced(Map<String, String> fields) implements SessionOutcome {

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
}
