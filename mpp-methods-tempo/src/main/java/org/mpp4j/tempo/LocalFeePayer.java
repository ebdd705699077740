package org.mpp4j.tempo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.internal.codec.Secp256k1Key;
import org.mpp4j.tempo.internal.codec.WalletFile;

/** A fee payer whose key is in this process. */
final class LocalFeePayer implements FeePayer {

    private static final Pattern KEY = Pattern.compile("(?:0x)?([0-9a-fA-F]{64})");
    private static final int MAX_FILE_BYTES = 64 * 1024;

    private final Secp256k1Key key;

    private LocalFeePayer(Secp256k1Key key) {
        this.key = key;
    }

    /** Neither message nor cause may quote the text, which may be a key with a slip in it. */
    static LocalFeePayer ofHex(String text, String what) {
        var matcher = KEY.matcher(text.strip());
        if (!matcher.matches()) {
            throw new ConfigurationException(
                    what + " is not a private key; it has to be 64 hexadecimal digits, with or without 0x in front");
        }
        try {
            return new LocalFeePayer(Secp256k1Key.of(HexFormat.of().parseHex(matcher.group(1))));
        } catch (IllegalArgumentException outOfRange) {
            throw new ConfigurationException(
                    what + " is not a private key: the number is out of range; generate another");
        }
    }

    static LocalFeePayer fromEnvironment(String variable) {
        @Nullable String value = System.getenv(variable);
        if (value == null || value.isBlank()) {
            throw new ConfigurationException("The environment variable " + variable
                    + " is not set; set it to the private key of the account that pays fees");
        }
        return ofHex(value, "The environment variable " + variable);
    }

    static LocalFeePayer fromFile(Path file) {
        return ofHex(read(file), "The file " + file);
    }

    static LocalFeePayer fromWalletFile(Path file, char[] password) {
        try {
            return new LocalFeePayer(Secp256k1Key.of(WalletFile.decrypt(read(file), password)));
        } catch (ProtocolException malformed) {
            throw new ConfigurationException("The wallet file " + file + " can't be opened: " + malformed.getMessage()
                    + "; it has to be version 3 of the Web3 Secret Storage, with its password");
        } catch (IllegalArgumentException noKey) {
            throw new ConfigurationException("The wallet file " + file + " holds something else than a private key");
        }
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new ConfigurationException(
                        "The file " + file + " is too long for a private key or wallet; name the right one");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new ConfigurationException("The file " + file + " can't be read ("
                    + unreadable.getClass().getSimpleName()
                    + "); name a file with the key of the account that pays fees");
        }
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
        return "FeePayer[" + key.address() + "]";
    }
}
