package org.mpp4j.protocol;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.stream.IntStream;

/** Writes moments as RFC 3339 date-times in UTC with three digits of a second, as mppx writes them, and reads what others write. */
final class Timestamp {

    /** The text of a second up to its point. Servers write many timestamps in each second. */
    private record Second(long epochSecond, String text) {}

    private static final String FORM = "0000-00-00T00:00:00.000Z";
    private static final int NANOS = 1_000_000;

    private static volatile Second last = new Second(0, "1970-01-01T00:00:00.");

    private static final String[] MILLIS = IntStream.range(0, 1000)
            .mapToObj(millis -> Integer.toString(1000 + millis).substring(1) + "Z")
            .toArray(String[]::new);

    private Timestamp() {}

    static String format(Instant when) {
        Second second = last;
        if (second.epochSecond() != when.getEpochSecond()) {
            second = new Second(when.getEpochSecond(), text(when.atOffset(ZoneOffset.UTC)));
            last = second;
        }
        int millis = when.getNano() / NANOS;
        return second.text() + MILLIS[millis];
    }

    /**
     * Reads a date-time. What looks as it is written here is read without the library, in a small part of the time, since each
     * credential has one; whatever else it is, right or wrong, goes there.
     *
     * @throws DateTimeException if it is none
     */
    static Instant parse(String text) {
        if (looksAsWritten(text)) {
            try {
                return LocalDateTime.of(
                                digits(text, 0, 4),
                                digits(text, 5, 7),
                                digits(text, 8, 10),
                                digits(text, 11, 13),
                                digits(text, 14, 16),
                                digits(text, 17, 19),
                                digits(text, 20, 23) * NANOS)
                        .toInstant(ZoneOffset.UTC);
            } catch (DateTimeException noSuchDay) {
                return OffsetDateTime.parse(text).toInstant();
            }
        }
        return OffsetDateTime.parse(text).toInstant();
    }

    private static boolean looksAsWritten(String text) {
        if (text.length() != FORM.length()) {
            return false;
        }
        for (int i = 0; i < FORM.length(); i++) {
            char form = FORM.charAt(i);
            char c = text.charAt(i);
            if (form == '0' ? c < '0' || c > '9' : c != form) {
                return false;
            }
        }
        return true;
    }

    private static int digits(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    private static String text(OffsetDateTime utc) {
        StringBuilder text = new StringBuilder(20);
        pad(text, utc.getYear(), 4).append('-');
        pad(text, utc.getMonthValue(), 2).append('-');
        pad(text, utc.getDayOfMonth(), 2).append('T');
        pad(text, utc.getHour(), 2).append(':');
        pad(text, utc.getMinute(), 2).append(':');
        return pad(text, utc.getSecond(), 2).append('.').toString();
    }

    private static StringBuilder pad(StringBuilder text, int number, int width) {
        String digits = Integer.toString(number);
        for (int i = digits.length(); i < width; i++) {
            text.append('0');
        }
        return text.append(digits);
    }
}
