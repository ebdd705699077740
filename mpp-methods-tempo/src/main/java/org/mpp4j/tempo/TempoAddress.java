package org.mpp4j.tempo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
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
    private static final Pattern TEXT = Pattern.compile("0x[0-9a-fA-F]{40}");

    private final byte[] bytes;

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
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("An address is 0x and 40 hexadecimal digits");
        }
        String digits = text.substring(2);
        TempoAddress address = new TempoAddress(HexFormat.of().parseHex(digits));
        boolean mixedCase =
                !digits.equals(digits.toLowerCase(Locale.ROOT)) && !digits.equals(digits.toUpperCase(Locale.ROOT));
        if (mixedCase && !address.toString().equals(text)) {
            throw new IllegalArgumentException(
                    "The address has a wrong EIP-55 checksum: a digit is wrong, or its case; written in lower case it is "
                            + "taken without a checksum");
        }
        return address;
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
        char[] digits = HexFormat.of().formatHex(bytes).toCharArray();
        byte[] hash = Keccak.hash(new String(digits).getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < digits.length; i++) {
            int nibble = i % 2 == 0 ? (hash[i / 2] >> 4) & 0xf : hash[i / 2] & 0xf;
            if (nibble >= 8) {
                digits[i] = Character.toUpperCase(digits[i]);
            }
        }
        return "0x" + new String(digits);
    }
}
