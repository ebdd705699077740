package org.mpp4j.lightning;

import org.mpp4j.client.PaymentFailedException;

/**
 * A {@link LightningPayer} got no preimage. If the invoice {@linkplain #mayBePaid may be paid} nevertheless, paying the same
 * challenge again costs nothing more, and paying another one may be a second payment.
 *
 * @since 0.1
 */
public final class LightningPaymentException extends PaymentFailedException {

    private static final long serialVersionUID = 1L;

    LightningPaymentException(String message, boolean mayBePaid) {
        super(message, mayBePaid);
    }
}
