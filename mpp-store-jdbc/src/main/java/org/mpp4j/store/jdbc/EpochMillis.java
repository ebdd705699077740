package org.mpp4j.store.jdbc;

import java.time.Duration;
import java.time.Instant;

/** Times as tables hold them: milliseconds since 1970. What is out of range is for ever, or was always. */
final class EpochMillis {

    static final long FOREVER = Long.MAX_VALUE;

    private EpochMillis() {}

    /** Parts of a millisecond are cut off. */
    static long of(Instant time) {
        try {
            return time.toEpochMilli();
        } catch (ArithmeticException outOfRange) {
            return time.getEpochSecond() > 0 ? FOREVER : Long.MIN_VALUE;
        }
    }

    /** Parts of a millisecond count as a whole one, so that nothing is forgotten before its time. */
    static long until(Instant time) {
        long millis = of(time);
        return time.getNano() % 1_000_000 != 0 && millis != FOREVER && millis != Long.MIN_VALUE ? millis + 1 : millis;
    }

    static long plus(long millis, Duration duration) {
        try {
            return Math.addExact(millis, duration.toMillis());
        } catch (ArithmeticException outOfRange) {
            return duration.isNegative() ? Long.MIN_VALUE : FOREVER;
        }
    }

    static Instant toInstant(long millis) {
        return millis == FOREVER ? Instant.MAX : Instant.ofEpochMilli(millis);
    }
}
