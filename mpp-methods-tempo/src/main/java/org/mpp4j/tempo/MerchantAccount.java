package org.mpp4j.tempo;

import java.nio.file.Path;

/**
 * An account of the merchant's that sends transactions of the server's own: to fetch what payment channels owe, or to give money
 * back. Its key may be elsewhere: what signs may be a remote signer or a hardware module.
 *
 * <p>For channels it is the account that is paid, or one that channels name as their operator, which can fetch money for the
 * merchant but not for itself. For refunds it needn't be the account that is paid, so what customers pay can go where no server
 * has the key.
 *
 * <p>Implementations are called from many threads at once. What they sign is checked before it is used.
 *
 * @since 0.1
 */
public interface MerchantAccount {

    /**
     * The account.
     *
     * @return always the same address
     */
    TempoAddress address();

    /**
     * Signs a hash with the account's secp256k1 key, as it is and without a prefix. Is waited for, so one that asks somebody else
     * needs a deadline of its own.
     *
     * @param digest 32 bytes
     * @return r, s and v: 65 bytes, where s is low and v is 27, 28, 0 or 1
     * @throws RuntimeException if it can't, or not now; then nothing is sent, and its message isn't shown to anybody
     */
    byte[] sign(byte[] digest);

    /**
     * An account whose private key is held in memory.
     *
     * @param privateKey 64 hexadecimal digits, with or without {@code 0x}
     * @return the account
     * @throws org.mpp4j.method.ConfigurationException if that is no private key; the message doesn't show it
     */
    static MerchantAccount ofPrivateKey(String privateKey) {
        return LocalMerchantAccount.ofHex(privateKey);
    }

    /**
     * An account whose private key is in an environment variable.
     *
     * @param variable its name
     * @return the account
     * @throws org.mpp4j.method.ConfigurationException if the variable isn't set, or isn't a private key
     */
    static MerchantAccount fromEnvironment(String variable) {
        return LocalMerchantAccount.fromEnvironment(variable);
    }

    /**
     * An account whose private key is all that is in a file, such as a mounted secret.
     *
     * @param file 64 hexadecimal digits, with or without {@code 0x}, and space around them
     * @return the account
     * @throws org.mpp4j.method.ConfigurationException if the file can't be read, or isn't a private key
     */
    static MerchantAccount fromFile(Path file) {
        return LocalMerchantAccount.fromFile(file);
    }
}
