package org.mpp4j.tempo;

import java.nio.file.Path;
import org.mpp4j.tempo.internal.codec.PrivateKeys;
import org.mpp4j.tempo.internal.codec.Secp256k1Key;

/** An account for refunds whose key is in this process. */
final class LocalRefundAccount implements RefundAccount {

    private static final String WHOSE = "the account that gives money back";

    private final Secp256k1Key key;

    private LocalRefundAccount(Secp256k1Key key) {
        this.key = key;
    }

    static LocalRefundAccount ofHex(String text) {
        return new LocalRefundAccount(PrivateKeys.ofHex(text, "The private key of the account for refunds"));
    }

    static LocalRefundAccount fromEnvironment(String variable) {
        return new LocalRefundAccount(PrivateKeys.fromEnvironment(variable, WHOSE));
    }

    static LocalRefundAccount fromFile(Path file) {
        return new LocalRefundAccount(PrivateKeys.fromFile(file, WHOSE));
    }

    @Override
    public TempoAddress address() {
        return key.address();
    }

    @Override
    public byte[] sign(byte[] digest) {
        return key.sign(digest);
    }

    /** The address, never the key. */
    @Override
    public String toString() {
        return "RefundAccount[" + key.address() + "]";
    }
}
