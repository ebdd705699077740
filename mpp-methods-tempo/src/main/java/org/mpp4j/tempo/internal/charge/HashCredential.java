package org.mpp4j.tempo.internal.charge;

import java.util.Optional;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Verification;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.internal.codec.Hex;

/**
 * Checks credentials of type {@code hash}: the hash of a transaction that the client has sent itself (draft-tempo-charge
 * section "Hash Verification"). All that can be told without the chain is whether such a credential may be one.
 */
public final class HashCredential {

    private static final int HASH_BYTES = 32;

    private final long chainId;
    private final ChargeRail rail;

    /** For transactions on this chain. */
    public HashCredential(long chainId, ChargeRail rail) {
        this.chainId = chainId;
        this.rail = rail;
    }

    /**
     * Checks a credential.
     *
     * @throws ProtocolException if the payload isn't of the right form
     */
    public Verification verify(PaymentAttempt attempt) {
        // One text for one hash, or it could be claimed twice.
        String hash =
                Hex.encode(Hex.decodeExactly(attempt.payload().requireString("hash"), HASH_BYTES, "transaction hash"));
        if (attempt.request().amount().isZero()) {
            return Rejected.verificationFailed("An amount of zero is answered with a proof, not with a transaction.");
        }
        if (attempt.request().methodDetails().bool("feePayer").orElse(false)) {
            return Rejected.verificationFailed(
                    "This server pays the fees, so it sends the transaction itself: send the "
                            + "signed transaction, with type \"transaction\", and not the hash of one that was sent.");
        }
        Optional<PayerDid> payer =
                attempt.source().flatMap(PayerDid::parse).filter(source -> source.chainId() == chainId);
        if (payer.isEmpty()) {
            return Rejected.verificationFailed("With a hash, the source of the credential must be did:pkh:eip155:"
                    + chainId + ": and the address of the account that has paid.");
        }
        return new Verification.Verified(new HashPayment(hash, payer.get(), attempt.challenge(), rail));
    }
}
