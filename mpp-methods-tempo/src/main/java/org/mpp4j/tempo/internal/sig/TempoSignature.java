package org.mpp4j.tempo.internal.sig;

import java.util.Optional;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.internal.codec.Secp256k1Signature;

/** A signature in the name of an account, in the one form that Tempo hashes. */
public sealed interface TempoSignature permits KeySignature, AccessKeySignature {

    /** The longest there is. */
    int MAX_BYTES = AccessKeySignature.HEADER_BYTES + KeySignature.MAX_BYTES;

    /**
     * Reads a signature: one of secp256k1 by its length, the others by their first byte.
     *
     * @throws ProtocolException if the bytes are no signature, or not a canonical one
     */
    static TempoSignature parse(byte[] bytes) {
        boolean byAccessKey =
                bytes.length > 0 && bytes.length != Secp256k1Signature.LENGTH && AccessKeySignature.isType(bytes[0]);
        return byAccessKey ? AccessKeySignature.parse(bytes) : KeySignature.parse(bytes);
    }

    /** Who has signed a hash, or nobody if no such key has. */
    Optional<Signer> signer(byte[] hash);

    /** The signature in the form that the node hashes, whatever form it was read in. */
    byte[] bytes();
}
