package org.mpp4j.method;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.mpp4j.protocol.Receipt;

/**
 * How {@link VerifiedPayment#settle} ended. There are three ways in the end, not two: a rail that didn't answer has neither taken the
 * money nor refused it, and a client that is told to pay again pays twice.
 *
 * @since 0.1
 */
public sealed interface Settlement permits Settlement.Settled, Settlement.Accepted, Rejected, Settlement.Unknown {

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
     * The rail has taken the payment, and hasn't made it yet. The method was told to have it delivered all the same, and it is the
     * merchant's loss if it fails. Until its outcome is known nothing says that it is settled, and its claim is held.
     *
     * @param receipt what the payer is shown
     * @param outcome completed once, with {@link Settled}, {@link Rejected}, or {@link Unknown} if the method gives up; then it is
     *     looked up as any other payment of unknown outcome is
     */
    record Accepted(Receipt receipt, CompletionStage<Settlement> outcome) implements Settlement {

        /**
         * Checks the parts.
         *
         * @param receipt what the payer is shown
         * @param outcome completed once
         */
        public Accepted {
            Objects.requireNonNull(receipt, "receipt");
            Objects.requireNonNull(outcome, "outcome");
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
