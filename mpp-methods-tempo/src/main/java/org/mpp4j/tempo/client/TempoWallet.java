package org.mpp4j.tempo.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Secp256k1Key;

/**
 * An account whose private key is in this process. The key can't be read out of it again, and nothing shows it. Whoever has the
 * key has the account's money, so keep little in it. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class TempoWallet implements TempoSigner {

    private static final Pattern KEY = Pattern.compile("\\s*(?:0x)?([0-9a-fA-F]{64})\\s*");
    private static final int MAX_FILE_BYTES = 1024;

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
        return read(hex, "The key of the wallet");
    }

    /**
     * The account of a key.
     *
     * @param secret 32 bytes; copied
     * @return the wallet
     * @throws ConfigurationException if it isn't a private key
     */
    public static TempoWallet ofKey(byte[] secret) {
        return create(secret, "The key of the wallet");
    }

    /**
     * The account of a key in the environment.
     *
     * @param variable whose value is written as for {@link #ofKey(String)}
     * @return the wallet
     * @throws ConfigurationException if it isn't set or not a private key
     */
    public static TempoWallet fromEnvironment(String variable) {
        @Nullable String value = System.getenv(variable);
        if (value == null || value.isBlank()) {
            throw new ConfigurationException("The environment variable " + variable
                    + " is not set; set it to the private key of the account that pays");
        }
        return read(value, "The environment variable " + variable);
    }

    /**
     * The account of a key in a file.
     *
     * @param file whose content is written as for {@link #ofKey(String)}; nobody else should be able to read it
     * @return the wallet
     * @throws ConfigurationException if it can't be read or isn't a private key
     */
    public static TempoWallet fromFile(Path file) {
        String content;
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new ConfigurationException(
                        "The file " + file + " is too long for a private key; it has to be 64 hexadecimal digits");
            }
            content = Files.readString(file);
        } catch (IOException failed) {
            throw new ConfigurationException(
                    "The file " + file + " with the wallet's private key can't be read; see that it is there, and"
                            + " readable for this process",
                    failed);
        }
        return read(content, "The file " + file);
    }

    /** Neither message nor cause may quote the text, which may be a key with a slip in it. */
    private static TempoWallet read(String text, String what) {
        Matcher matcher = KEY.matcher(text);
        if (!matcher.matches()) {
            throw new ConfigurationException(
                    what + " is not a private key; it has to be 64 hexadecimal digits, with or without 0x in front");
        }
        return create(HexFormat.of().parseHex(matcher.group(1)), what);
    }

    private static TempoWallet create(byte[] secret, String what) {
        byte[] copy = secret.clone();
        try {
            return new TempoWallet(Secp256k1Key.of(copy));
        } catch (IllegalArgumentException notAKey) {
            throw new ConfigurationException(what + " is not a private key: it has to be 32 bytes, and a number in the"
                    + " range of the curve; generate another");
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
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
