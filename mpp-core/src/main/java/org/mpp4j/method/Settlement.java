package org.mpp4j.method;

import java.time.Duration;
import java.util.Objects;
import org.mpp4j.protocol.Receipt;

/**
 * How {@link VerifiedPayment#settle} ended. There are three ways, not two: a rail that didn't answer has neither taken the
 * money nor refused it, and a client that is told to pay again pays twice.
 *
 * @since 0.1
 */
public sealed interface Settlement permits Settlement.Settled, Rejected, Settlement.Unknown {

    /**
     * The payment is made.
     *
     * @param receipt its confirmation
     * @param action true if the credential was a request to the rail itself, such as closing a channel, that is answered
     *     without the resource
     */
    record Settled(Receipt receipt, boolean action) implements Settlement {

        /**
         * Checks the parts.
         *
         * @param receipt its confirmation
         * @param action true if the credential was a request to the rail itself, such as closing a channel, that is
         *     answered without the resource
         */
        public Settled {
            Objects.requireNonNull(receipt, "receipt");
        }

        /**
         * A payment for the resource.
         *
         * @param receipt its confirmation
         */
        public Settled(Receipt receipt) {
            this(receipt, false);
        }
    }

    /**
     * It isn't known whether the payment is made.
     *
     * @param cause for the operator
     * @param retryAfter when the client may come back with the same credential, rounded up to seconds
     * @param attempted false only if it is certain that nothing was tried: then the client may also pay anew
     */
    record Unknown(Throwable cause, Duration retryAfter, boolean attempted) implements Settlement, SessionOutcome {

        /**
         * Checks the parts.
         *
         * @param cause for the operator
         * @param retryAfter when the client may come back with the same credential, rounded up to seconds
         * @param attempted false only if it is certain that nothing was tried: then the client may also pay anew
         */
        public Unknown {
            Objects.requireNonNull(cause, "cause");
            if (retryAfter.isNegative()) {
                throw new IllegalArgumentException("A client can't come back in the past: " + retryAfter);
            }
        }
    }
}
