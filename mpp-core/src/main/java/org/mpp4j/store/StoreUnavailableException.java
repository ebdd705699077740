package org.mpp4j.store;

/**
 * A store can't be reached or can't take more. The gate answers 503 and lets nobody in.
 *
 * @since 0.1
 */
public final class StoreUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * With a message for the operator.
     *
     * @param message what is unavailable; no keys, credentials or secrets
     */
    public StoreUnavailableException(String message) {
        super(message);
    }

    /**
     * With a message for the operator and the cause.
     *
     * @param message what is unavailable; no keys, credentials or secrets
     * @param cause what the storage said
     */
    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
