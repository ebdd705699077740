package org.mpp4j.lightning;

/**
 * A Lightning node didn't do or say what it was asked. The message is for the operator, and carries nothing that the node
 * said, nor where it is.
 *
 * @since 0.1
 */
public final class NodeUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * With what happened.
     *
     * @param message in this library's own words
     */
    public NodeUnavailableException(String message) {
        super(message);
    }
}
