package org.mpp4j.tempo.internal.tx;

import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.codec.Secp256k1Signature;

/** The sender's signature as it stands in a transaction: one of several kinds, told apart by length and first byte. */
public record SenderSignature(RlpBytes bytes) {

    /** The kinds of signature that Tempo knows. */
    public enum Kind {
        /** 65 bytes, as on Ethereum. */
        SECP256K1,
        /** A bare P-256 key. */
        P256,
        /** A passkey. */
        WEBAUTHN,
        /** A key that the account has authorized for certain uses. */
        ACCESS_KEY,
        /** None of them. */
        UNKNOWN
    }

    /** Which kind it is. */
    public Kind kind() {
        if (bytes.length() == Secp256k1Signature.LENGTH) {
            return Kind.SECP256K1;
        }
        if (bytes.length() == 0) {
            return Kind.UNKNOWN;
        }
        return switch (bytes.toArray()[0]) {
            case 1 -> Kind.P256;
            case 2 -> Kind.WEBAUTHN;
            case 3, 4 -> Kind.ACCESS_KEY;
            default -> Kind.UNKNOWN;
        };
    }

    /** The kind, not the signature. */
    @Override
    public String toString() {
        return "SenderSignature[" + kind() + "]";
    }
}
