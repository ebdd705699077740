package org.mpp4j.method;

import java.util.List;
import java.util.Optional;
import org.mpp4j.protocol.JsonObject;

/**
 * A credential that {@link PaymentMethod#verify} found good, and that has not been settled.
 *
 * @since 0.1
 */
public interface VerifiedPayment {

    /**
     * Who pays, as far as the proof shows it.
     *
     * @return preferably a DID, such as {@code did:pkh:eip155:4217:0x…}
     */
    Optional<String> payer();

    /**
     * What may be used only once, besides the challenge itself, which the gate always claims: a transaction hash, a payment
     * hash.
     *
     * @return none, or keys that no two payments share
     */
    default List<ReplayKey> replayKeys() {
        return List.of();
    }

    /**
     * What {@link PaymentMethod#lookUp} needs to find this payment if its outcome stays open, besides the challenge: a
     * transaction hash, for example. It is stored, so it is nothing that anybody could pay with.
     *
     * @return none by default; at most 2048 characters as JSON
     */
    default JsonObject lookUpData() {
        return JsonObject.EMPTY;
    }

    /**
     * Moves the money, or finds out whether it has moved. Called once everything is claimed, and again with the same
     * credential after an {@link Settlement.Unknown} outcome. Blocks no longer than the method's own deadline.
     *
     * @param attemptedBefore true if an earlier attempt with this credential had an unknown outcome: then the money may have
     *     moved, and must not move twice
     * @return how it ended
     */
    Settlement settle(boolean attemptedBefore);
}
