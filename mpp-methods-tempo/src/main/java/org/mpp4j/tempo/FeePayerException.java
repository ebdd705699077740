package org.mpp4j.tempo;

/**
 * A {@link FeePayer} didn't sign. The customer is told to come back; the message is for the operator's log.
 *
 * @since 0.1
 */
public final class FeePayerException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * With what happened.
     *
     * @param message for the operator, without anything secret
     */
    public FeePayerException(String message) {
        super(message);
    }

    /**
     * With what happened and why.
     *
     * @param message for the operator, without anything secret
     * @param cause what it comes from
     */
    public FeePayerException(String message, Throwable cause) {
        super(message, cause);
    }
}
