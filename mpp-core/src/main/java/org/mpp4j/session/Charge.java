package org.mpp4j.session;

/**
 * Units that are paid for. Thread-safe.
 *
 * @since 0.1
 */
public interface Charge {

    /**
     * What is paid for.
     *
     * @return one or more
     */
    long units();

    /**
     * Gives the money back, because what it was for couldn't be delivered. Once is enough, more does nothing. Of a session that
     * is being closed nothing is given back any more.
     *
     * @throws org.mpp4j.store.StoreUnavailableException if it can't be written down
     */
    void undo();
}
