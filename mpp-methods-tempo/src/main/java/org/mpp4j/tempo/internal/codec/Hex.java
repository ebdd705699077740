package org.mpp4j.tempo.internal.codec;

import java.util.HexFormat;
import org.mpp4j.protocol.ProtocolException;

/** Hexadecimal text with {@code 0x} in front. */
public final class Hex {

    private static final HexFormat LOWER = HexFormat.of();

    private Hex() {}

    /** Lower-case text. */
    public static String encode(byte[] bytes) {
        return "0x" + LOWER.formatHex(bytes);
    }

    /**
     * Reads whole bytes, in any case.
     *
     * @param maxBytes the longest that is taken; longer text is refused before it is read
     * @param what names the text in the error, which never quotes it
     */
    public static byte[] decode(String text, int maxBytes, String what) {
        if (!text.startsWith("0x")) {
            throw new ProtocolException("The " + what + " must be hexadecimal text that starts with 0x");
        }
        if (text.length() > 2 + 2 * maxBytes) {
            throw new ProtocolException("The " + what + " is longer than " + maxBytes + " bytes");
        }
        try {
            return LOWER.parseHex(text, 2, text.length());
        } catch (IllegalArgumentException notHex) {
            // The cause quotes the text, which may be a signature.
            throw new ProtocolException("The " + what + " is not hexadecimal text of whole bytes");
        }
    }

    /** Reads exactly so many bytes, in any case. */
    public static byte[] decodeExactly(String text, int bytes, String what) {
        byte[] decoded = decode(text, bytes, what);
        if (decoded.length != bytes) {
            throw new ProtocolException("The " + what + " must have " + bytes + " bytes, it has " + decoded.length);
        }
        return decoded;
    }
}
