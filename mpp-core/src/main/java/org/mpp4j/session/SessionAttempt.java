package org.mpp4j.session;

import java.util.Optional;

/**
 * An attempt at something that a session may not allow yet.
 *
 * @param isOver whether it makes no sense to try again
 * @param result if it worked
 */
record SessionAttempt<R>(boolean isOver, Optional<R> result) {

    static <R> SessionAttempt<R> of(Optional<R> result) {
        return new SessionAttempt<>(result.isPresent(), result);
    }

    static <R> SessionAttempt<R> over() {
        return new SessionAttempt<>(true, Optional.empty());
    }
}
