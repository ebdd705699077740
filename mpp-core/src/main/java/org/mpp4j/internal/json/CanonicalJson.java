package org.mpp4j.internal.json;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.erdtman.jcs.NumberToJSON;
import org.jspecify.annotations.Nullable;

/** Writes JSON values in the one form that RFC 8785 (JSON Canonicalization Scheme) allows. */
public final class CanonicalJson {

    /** Every integer up to here is a double of its own. */
    private static final long EXACT_IN_DOUBLE = (1L << 53) - 1;

    private CanonicalJson() {}

    /**
     * Writes a tree of maps, lists, strings, numbers, booleans and nulls.
     *
     * @throws IllegalArgumentException for a number that a double can't hold exactly, or a lone surrogate
     */
    public static String write(Map<String, ? extends @Nullable Object> members) {
        StringBuilder out = new StringBuilder(128);
        writeObject(members, out);
        return out.toString();
    }

    private static void writeValue(@Nullable Object value, StringBuilder out) {
        if (value == null) {
            out.append("null");
        } else if (value instanceof String text) {
            writeString(text, out);
        } else if (value instanceof Boolean bool) {
            out.append(bool.booleanValue());
        } else if (value instanceof Number number) {
            writeNumber(number, out);
        } else if (value instanceof Map<?, ?> map) {
            writeObject(map, out);
        } else if (value instanceof List<?> list) {
            out.append('[');
            for (int i = 0; i < list.size(); i++) {
                if (i > 0) {
                    out.append(',');
                }
                writeValue(list.get(i), out);
            }
            out.append(']');
        } else {
            throw new IllegalArgumentException(
                    "Not a JSON value: " + value.getClass().getName());
        }
    }

    private static void writeObject(Map<?, ?> members, StringBuilder out) {
        // String's natural order compares UTF-16 code units, which is the order RFC 8785 section 3.2.3 asks for.
        String[] names = members.keySet().toArray(String[]::new);
        Arrays.sort(names);
        out.append('{');
        boolean first = true;
        for (String name : names) {
            if (!first) {
                out.append(',');
            }
            first = false;
            writeString(name, out);
            out.append(':');
            writeValue(members.get(name), out);
        }
        out.append('}');
    }

    private static void writeNumber(Number number, StringBuilder out) {
        if (number instanceof Integer || number instanceof Long) {
            long integer = number.longValue();
            if (integer <= EXACT_IN_DOUBLE && integer >= -EXACT_IN_DOUBLE) {
                out.append(integer);
                return;
            }
        }
        // RFC 8785 takes JSON numbers as IEEE 754 doubles; amounts are strings and never come here.
        String written;
        try {
            written = NumberToJSON.serializeNumber(number.doubleValue());
        } catch (IOException notFinite) {
            throw new IllegalArgumentException("JSON has no such number: it isn't finite", notFinite);
        }
        if (!isExactly(number, written)) {
            throw new IllegalArgumentException(
                    "JSON can't carry this number exactly (RFC 8785 numbers are doubles);" + " write it as a string");
        }
        out.append(written);
    }

    /** Whether what would be written is read as the same number again, and not as its neighbor. */
    private static boolean isExactly(Number number, String written) {
        BigDecimal exact;
        if (number instanceof BigDecimal decimal) {
            exact = decimal;
        } else if (number instanceof BigInteger integer) {
            exact = new BigDecimal(integer);
        } else if (number instanceof Long || number instanceof Integer) {
            exact = BigDecimal.valueOf(number.longValue());
        } else {
            return true;
        }
        return new BigDecimal(written).compareTo(exact) == 0;
    }

    /** A string with its quotation marks. */
    public static String quoted(String text) {
        if (isPlain(text)) {
            return "\"".concat(text).concat("\"");
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        writeString(text, out);
        return out.toString();
    }

    /** Whether it can be written as it is. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\' || c >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static void writeString(String text, StringBuilder out) {
        if (isPlain(text)) {
            out.append('"').append(text).append('"');
            return;
        }
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00").append(c < 0x10 ? '0' : '1').append(Character.forDigit(c & 0xf, 16));
                    } else if (Character.isSurrogate(c)) {
                        if (!Character.isHighSurrogate(c)
                                || i + 1 == text.length()
                                || !Character.isLowSurrogate(text.charAt(i + 1))) {
                            throw new IllegalArgumentException("Half a surrogate pair is not text");
                        }
                        out.append(c).append(text.charAt(++i));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
