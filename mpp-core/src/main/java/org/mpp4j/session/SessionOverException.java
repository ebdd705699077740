package org.mpp4j.session;

/**
 * A session takes no charges any more, because it was closed or is being closed.
 *
 * @since 0.1
 */
public final class SessionOverException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Says so. */
    public SessionOverException() {
        super("The session is over");
    }
}
