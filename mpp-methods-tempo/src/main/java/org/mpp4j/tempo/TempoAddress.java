package org.mpp4j.tempo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.mpp4j.tempo.internal.codec.Keccak;

/**
 * An address on Tempo: an account or a TIP-20 token. Equal when its 20 bytes are, however it was written.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class TempoAddress {

    private static final int LENGTH = 20;
    private static final HexFormat LOWER = HexFormat.of();
    private static final int TEXT_LENGTH = 2 + 2 * LENGTH;

    private final byte[] bytes;

    /** Made when it is asked for, by any thread, and always the same. */
    private @Nullable String text;

    private TempoAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads an address. One in mixed case has to carry the right EIP-55 checksum, so that a typing slip is an error; one in
     * lower or upper case carries none.
     *
     * @param text {@code 0x} and 40 hexadecimal digits
     * @return the address
     * @throws IllegalArgumentException if the text is anything else
     */
    public static TempoAddress parse(String text) {
        if (text.length() != TEXT_LENGTH || !text.startsWith("0x")) {
            throw notAnAddress();
        }
        byte[] bytes = new byte[LENGTH];
        boolean lower = false;
        boolean upper = false;
        for (int i = 0; i < 2 * LENGTH; i++) {
            char c = text.charAt(2 + i);
            if (!HexFormat.isHexDigit(c)) {
                throw notAnAddress();
            }
            lower |= c >= 'a';
            upper |= c >= 'A' && c < 'a';
            bytes[i / 2] = (byte) (bytes[i / 2] << 4 | HexFormat.fromHexDigit(c));
        }
        TempoAddress address = new TempoAddress(bytes);
        if (lower && upper && !address.toString().equals(text)) {
            throw new IllegalArgumentException(
                    "The address has a wrong EIP-55 checksum: a digit is wrong, or its case; written in lower case it is "
                            + "taken without a checksum");
        }
        return address;
    }

    private static IllegalArgumentException notAnAddress() {
        return new IllegalArgumentException("An address is 0x and 40 hexadecimal digits");
    }

    /**
     * The address with these bytes.
     *
     * @param bytes 20 of them; copied
     * @return the address
     * @throws IllegalArgumentException if there are more or fewer
     */
    public static TempoAddress of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("An address has " + LENGTH + " bytes, got " + bytes.length);
        }
        return new TempoAddress(bytes.clone());
    }

    /**
     * The bytes.
     *
     * @return a copy, 20 bytes
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Whether all bytes are zero, as in no account's address.
     *
     * @return true for the zero address
     */
    public boolean isZero() {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TempoAddress that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** With the EIP-55 checksum, which is in the case of its digits. */
    @Override
    public String toString() {
        String known = text;
        if (known == null) {
            known = checksummed();
            text = known;
        }
        return known;
    }

    private String checksummed() {
        byte[] characters = new byte[TEXT_LENGTH];
        characters[0] = '0';
        characters[1] = 'x';
        for (int i = 0; i < LENGTH; i++) {
            characters[2 + 2 * i] = (byte) LOWER.toHighHexDigit(bytes[i]);
            characters[3 + 2 * i] = (byte) LOWER.toLowHexDigit(bytes[i]);
        }
        byte[] hash = Keccak.hash(characters, 2, TEXT_LENGTH);
        for (int i = 0; i < 2 * LENGTH; i++) {
            int nibble = i % 2 == 0 ? (hash[i / 2] >> 4) & 0xf : hash[i / 2] & 0xf;
            if (nibble >= 8 && characters[2 + i] >= 'a') {
                characters[2 + i] -= 'a' - 'A';
            }
        }
        return new String(characters, StandardCharsets.ISO_8859_1);
    }
}
