package org.mpp4j.protocol;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.stream.IntStream;

/** Writes moments as RFC 3339 date-times in UTC with three digits of a second, as mppx writes them. */
final class Timestamp {

    /** The text of a second up to its point. Servers write many timestamps in each second. */
    private record Second(long epochSecond, String text) {}

    private static volatile Second last = new Second(0, "1970-01-01T00:00:00.");

    private static final String[] MILLIS = IntStream.range(0, 1000)
            .mapToObj(millis -> Integer.toString(1000 + millis).substring(1) + "Z")
            .toArray(String[]::new);

    /** Where digits stand, and what stands between them. */
    private static final String FORM = "0000-00-00T00:00:00.000Z";

    private Timestamp() {}

    static String format(Instant when) {
        Second second = last;
        if (second.epochSecond() != when.getEpochSecond()) {
            second = new Second(when.getEpochSecond(), text(when.atOffset(ZoneOffset.UTC)));
            last = second;
        }
        int millis = when.getNano() / 1_000_000;
        return second.text() + MILLIS[millis];
    }

    /**
     * Reads any RFC 3339 date-time; what looks as if it was written here without the general parser, which was a tenth of all
     * that a request with an open session cost.
     *
     * @throws java.time.DateTimeException if it is none
     */
    static Instant parse(String text) {
        if (!hasWrittenForm(text)) {
            return OffsetDateTime.parse(text).toInstant();
        }
        LocalDate day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
        LocalTime time = LocalTime.of(
                number(text, 11, 13), number(text, 14, 16), number(text, 17, 19), number(text, 20, 23) * 1_000_000);
        return day.atTime(time).toInstant(ZoneOffset.UTC);
    }

    private static boolean hasWrittenForm(String text) {
        if (text.length() != FORM.length()) {
            return false;
        }
        for (int i = 0; i < FORM.length(); i++) {
            char expected = FORM.charAt(i);
            char c = text.charAt(i);
            if (expected == '0' ? c < '0' || c > '9' : c != expected) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int from, int to) {
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
