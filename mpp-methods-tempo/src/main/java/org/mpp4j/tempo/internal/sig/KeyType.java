package org.mpp4j.tempo.internal.sig;

import java.math.BigInteger;
import java.util.Optional;

/** The kinds of key that can sign, in the order in which the chain numbers them. */
public enum KeyType {
    /** As on Ethereum. */
    SECP256K1,
    /** A bare P-256 key. */
    P256,
    /** A passkey. */
    WEBAUTHN;

    /** The kind with the chain's number for it. */
    public static Optional<KeyType> numbered(BigInteger number) {
        for (KeyType type : values()) {
            if (number.equals(type.number())) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The chain's number for it. */
    public BigInteger number() {
        return BigInteger.valueOf(ordinal());
    }
}
