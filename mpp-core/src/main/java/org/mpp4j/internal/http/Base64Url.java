package org.mpp4j.internal.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.mpp4j.protocol.ProtocolException;

/** Base64url without padding (RFC 4648 section 5), strictly, as the protocol uses it everywhere. */
public final class Base64Url {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private Base64Url() {}

    public static String encode(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    public static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Decodes to bytes.
     *
     * @param what names the text in the message of the exception
     */
    public static byte[] decode(String text, String what) {
        if (text.isEmpty()) {
            throw new ProtocolException(what + " is empty");
        }
        if (text.indexOf('=') >= 0) {
            throw new ProtocolException(what + " is base64url with padding; the protocol has none");
        }
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64Url) {
            throw new ProtocolException(what + " is not base64url");
        }
    }

    /** Decodes to text, which has to be UTF-8. */
    public static String decodeText(String text, String what) {
        byte[] bytes = decode(text, what);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new ProtocolException(what + " is not UTF-8");
        }
    }
}
