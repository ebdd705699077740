package org.mpp4j.tempo.internal.sig;

import java.util.Arrays;
import java.util.Optional;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.P256Signature;

/**
 * A signature by a bare P-256 key: type, signature with key, and whether the key hashed once more before it signed, as the
 * keys of browsers do.
 */
record P256KeySignature(P256Signature signature, boolean hashedAgain) implements KeySignature {

    static final byte TYPE = 1;

    private static final int LENGTH = 1 + P256Signature.LENGTH + 1;

    static P256KeySignature parse(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new ProtocolException("A P-256 signature has " + LENGTH + " bytes, this one has " + bytes.length);
        }
        byte flag = bytes[LENGTH - 1];
        if (flag != 0 && flag != 1) {
            // The node takes any other number for 1, and hashes 1.
            throw new ProtocolException("The last byte of a P-256 signature must be 0 or 1");
        }
        return new P256KeySignature(P256Signature.parse(Arrays.copyOfRange(bytes, 1, LENGTH - 1)), flag == 1);
    }

    @Override
    public KeyType type() {
        return KeyType.P256;
    }

    @Override
    public Optional<TempoAddress> key(byte[] hash) {
        return signature.isOf(hashedAgain ? Sha256.hash(hash) : hash)
                ? Optional.of(signature.address())
                : Optional.empty();
    }

    @Override
    public byte[] bytes() {
        return Keccak.concatenate(new byte[] {TYPE}, signature.bytes(), new byte[] {(byte) (hashedAgain ? 1 : 0)});
    }
}
