package org.mpp4j.method;

/**
 * A rail can't be offered at this moment: its node is down, an amount is below its minimum. The gate leaves this offer out
 * of the challenges and goes on with the others.
 *
 * @since 0.1
 */
public final class OfferUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * With what is unavailable.
     *
     * @param message for the operator; no secrets
     */
    public OfferUnavailableException(String message) {
        super(message);
    }

    /**
     * With what is unavailable and why.
     *
     * @param message for the operator; no secrets
     * @param cause what the rail said
     */
    public OfferUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
