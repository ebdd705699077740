package org.mpp4j.client;

/**
 * Asks somebody before a payment is made. Called in the thread that sends, once for each payment, after all limits; it may
 * block. Has to be thread-safe.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface PaymentConfirmation {

    /**
     * Whether to pay.
     *
     * @param payment that is about to be made
     * @return false to leave it; another challenge of the same response may be proposed next
     */
    boolean confirms(ProposedPayment payment);
}
