package org.mpp4j.internal.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Splits {@code WWW-Authenticate} and {@code Authorization} field values into their schemes (RFC 9110 section 11). It knows
 * quoted strings, so a comma or the word Payment inside one is only text, and it takes lists of several schemes. An element
 * that isn't well-formed is marked, and scanning goes on behind the next comma.
 */
public final class AuthElements {

    /**
     * One scheme of a list.
     *
     * @param scheme in lower case
     * @param token68 the one token that follows, or null
     * @param params the parameters that follow, names in lower case
     * @param fault which rule was broken, or null if the element is well-formed
     */
    public record Element(
            String scheme,
            @Nullable String token68,
            Map<String, String> params,
            @Nullable String fault) {

        public boolean isPayment() {
            return scheme.equals("payment");
        }
    }

    private final String text;
    private final List<Element> elements = new ArrayList<>();
    private int at;

    private @Nullable String scheme;
    private @Nullable String token68;
    private @Nullable String fault;
    private Map<String, String> params = new LinkedHashMap<>();

    private AuthElements(String text) {
        this.text = text;
    }

    /** All schemes of one field value, in order. */
    public static List<Element> scan(String fieldValue) {
        AuthElements scanner = new AuthElements(fieldValue);
        scanner.run();
        return scanner.elements;
    }

    private void run() {
        while (true) {
            skip(" \t,");
            if (at == text.length()) {
                break;
            }
            String word = readToken();
            if (word.isEmpty()) {
                fail("a character is not allowed where a scheme or parameter name is expected");
                continue;
            }
            int behindWord = at;
            skip(" \t");
            if (scheme != null && at < text.length() && text.charAt(at) == '=') {
                at++;
                skip(" \t");
                readParam(word.toLowerCase(Locale.ROOT));
            } else {
                at = behindWord;
                startScheme(word);
            }
        }
        endScheme();
    }

    private void startScheme(String name) {
        endScheme();
        scheme = name.toLowerCase(Locale.ROOT);
        if (at == text.length() || text.charAt(at) == ',') {
            return;
        }
        if (text.charAt(at) != ' ' && text.charAt(at) != '\t') {
            fail("a character is not allowed in a scheme name");
            return;
        }
        skip(" \t");
        int start = at;
        while (at < text.length() && isToken68(text.charAt(at))) {
            at++;
        }
        while (at > start && at < text.length() && text.charAt(at) == '=') {
            at++;
        }
        int end = at;
        skip(" \t");
        if (end > start && (at == text.length() || text.charAt(at) == ',')) {
            token68 = text.substring(start, end);
        } else {
            at = start; // not a token68, so parameters follow
            if (!isToken(peek())) {
                fail("what follows the scheme is neither a token nor a parameter");
            }
        }
    }

    private void readParam(String name) {
        String value;
        if (peek() == '"') {
            at++;
            value = readQuoted();
            if (value == null) {
                fail("a quoted string has no end");
                return;
            }
        } else {
            value = readToken();
            if (value.isEmpty()) {
                fail("the parameter " + name + " has no value");
                return;
            }
        }
        skip(" \t");
        if (at < text.length() && text.charAt(at) != ',') {
            fail("something follows the value of the parameter " + name);
            return;
        }
        if (fault == null && token68 != null) {
            fault = "the parameter " + name + " follows a token, and a scheme has one or the other";
        }
        if (params.putIfAbsent(name, value) != null && fault == null) {
            fault = "the parameter " + name + " occurs twice";
        }
    }

    private @Nullable String readQuoted() {
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            if (c != '\\') {
                value.append(c);
            } else if (at < text.length()) {
                at = unescape(value);
            }
        }
        return null;
    }

    /** Behind a backslash: any character stands for itself, except that mppx writes what Latin-1 lacks as uXXXX. */
    private int unescape(StringBuilder value) {
        char c = text.charAt(at);
        if (c == 'u' && at + 4 < text.length()) {
            int code = 0;
            for (int i = at + 1; i <= at + 4 && code >= 0; i++) {
                int digit = Character.digit(text.charAt(i), 16);
                code = digit < 0 || text.charAt(i) > 'f' ? -1 : code << 4 | digit;
            }
            if (code >= 0) {
                value.append((char) code);
                return at + 5;
            }
        }
        value.append(c);
        return at + 1;
    }

    /** Marks the current element and goes to the next comma outside a quoted string. */
    private void fail(String rule) {
        if (fault == null) {
            fault = rule;
        }
        boolean quoted = false;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quoted && c == '\\') {
                at++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                return;
            }
        }
        at = text.length();
    }

    private void endScheme() {
        if (scheme != null) {
            elements.add(new Element(scheme, token68, Map.copyOf(params), fault));
        }
        scheme = null;
        token68 = null;
        fault = null;
        params = new LinkedHashMap<>();
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private void skip(String characters) {
        while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private String readToken() {
        int start = at;
        while (at < text.length() && isToken(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    /** Whether a text is a token of RFC 9110 section 5.6.2. */
    public static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> isToken((char) c));
    }

    private static boolean isToken(char c) {
        return isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    private static boolean isToken68(char c) {
        return isLetterOrDigit(c) || "-._~+/".indexOf(c) >= 0;
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
