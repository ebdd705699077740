package org.mpp4j.tempo;

import java.nio.file.Path;

/**
 * The account that pays the fees of transactions for its owner's customers. Its key may be elsewhere: what signs may be a
 * remote signer or a hardware module.
 *
 * <p>Implementations are called from many threads at once. What they sign is checked, so one with a wrong key costs sales and no
 * money. Calls that take longer than two seconds, or the deadline of {@link TempoCharge}, aren't waited for.
 *
 * @since 0.1
 */
public interface FeePayer {

    /**
     * The account that pays.
     *
     * @return always the same address
     */
    TempoAddress address();

    /**
     * Signs a hash with the account's secp256k1 key, as it is and without a prefix.
     *
     * @param digest 32 bytes
     * @return r, s and v: 65 bytes, where s is low and v is 27, 28, 0 or 1
     * @throws FeePayerException if it can't, or not now
     */
    byte[] sign(byte[] digest) throws FeePayerException;

    /**
     * An account whose private key is held in memory.
     *
     * @param privateKey 64 hexadecimal digits, with or without {@code 0x}
     * @return the account
     * @throws org.mpp4j.method.ConfigurationException if that is no private key; the message doesn't show it
     */
    static FeePayer ofPrivateKey(String privateKey) {
        return LocalFeePayer.ofHex(privateKey, "The private key of the fee payer");
    }

    /**
     * An account whose private key is in an environment variable.
     *
     * @param variable its name
     * @return the account
     * @throws org.mpp4j.method.ConfigurationException if the variable isn't set, or isn't a private key
     */
    static FeePayer fromEnvironment(String variable) {
        return LocalFeePayer.fromEnvironment(variable);
    }

    /**
     * An account whose private key is all that is in a file, such as a mounted secret.
     *
     * @param file 64 hexadecimal digits, with or without {@code 0x}, and space around them
     * @return the account
     * @throws org.mpp4j.method.ConfigurationException if the file can't be read, or isn't a private key
     */
    static FeePayer fromFile(Path file) {
        return LocalFeePayer.fromFile(file);
    }

    /**
     * An account whose private key is in an encrypted wallet file, as web3j, geth and others write it: version 3 of the Web3
     * Secret Storage, with scrypt or PBKDF2. Takes about a second, as it is meant to.
     *
     * @param file the wallet
     * @param password of the wallet; may be overwritten afterwards
     * @return the account
     * @throws org.mpp4j.method.ConfigurationException if the file can't be read, isn't such a wallet, or the password is wrong
     */
    static FeePayer fromWalletFile(Path file, char[] password) {
        return LocalFeePayer.fromWalletFile(file, password);
    }
}
