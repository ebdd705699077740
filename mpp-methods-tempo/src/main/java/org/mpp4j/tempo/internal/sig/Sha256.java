package org.mpp4j.tempo.internal.sig;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash function that P-256 keys in browsers and authenticators sign with. */
final class Sha256 {

    private Sha256() {}

    static byte[] hash(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("Every Java platform has SHA-256", impossible);
        }
    }
}
