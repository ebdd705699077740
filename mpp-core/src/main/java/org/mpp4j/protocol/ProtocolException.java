package org.mpp4j.protocol;

/**
 * Text that isn't what the protocol says it should be. The message tells which rule was broken and where, and never repeats
 * the text itself: it may be a credential.
 *
 * @since 0.1
 */
public final class ProtocolException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * With the rule that was broken.
     *
     * @param message safe to show to the client
     */
    public ProtocolException(String message) {
        super(message);
    }
}
