package org.mpp4j.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mpp4j.internal.http.AuthElements;
import org.mpp4j.internal.http.AuthElements.Element;

/**
 * Challenges as {@code WWW-Authenticate} field values (RFC 9110 section 11.6.1).
 *
 * @since 0.1
 */
public final class WwwAuthenticate {

    /** The name of the response field. */
    public static final String HEADER = "WWW-Authenticate";

    private static final int MAX_REQUEST_LENGTH = 16 * 1024;

    /** Printable ASCII that needs no escape. */
    private static final boolean[] PLAIN = new boolean[0x7f];

    static {
        Arrays.fill(PLAIN, 0x20, 0x7f, true);
        PLAIN['"'] = false;
        PLAIN['\\'] = false;
    }

    private WwwAuthenticate() {}

    /**
     * Writes one challenge as one field value. Texts are quoted and escaped; control characters become spaces, and what
     * Latin-1 lacks is written as a backslash, {@code u} and four hex digits, as mppx does.
     *
     * @param challenge to write
     * @return for example {@code Payment id="…", realm="…", …}
     */
    public static String format(Challenge challenge) {
        String digest = quotableOrNull(challenge.digest().orElse(null));
        String id = challenge.isIdEncodedHere() ? challenge.id() : quotable(challenge.id());
        String expires = challenge.expires().orElse(null);
        if (!challenge.isExpiresWrittenHere()) {
            expires = quotableOrNull(expires);
        }
        String header = quotableOrNull(challenge.credentialHeader().orElse(null));
        Opaque opaque = challenge.opaque().orElse(null);
        String opaqueText = opaque == null || opaque.isEncodedHere() ? null : quotable(opaque.text());
        // One expression, so that the whole is put together at once.
        return "Payment id=\""
                + id
                + challenge.terms().headerMiddle()
                + (digest == null ? "" : "\", digest=\"")
                + (digest == null ? "" : digest)
                + (expires == null ? "" : "\", expires=\"")
                + (expires == null ? "" : expires)
                + (header == null ? "" : "\", header=\"")
                + (header == null ? "" : header)
                + (opaque == null ? "" : "\", opaque=\"")
                + (opaque == null ? "" : opaqueText == null ? opaque.text() : opaqueText)
                + "\"";
    }

    private static @Nullable String quotableOrNull(@Nullable String value) {
        return value == null ? null : quotable(value);
    }

    /** The text as it stands between quotation marks: itself, in nearly all cases. */
    static String quotable(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= PLAIN.length || !PLAIN[c]) {
                return escaped(value);
            }
        }
        return value;
    }

    private static String escaped(String value) {
        StringBuilder out = new StringBuilder(value.length() + 16);
        for (int i = 0; i < value.length(); i++) {
            escape(out, value.charAt(i));
        }
        return out.toString();
    }

    private static void escape(StringBuilder out, char c) {
        if (c == '"' || c == '\\') {
            out.append('\\').append(c);
        } else if (c < 0x20 || c >= 0x7f && c < 0xa0) {
            out.append(' ');
        } else if (c > 0xff) {
            out.append("\\u").append(String.format(Locale.ROOT, "%04x", (int) c));
        } else {
            out.append(c);
        }
    }

    /**
     * Reads all Payment challenges from the values of all {@code WWW-Authenticate} fields; other schemes are passed over.
     *
     * @param fieldValues one or many challenges, in one or many fields
     * @return the challenges in order
     * @throws ProtocolException if a Payment challenge is malformed
     */
    public static List<Challenge> parse(Iterable<String> fieldValues) {
        List<Challenge> challenges = new ArrayList<>();
        for (String value : fieldValues) {
            for (Element element : AuthElements.scan(value)) {
                if (element.isPayment()) {
                    challenges.add(challenge(element));
                }
            }
        }
        return List.copyOf(challenges);
    }

    private static Challenge challenge(Element element) {
        if (element.fault() != null) {
            throw new ProtocolException("The Payment challenge is malformed: " + element.fault());
        }
        Map<String, String> params = element.params();
        String request = require(params, "request");
        if (request.length() > MAX_REQUEST_LENGTH) {
            throw new ProtocolException(
                    "The request of the challenge is longer than " + MAX_REQUEST_LENGTH + " characters");
        }
        String opaque = params.get("opaque");
        return Challenge.builder(
                        require(params, "realm"),
                        require(params, "method"),
                        require(params, "intent"),
                        PaymentRequest.ofText(request))
                .expires(params.get("expires"))
                .digest(params.get("digest"))
                .credentialHeader(params.get("header"))
                .opaque(opaque == null ? null : Opaque.ofText(opaque))
                .description(params.get("description"))
                .build(require(params, "id"));
    }

    private static String require(Map<String, String> params, String name) {
        String value = params.get(name);
        if (value == null) {
            throw new ProtocolException("The Payment challenge has no " + name);
        }
        return value;
    }
}
