package org.mpp4j.internal.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON as clients of the protocol nearly always write it: objects in objects, texts of ASCII without escapes, short
 * whole numbers, no white space. What is written in any other way, right or wrong, it leaves to the library behind
 * {@link JsonReader}; so it decides about nothing but this one plain form, for which it takes a fraction of the time.
 */
final class PlainJson {

    /** What is larger or deeper is left to the library, which knows where to end. */
    private static final int MAX_LENGTH = 64 * 1024;

    private static final int MAX_DEPTH = 8;

    private static final int MAX_NAME = 64;

    /** So many digits always fit in a long. */
    private static final int MAX_DIGITS = 18;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private final byte[] json;
    private int next;

    private PlainJson(byte[] json) {
        this.json = json;
    }

    /** The members of the object that is the whole of the bytes, or null if it isn't in the plain form. */
    static @Nullable Map<String, @Nullable Object> read(byte[] json) {
        if (json.length > MAX_LENGTH) {
            return null;
        }
        PlainJson reader = new PlainJson(json);
        Map<String, @Nullable Object> members = reader.peek() == '{' ? reader.object(1) : null;
        return reader.next == json.length ? members : null;
    }

    /** The byte that comes next, or 0 at the end. */
    private byte peek() {
        return next < json.length ? json[next] : 0;
    }

    private boolean skip(char expected) {
        if (peek() != expected) {
            return false;
        }
        next++;
        return true;
    }

    private @Nullable Map<String, @Nullable Object> object(int depth) {
        next++;
        Members.Collector members = new Members.Collector();
        if (skip('}')) {
            return members.members();
        }
        do {
            String name = name();
            if (name == null || !skip(':')) {
                return null;
            }
            Object value = value(depth);
            if (value == null || !members.add(name, value)) {
                return null;
            }
        } while (skip(','));
        return skip('}') ? members.members() : null;
    }

    /** The value that comes next; null if it isn't plain, which JSON's null isn't either. */
    private @Nullable Object value(int depth) {
        byte first = peek();
        if (first == '"') {
            return text();
        }
        if (first == '{') {
            return depth < MAX_DEPTH ? object(depth + 1) : null;
        }
        return first >= '1' && first <= '9' ? number() : null;
    }

    /** The digits that come next. If more of a number follows them, whoever reads on finds no comma and no bracket. */
    private @Nullable Long number() {
        int start = next;
        long number = 0;
        while (peek() >= '0' && peek() <= '9') {
            if (next - start == MAX_DIGITS) {
                return null;
            }
            number = number * 10 + (json[next++] - '0');
        }
        return number;
    }

    private @Nullable String name() {
        int start = next + 1;
        if (!skipText()) {
            return null;
        }
        int length = next - 1 - start;
        String known = KnownNames.find(json, start, length);
        if (known != null) {
            return known;
        }
        return length > MAX_NAME ? null : string(start, length);
    }

    private @Nullable String text() {
        int start = next + 1;
        return skipText() ? string(start, next - 1 - start) : null;
    }

    private String string(int start, int length) {
        return new String(json, start, length, StandardCharsets.ISO_8859_1);
    }

    /** Goes behind the text that comes next, if there is one and it is plain. */
    private boolean skipText() {
        if (!skip('"')) {
            return false;
        }
        skipPlainCharacters();
        return skip('"');
    }

    /** Goes to the first byte that is a quotation mark, a backslash, a control character or no ASCII. */
    private void skipPlainCharacters() {
        while (next + Long.BYTES <= json.length) {
            long special = special((long) EIGHT_BYTES.get(json, next));
            if (special != 0) {
                next += Long.numberOfTrailingZeros(special) / Byte.SIZE;
                return;
            }
            next += Long.BYTES;
        }
        while (next < json.length && json[next] >= ' ' && json[next] != '"' && json[next] != '\\') {
            next++;
        }
    }

    /**
     * The high bit of each of eight bytes that isn't a plain character. Bytes above such a byte may be marked by mistake,
     * because subtracting borrows from them; the lowest mark is right.
     */
    private static long special(long eight) {
        long quote = eight ^ ONES * '"';
        long backslash = eight ^ ONES * '\\';
        return (quote - ONES & ~quote | backslash - ONES & ~backslash | eight - ONES * ' ' | eight) & HIGH_BITS;
    }
}
