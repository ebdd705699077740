package org.mpp4j.tempo.client;

import java.nio.file.Path;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.PrivateKeys;
import org.mpp4j.tempo.internal.codec.Secp256k1Key;

/**
 * An account whose private key is in this process. The key can't be read out of it again, and nothing shows it. Whoever has the
 * key has the account's money, so keep little in it. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class TempoWallet implements TempoSigner {

    private static final String WHOSE = "the account that pays";

    private final Secp256k1Key key;

    private TempoWallet(Secp256k1Key key) {
        this.key = key;
    }

    /**
     * The account of a key.
     *
     * @param hex 64 hexadecimal digits, with or without {@code 0x} in front
     * @return the wallet
     * @throws ConfigurationException if it isn't a private key; the message doesn't quote it
     */
    public static TempoWallet ofKey(String hex) {
        return new TempoWallet(PrivateKeys.ofHex(hex, "The key of the wallet"));
    }

    /**
     * The account of a key.
     *
     * @param secret 32 bytes; copied
     * @return the wallet
     * @throws ConfigurationException if it isn't a private key
     */
    public static TempoWallet ofKey(byte[] secret) {
        return new TempoWallet(PrivateKeys.ofBytes(secret.clone(), "The key of the wallet"));
    }

    /**
     * The account of a key in the environment.
     *
     * @param variable whose value is written as for {@link #ofKey(String)}
     * @return the wallet
     * @throws ConfigurationException if it isn't set or not a private key
     */
    public static TempoWallet fromEnvironment(String variable) {
        return new TempoWallet(PrivateKeys.fromEnvironment(variable, WHOSE));
    }

    /**
     * The account of a key in a file.
     *
     * @param file whose content is written as for {@link #ofKey(String)}; nobody else should be able to read it
     * @return the wallet
     * @throws ConfigurationException if it can't be read or isn't a private key
     */
    public static TempoWallet fromFile(Path file) {
        return new TempoWallet(PrivateKeys.fromFile(file, WHOSE));
    }

    @Override
    public TempoAddress address() {
        return key.address();
    }

    @Override
    public byte[] sign(byte[] hash) {
        if (hash.length != 32) {
            throw new IllegalArgumentException("A hash has 32 bytes, got " + hash.length);
        }
        return key.sign(hash);
    }

    /** The address, never the key. */
    @Override
    public String toString() {
        return "TempoWallet[" + address() + "]";
    }
}
