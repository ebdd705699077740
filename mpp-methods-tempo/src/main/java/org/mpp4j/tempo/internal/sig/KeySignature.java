package org.mpp4j.tempo.internal.sig;

import java.util.Optional;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Secp256k1Signature;

/** A signature by a key that speaks for itself, from which its address follows. */
public sealed interface KeySignature extends TempoSignature
        permits EthereumSignature, P256KeySignature, WebAuthnSignature {

    /** The longest there is. */
    int MAX_BYTES = WebAuthnSignature.MAX_BYTES;

    /**
     * Reads a signature.
     *
     * @throws ProtocolException if the bytes are no signature of a key, or not a canonical one
     */
    static KeySignature parse(byte[] bytes) {
        if (bytes.length == Secp256k1Signature.LENGTH) {
            return new EthereumSignature(Secp256k1Signature.parse(bytes));
        }
        if (bytes.length == 0) {
            throw new ProtocolException("The signature is empty");
        }
        return switch (bytes[0]) {
            case P256KeySignature.TYPE -> P256KeySignature.parse(bytes);
            case WebAuthnSignature.TYPE -> WebAuthnSignature.parse(bytes);
            default -> throw new ProtocolException("The signature is of no kind that Tempo has");
        };
    }

    /** The kind of key. */
    KeyType type();

    /** The address of the key that has signed a hash, or nothing if none has. */
    Optional<TempoAddress> key(byte[] hash);

    @Override
    default Optional<Signer> signer(byte[] hash) {
        return key(hash).map(Signer::own);
    }
}
