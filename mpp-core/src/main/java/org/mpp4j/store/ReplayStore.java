package org.mpp4j.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what has been used, so that one payment buys one delivery. Everything that may be used only once (a challenge,
 * a transaction hash, a payment preimage) is a <em>key</em>; the credential that uses it is the <em>holder</em>; each request
 * that tries to is an {@link Attempt}.
 *
 * <p>The life of a key:
 *
 * <pre>
 *                 claim                     SPENT
 *     (unknown) ─────────&gt; in flight ─────────────────&gt; spent
 *         ^                 │   │ ^
 *         └─── RELEASED ────┘   │ │ resume, by the same holder
 *             UNDECIDED or PAID v │
 *                       undecided or paid
 * </pre>
 *
 * <p>Who has a key in flight has it on lease, and has to {@link #renew} it in time. When the lease has run out the key is as
 * good as undecided: its user died, or lost sight of the store, and its holder may go on with it elsewhere.
 *
 * <p>Every method is atomic for each key, across all processes that share the store: of any number of concurrent
 * {@link #claim} calls for one key, exactly one answers {@link Claim#CLAIMED}; of any number of {@link #resume} calls, one
 * succeeds. Implementations are thread-safe. A key that isn't in flight and whose time is over is as good as unknown.
 *
 * <p>A method that can't reach its storage throws {@link StoreUnavailableException}; the gate then lets nobody in. Whether
 * the storage did what it was asked for is then open, which is why it is the lease that ends a claim nobody knows of.
 *
 * @since 0.1
 */
public interface ReplayStore {

    /** What a {@link #claim} found. */
    enum Claim {
        /** The key was unknown and now belongs to the caller's attempt, in flight. */
        CLAIMED,
        /** The key is in use at this moment, or somebody else's use of it has no known outcome yet. */
        IN_FLIGHT,
        /**
         * An earlier use by this same holder is undecided, or is paid and not delivered, or its lease has run out;
         * {@link #resume} takes it up again.
         */
        UNDECIDED,
        /** The key was used, and is used up. */
        SPENT
    }

    /**
     * Claims a key for its first use. Repeating a claim with the very same attempt while its lease runs changes nothing and
     * answers {@link Claim#CLAIMED} again, so that a claim whose answer was lost may be sent anew.
     *
     * @param key what is used, at most 512 characters
     * @param attempt who uses it
     * @param lease how long it stays in flight without being renewed
     * @param expiresAt until when the claim is remembered, in flight or not; {@link Instant#MAX} for ever
     * @param memo what {@link #unresolved} gives back if the outcome stays open, at most 8192 characters; null to be passed
     *     over there
     * @return what was found
     */
    Claim claim(String key, Attempt attempt, Duration lease, Instant expiresAt, @Nullable String memo);

    /**
     * Takes up again a use that is undecided, or paid and not delivered, or whose lease has run out.
     *
     * @param key what is used
     * @param attempt of the same holder, with a token of its own
     * @param lease how long it stays in flight without being renewed
     * @return true if the key is now in flight for this attempt
     */
    boolean resume(String key, Attempt attempt, Duration lease);

    /**
     * Goes on using a key. Also after the lease has run out, if nobody else has taken the key up.
     *
     * @param key what is used
     * @param attempt that has it in flight
     * @param lease how long it stays in flight from now; the key is remembered for at least as long
     * @return true if the key is in flight for this attempt
     */
    boolean renew(String key, Attempt attempt, Duration lease);

    /**
     * Records how uses ended. An ending of a key that isn't in flight for its attempt changes nothing; one that comes after
     * the lease counts if nobody else has taken the key up. Each ending is atomic; all of them together needn't be.
     * Repeating an ending does no harm.
     *
     * @param endings of different keys
     */
    void end(List<Ending> endings);

    /**
     * What has a memo and no known outcome, those first that were not looked at for the longest time: undecided, and in flight
     * with a lease that has run out. What is paid isn't among them.
     *
     * @param limit how many at most
     * @return none or more
     */
    List<UnresolvedClaim> unresolved(int limit);

    /**
     * Forgets for good some of what is as good as unknown. Any number of processes may do so at once.
     *
     * @param limit how many at most
     * @return how many
     */
    int purge(int limit);
}
