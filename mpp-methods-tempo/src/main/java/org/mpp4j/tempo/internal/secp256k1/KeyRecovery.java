package org.mpp4j.tempo.internal.secp256k1;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;

/**
 * Finds the public key that has made a signature. All ways of doing so give the same answers, and differ in their speed only.
 * Thread-safe.
 */
public sealed interface KeyRecovery permits NativeKeyRecovery, BouncyCastleKeyRecovery {

    /** r and s. */
    int SIGNATURE_BYTES = 64;

    /** Of what is signed. */
    int HASH_BYTES = 32;

    /** A byte 4, x and y. */
    int KEY_BYTES = 65;

    /**
     * The public key that has made a signature.
     *
     * @param signature {@value #SIGNATURE_BYTES} bytes, r and s; the higher one of two s is taken, too
     * @param odd whether y of the point that r is the x of is odd
     * @param hash {@value #HASH_BYTES} bytes
     * @return {@value #KEY_BYTES} bytes, or null if no key can have made it
     */
    byte @Nullable [] recover(byte[] signature, boolean odd, byte[] hash);

    /** The way that was chosen for this process. */
    static KeyRecovery chosen() {
        return Choice.FOR_THIS_PROCESS.recovery();
    }

    /**
     * Checks that the way that the operator asks for is there.
     *
     * @throws ConfigurationException if it isn't, or nobody knows it
     */
    static void requireAsConfigured() {
        String problem = Choice.FOR_THIS_PROCESS.problem();
        if (problem != null) {
            throw new ConfigurationException(problem);
        }
    }

    /** By Java alone, which is always there. */
    static KeyRecovery inJava() {
        return BouncyCastleKeyRecovery.INSTANCE;
    }

    /** By native code, or empty if it can't be loaded here. */
    static Optional<KeyRecovery> inNativeCode() {
        return Choice.nativeCode().recovery();
    }
}
