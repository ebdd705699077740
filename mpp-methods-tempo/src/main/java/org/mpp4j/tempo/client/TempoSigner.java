package org.mpp4j.tempo.client;

import org.mpp4j.tempo.TempoAddress;

/**
 * Signs for one account. {@link TempoWallet} has the key itself; a key that is kept elsewhere, such as in a hardware module or
 * a signing service, needs these two methods. Has to be thread-safe.
 *
 * @since 0.1
 */
public interface TempoSigner {

    /**
     * The account that is signed for.
     *
     * @return its address
     */
    TempoAddress address();

    /**
     * Signs a hash with the account's secp256k1 key. Signing a transaction's hash allows whoever gets it to send it. May block.
     *
     * @param hash 32 bytes, which are signed as they are
     * @return 65 bytes: r, s of which only the low one is a signature, and v as 27 or 28
     * @throws RuntimeException if the signer can't sign now; then nothing is paid
     */
    byte[] sign(byte[] hash);
}
