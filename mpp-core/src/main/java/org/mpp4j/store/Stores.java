package org.mpp4j.store;

/**
 * All the state of a server in one place, such as a database. Thread-safe.
 *
 * @since 0.1
 */
public interface Stores {

    /**
     * What has been used.
     *
     * @return always the same
     */
    ReplayStore replays();

    /**
     * Answers that were paid for.
     *
     * @return always the same
     */
    IdempotencyStore answers();

    /**
     * The merchant's book.
     *
     * @return always the same
     */
    PaymentLedger ledger();

    /**
     * What rails know of their sessions.
     *
     * @return always the same
     */
    SessionStore sessions();

    /**
     * What rails know of their challenges.
     *
     * @return always the same
     */
    ChallengeStore challenges();
}
