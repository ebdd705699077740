package org.mpp4j.method;

import org.jspecify.annotations.Nullable;

/**
 * A setting that can't work. Thrown at start-up, never while serving; the message says what is wrong, where, and how to mend
 * it, and never contains a secret.
 *
 * @since 0.1
 */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * With what is wrong.
     *
     * @param message what, where, and how to mend it
     */
    public ConfigurationException(String message) {
        super(message);
    }

    /**
     * With what is wrong and why it was noticed.
     *
     * @param message what, where, and how to mend it
     * @param cause what noticed it, if that tells more
     */
    public ConfigurationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
