package org.mpp4j.tempo.internal.codec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;

/**
 * Private keys from where operators keep them. Neither message nor cause of an exception may quote the text, which may be a key
 * with a slip in it.
 */
public final class PrivateKeys {

    private static final Pattern HEX = Pattern.compile("(?:0x)?([0-9a-fA-F]{64})");
    private static final int LONGEST_KEY_FILE = 1024;

    private PrivateKeys() {}

    /**
     * A key in hexadecimal digits.
     *
     * @param what the text is, to begin a sentence with
     */
    public static Secp256k1Key ofHex(String text, String what) {
        Matcher digits = HEX.matcher(text.strip());
        if (!digits.matches()) {
            throw new ConfigurationException(
                    what + " is not a private key; it has to be 64 hexadecimal digits, with or without 0x in front");
        }
        return ofBytes(HexFormat.of().parseHex(digits.group(1)), what);
    }

    /**
     * A key of 32 bytes, which are overwritten.
     *
     * @param what they are, to begin a sentence with
     */
    public static Secp256k1Key ofBytes(byte[] secret, String what) {
        try {
            return Secp256k1Key.of(secret);
        } catch (IllegalArgumentException notAKey) { // not as the cause, which may quote it
            throw new ConfigurationException(what + " is not a private key: it has to be 32 bytes, and a number in the"
                    + " range of the curve; generate another");
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /**
     * A key in an environment variable.
     *
     * @param whose the account's, to end a sentence with
     */
    public static Secp256k1Key fromEnvironment(String variable, String whose) {
        @Nullable String value = System.getenv(variable);
        if (value == null || value.isBlank()) {
            throw new ConfigurationException(
                    "The environment variable " + variable + " is not set; set it to the private key of " + whose);
        }
        return ofHex(value, "The environment variable " + variable);
    }

    /**
     * A key in a file.
     *
     * @param whose the account's, to end a sentence with
     */
    public static Secp256k1Key fromFile(Path file, String whose) {
        return ofHex(read(file, LONGEST_KEY_FILE, whose), "The file " + file);
    }

    /**
     * What stands in a file with a key.
     *
     * @param longest file that can be one, in bytes
     * @param whose the account's, to end a sentence with
     */
    public static String read(Path file, int longest, String whose) {
        try {
            if (Files.size(file) > longest) {
                throw new ConfigurationException(
                        "The file " + file + " is too long for a private key or wallet; name the right one");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new ConfigurationException("The file " + file + " can't be read ("
                    + unreadable.getClass().getSimpleName() + "); name a file with the key of " + whose
                    + ", readable for this process");
        }
    }
}
