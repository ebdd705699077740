package org.mpp4j.session;

import java.util.Objects;
import java.util.Optional;

/**
 * What a step of {@link SessionAccounts#update} came to.
 *
 * @param result for the caller
 * @param next the books from now on; empty if nothing changes
 * @param <R> of the result
 * @since 0.1
 */
public record SessionChange<R>(R result, Optional<SessionAccount> next) {

    /**
     * Checks the parts.
     *
     * @param result for the caller
     * @param next the books from now on; empty if nothing changes
     */
    public SessionChange {
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(next, "next");
    }

    /**
     * Nothing changes.
     *
     * @param result for the caller
     * @param <R> of the result
     * @return the change
     */
    public static <R> SessionChange<R> none(R result) {
        return new SessionChange<>(result, Optional.empty());
    }

    /**
     * The books change.
     *
     * @param next the books from now on
     * @param result for the caller
     * @param <R> of the result
     * @return the change
     */
    public static <R> SessionChange<R> to(SessionAccount next, R result) {
        return new SessionChange<>(result, Optional.of(next));
    }
}
