package org.mpp4j.store;

import java.time.Instant;

/**
 * Remembers what has been used, so that one payment buys one delivery. Everything that may be used only once (a challenge,
 * a transaction hash, a payment preimage) is a <em>key</em>; the credential that uses it is the <em>holder</em>.
 *
 * <p>The life of a key:
 *
 * <pre>
 *                 claim                     spent
 *     (unknown) ─────────&gt; IN_FLIGHT ─────────────────&gt; SPENT
 *         ^                 │   │ ^
 *         └──── release ────┘   │ │ resume, by the same holder
 *                    undecided  v │
 *                            UNDECIDED
 * </pre>
 *
 * <p>Every method is atomic for its key, across all processes that share the store: of any number of concurrent
 * {@link #claim} calls for one key, exactly one answers {@link Claim#CLAIMED}. Implementations are thread-safe. A key whose
 * time is over is as good as unknown.
 *
 * <p>A method that can't reach its storage throws {@link StoreUnavailableException}; the gate then lets nobody in.
 *
 * @since 0.1
 */
public interface ReplayStore {

    /** What a {@link #claim} found. */
    enum Claim {
        /** The key was unknown and now belongs to the caller, in flight. */
        CLAIMED,
        /** The key is in use at this moment, or somebody else's use of it has no known outcome yet. */
        IN_FLIGHT,
        /** The outcome of an earlier use by this same holder is not known; {@link #resume} takes it up again. */
        UNDECIDED,
        /** The key was used, and is used up. */
        SPENT
    }

    /**
     * Claims a key for its first use.
     *
     * @param key what is used, at most 512 characters
     * @param holder who uses it, at most 128 characters; never a secret
     * @param expiresAt until when the claim is kept; {@link Instant#MAX} for ever
     * @return what was found
     */
    Claim claim(String key, String holder, Instant expiresAt);

    /**
     * Takes up an undecided use again. Of several concurrent calls one succeeds.
     *
     * @param key what is used
     * @param holder who claimed it
     * @return true if the key was undecided, is this holder's, and is now in flight
     */
    boolean resume(String key, String holder);

    /**
     * Records that nobody knows yet how a use in flight ended. Does nothing unless the key is in flight for this holder.
     *
     * @param key what is used
     * @param holder who claimed it
     * @param keepUntil until when the claim is kept now; {@link Instant#MAX} for ever
     */
    void undecided(String key, String holder, Instant keepUntil);

    /**
     * Records that a use in flight succeeded. Does nothing unless the key is in flight for this holder.
     *
     * @param key what was used
     * @param holder who claimed it
     */
    void spent(String key, String holder);

    /**
     * Gives a key back that was certainly not used. Does nothing unless the key is in flight for this holder.
     *
     * @param key what was not used after all
     * @param holder who claimed it
     */
    void release(String key, String holder);
}
