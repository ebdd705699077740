package org.mpp4j.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    private WwwAuthenticate() {}

    /**
     * Writes one challenge as one field value. Texts are quoted and escaped; control characters become spaces, and what
     * Latin-1 lacks is written as a backslash, {@code u} and four hex digits, as mppx does.
     *
     * @param challenge to write
     * @return for example {@code Payment id="…", realm="…", …}
     */
    public static String format(Challenge challenge) {
        StringBuilder out = new StringBuilder(320);
        out.append("Payment ");
        param(out, "id", challenge.id());
        param(out, "realm", challenge.realm());
        param(out, "method", challenge.method());
        param(out, "intent", challenge.intent());
        // Always base64url where a challenge is issued, and by far its longest part.
        if (challenge.request().isEncodedHere()) {
            out.append("request=\"").append(challenge.request().text()).append("\", ");
        } else {
            param(out, "request", challenge.request().text());
        }
        challenge.description().ifPresent(text -> param(out, "description", text));
        challenge.digest().ifPresent(text -> param(out, "digest", text));
        challenge.expires().ifPresent(text -> param(out, "expires", text));
        challenge.credentialHeader().ifPresent(text -> param(out, "header", text));
        challenge.opaque().ifPresent(data -> param(out, "opaque", data.text()));
        out.setLength(out.length() - 2);
        return out.toString();
    }

    private static void param(StringBuilder out, String name, String value) {
        out.append(name).append("=\"");
        if (isPlain(value)) {
            out.append(value);
        } else {
            for (int i = 0; i < value.length(); i++) {
                escape(out, value.charAt(i));
            }
        }
        out.append("\", ");
    }

    private static boolean isPlain(String value) {
        boolean plain = true;
        for (int i = 0; i < value.length(); i++) {
            plain &= isPlain(value.charAt(i));
        }
        return plain;
    }

    private static boolean isPlain(char c) {
        return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
    }

    private static void escape(StringBuilder out, char c) {
        if (c == '"' || c == '\\') {
            out.append('\\').append(c);
        } else if (c < 0x20 || c >= 0x7f && c < 0xa0) {
            out.append(' ');
        } else if (c > 0xff) {
            out.append("\\u").append(String.format(java.util.Locale.ROOT, "%04x", (int) c));
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
