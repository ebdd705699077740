package org.mpp4j.client;

/**
 * A {@link Payer} has no answer to a challenge.
 *
 * @since 0.1
 */
public class PaymentFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Whether money may have moved. */
    private final boolean mayBePaid;

    /**
     * A failure.
     *
     * @param message why, with nothing secret in it
     * @param mayBePaid whether money may have moved nevertheless
     */
    public PaymentFailedException(String message, boolean mayBePaid) {
        super(message);
        this.mayBePaid = mayBePaid;
    }

    /**
     * Whether money may have moved nevertheless. Then another challenge for the same thing may be a second payment.
     *
     * @return false if it is certain that nothing was paid
     */
    public boolean mayBePaid() {
        return mayBePaid;
    }
}
