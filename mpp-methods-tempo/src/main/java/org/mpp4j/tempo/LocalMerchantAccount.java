package org.mpp4j.tempo;

import java.nio.file.Path;
import org.mpp4j.tempo.internal.codec.PrivateKeys;
import org.mpp4j.tempo.internal.codec.Secp256k1Key;

/** An account of the merchant's whose key is in this process. */
final class LocalMerchantAccount implements MerchantAccount {

    private static final String WHOSE = "the merchant's account";

    private final Secp256k1Key key;

    private LocalMerchantAccount(Secp256k1Key key) {
        this.key = key;
    }

    static LocalMerchantAccount ofHex(String text) {
        return new LocalMerchantAccount(PrivateKeys.ofHex(text, "The private key of the merchant's account"));
    }

    static LocalMerchantAccount fromEnvironment(String variable) {
        return new LocalMerchantAccount(PrivateKeys.fromEnvironment(variable, WHOSE));
    }

    static LocalMerchantAccount fromFile(Path file) {
        return new LocalMerchantAccount(PrivateKeys.fromFile(file, WHOSE));
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
        return "MerchantAccount[" + key.address() + "]";
    }
}
