package org.mpp4j.store.jdbc;

import java.util.Objects;
import org.mpp4j.store.Attempt;

/** Which texts a database keeps to the letter. What it would cut, refuse or change is refused before it is asked. */
final class Texts {

    static final int KEY = 512;
    static final int MEMO = 8192;
    static final int VALUE = 65_536;

    private Texts() {}

    static String key(String key) {
        return checked("key", key, KEY);
    }

    static Attempt attempt(Attempt attempt) {
        checked("holder", attempt.holder(), 128);
        checked("token", attempt.token(), 64);
        return attempt;
    }

    static String checked(String what, String text, int most) {
        Objects.requireNonNull(text, what);
        if (text.length() > most) {
            throw new IllegalArgumentException(
                    "The " + what + " has at most " + most + " characters, got " + text.length());
        }
        if (!isStorable(text)) {
            throw new IllegalArgumentException(
                    "The " + what + " has a NUL or half a surrogate pair in it, which no database keeps");
        }
        return text;
    }

    /** For texts that payers may have a hand in: a payment that happened is noted, whatever its payer is called. */
    static String mended(String text) {
        if (isStorable(text)) {
            return text;
        }
        return text.codePoints()
                .map(point -> isOdd(point) ? 0xFFFD : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isStorable(String text) {
        return text.codePoints().noneMatch(Texts::isOdd);
    }

    private static boolean isOdd(int point) {
        return point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }
}
