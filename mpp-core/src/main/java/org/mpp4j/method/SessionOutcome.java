package org.mpp4j.method;

import java.util.Objects;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.session.RequestMeter;

/**
 * How {@link SessionPayment#perform} ended.
 *
 * @since 0.1
 */
public sealed interface SessionOutcome
        permits SessionOutcome.Admitted, SessionOutcome.Done, Rejected, Settlement.Unknown {

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
     */
    record Done(Receipt receipt) implements SessionOutcome {

        /**
         * Checks the part.
         *
         * @param receipt of the session as it is now
         */
        public Done {
            Objects.requireNonNull(receipt, "receipt");
        }
    }
}
