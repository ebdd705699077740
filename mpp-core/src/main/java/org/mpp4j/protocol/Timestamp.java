package org.mpp4j.protocol;

import java.time.Instant;
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
