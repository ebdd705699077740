package org.mpp4j.store.redis;

import java.time.Duration;
import java.time.Instant;

/** Times as scripts count them: whole milliseconds that a Lua number holds exactly. */
final class Millis {

    /** From here on it is for ever. In the year 287396. */
    static final long FOREVER = (1L << 53) - 1;

    private Millis() {}

    /**
     * The moment, or the next whole millisecond. What is kept until then, or is before then, is so by the exact time, too, as
     * the clocks that it is compared with show whole milliseconds.
     */
    static long roundedUp(Instant moment) {
        long whole = cutOff(moment);
        return whole < FOREVER && moment.getNano() % 1_000_000 != 0 ? whole + 1 : whole;
    }

    /** The moment, or the whole millisecond before. */
    static long cutOff(Instant moment) {
        long latest = FOREVER / 1000;
        if (moment.getEpochSecond() >= latest) {
            return FOREVER;
        }
        return moment.getEpochSecond() <= -latest ? -FOREVER : moment.toEpochMilli();
    }

    /** The span, or the next whole millisecond; at most so long that adding it to a time is exact. */
    static long of(Duration span) {
        Duration longest = Duration.ofMillis(FOREVER / 4);
        Duration bounded = span.compareTo(longest) > 0 ? longest : span;
        return bounded.plusNanos(999_999).toMillis();
    }
}
