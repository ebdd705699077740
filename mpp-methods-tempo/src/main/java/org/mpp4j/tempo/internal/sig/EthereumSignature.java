package org.mpp4j.tempo.internal.sig;

import java.util.Optional;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Secp256k1Signature;

/** A signature as on Ethereum: 65 bytes and no type in front. */
record EthereumSignature(Secp256k1Signature signature) implements KeySignature {

    @Override
    public KeyType type() {
        return KeyType.SECP256K1;
    }

    @Override
    public Optional<TempoAddress> key(byte[] hash) {
        return signature.signer(hash);
    }

    @Override
    public byte[] bytes() {
        return signature.canonicalBytes();
    }
}
