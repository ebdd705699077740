package org.mpp4j.lightning;

/**
 * A {@link LightningPayer} got no preimage.
 *
 * @since 0.1
 */
public final class LightningPaymentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Whether money may have moved. */
    private final boolean mayBePaid;

    LightningPaymentException(String message, boolean mayBePaid) {
        super(message);
        this.mayBePaid = mayBePaid;
    }

    /**
     * Whether the invoice may be paid nevertheless. Then paying the same challenge again costs nothing more, and paying another
     * one may be a second payment.
     *
     * @return false if it is certain that nothing was paid
     */
    public boolean mayBePaid() {
        return mayBePaid;
    }
}
