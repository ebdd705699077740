package org.mpp4j.method;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A rail can't be offered at this moment: its node is down, an amount is below its minimum. The gate leaves this offer out
 * of the challenges and goes on with the others.
 *
 * @since 0.1
 */
public final class OfferUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** When the client may ask again; null if the reason isn't the client. */
    private final @Nullable Duration clientMayRetryAfter;

    /**
     * With what is unavailable.
     *
     * @param message for the operator; no secrets
     */
    public OfferUnavailableException(String message) {
        this(message, (Duration) null);
    }

    private OfferUnavailableException(String message, @Nullable Duration clientMayRetryAfter) {
        super(message);
        this.clientMayRetryAfter = clientMayRetryAfter;
    }

    /**
     * With what is unavailable and why.
     *
     * @param message for the operator; no secrets
     * @param cause what the rail said
     */
    public OfferUnavailableException(String message, Throwable cause) {
        super(message, cause);
        this.clientMayRetryAfter = null;
    }

    /**
     * The rail is fine, but this client asks for more than its share. If it is left with no other way to pay, it is told so and
     * when to come back (status 429).
     *
     * @param message for the operator; no secrets, and not who the client is
     * @param retryAfter when it may ask again
     * @return to be thrown
     */
    public static OfferUnavailableException tooManyRequests(String message, Duration retryAfter) {
        return new OfferUnavailableException(message, Objects.requireNonNull(retryAfter, "retryAfter"));
    }

    /**
     * When the client may ask again, if it has only asked too often.
     *
     * @return empty if the reason isn't the client
     */
    public Optional<Duration> clientMayRetryAfter() {
        return Optional.ofNullable(clientMayRetryAfter);
    }
}
