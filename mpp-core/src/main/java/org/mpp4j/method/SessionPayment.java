package org.mpp4j.method;

import java.util.Optional;

/**
 * A credential of a session that {@link PaymentMethod#verify} found to be well-formed. Unlike a
 * {@link VerifiedPayment} it isn't used up: the same challenge may be answered many times, and what protects from paying twice
 * is the session itself, of which every request takes what it costs.
 *
 * @since 0.1
 */
public interface SessionPayment {

    /**
     * Who pays, as far as the proof shows it.
     *
     * @return preferably a DID, such as {@code did:pkh:eip155:4217:0x…}
     */
    Optional<String> payer();

    /**
     * Which session it is of, where {@link #payer} isn't known: requests of one session share their idempotency keys. As far as
     * the proof shows it, too.
     *
     * @return the same for all credentials of the session and for no others of any rail, and nothing secret; empty by default
     */
    default Optional<String> sessionId() {
        return Optional.empty();
    }

    /**
     * Whether the credential counts even if its challenge has expired, because it says all that matters by itself and a client
     * in the middle of a stream has no other challenge. If the price has changed meanwhile, too, it only counts for requests
     * that aren't for the resource.
     *
     * @return false by default
     */
    default boolean outlivesChallenge() {
        return false;
    }

    /**
     * Does what the credential asks for: takes note of what it authorizes, opens or closes the session. If the request is to
     * get the resource, one unit is charged in the same step. Blocks no longer than the method's own deadline, and only if the
     * rail has to be asked.
     *
     * @param forResource whether the request is for the resource, and not only to tell the session something
     * @return how it ended
     * @throws org.mpp4j.store.StoreUnavailableException if nobody can tell; the client comes back with the same credential
     */
    SessionOutcome perform(boolean forResource);
}
