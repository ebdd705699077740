package org.mpp4j.internal.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.mpp4j.internal.Malformed;

/** Base64url without padding (RFC 4648 section 5), strictly, as the protocol uses it everywhere. */
public final class Base64Url {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private Base64Url() {}

    public static String encode(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    /** The characters as bytes. */
    public static byte[] encodeToBytes(byte[] bytes) {
        return ENCODER.encode(bytes);
    }

    public static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Decodes to bytes.
     *
     * @throws Malformed with the rule that was broken, to be put behind what the text was meant to be
     */
    public static byte[] decode(String text) throws Malformed {
        if (text.isEmpty()) {
            throw new Malformed("is empty");
        }
        if (text.charAt(text.length() - 1) == '=') {
            throw new Malformed("is base64url with padding; the protocol has none");
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64Url) {
            throw new Malformed("is not base64url");
        }
        // The JDK's decoder overlooks bits that are left over in the last character; then two texts would mean the
        // same.
        int spareBits = text.length() % 4 == 2 ? 0b1111 : text.length() % 4 == 3 ? 0b11 : 0;
        if ((ALPHABET.indexOf(text.charAt(text.length() - 1)) & spareBits) != 0) {
            throw new Malformed("is not base64url: its last character has bits to spare");
        }
        return bytes;
    }
}
