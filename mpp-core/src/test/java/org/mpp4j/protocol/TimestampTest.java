package org.mpp4j.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTest {

    private static final long YEAR_0 = -62167219200000L;
    private static final long YEAR_9999 = 253402300799999L;

    @Property
    void whatIsWrittenIsReadAgain(@ForAll @LongRange(min = YEAR_0, max = YEAR_9999) long millis) {
        Instant when = Instant.ofEpochMilli(millis).plusNanos(999_999);

        assertThat(Timestamp.parse(Timestamp.format(when))).isEqualTo(when.truncatedTo(ChronoUnit.MILLIS));
    }

    @Property
    void numbersThatAreNoTimeAreReadAsByTheLibrary(
            @ForAll @IntRange(max = 9999) int year,
            @ForAll @IntRange(max = 13) int month,
            @ForAll @IntRange(max = 32) int day,
            @ForAll @IntRange(max = 25) int hour,
            @ForAll @IntRange(max = 61) int minute,
            @ForAll @IntRange(max = 61) int second) {
        String text = String.format("%04d-%02d-%02dT%02d:%02d:%02d.007Z", year, month, day, hour, minute, second);

        assertThat(read(text)).isEqualTo(byTheLibrary(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23T07:00:00Z",
                "2026-11-23T07:00:00.123456Z",
                "2026-11-23T07:00:00.123+01:00",
                "2026-11-23t07:00:00.123z",
                "2026-11-23 07:00:00.123Z",
                "2026-02-29T07:00:00.123Z",
                "2024-02-29T07:00:00.123Z",
                "2026-11-23T24:00:00.000Z",
                "2026-11-23T07:00:60.000Z",
                "+026-11-23T07:00:00.000Z",
                "-026-11-23T07:00:00.000Z",
                "2026-11-23T07:00:00.+12Z",
                "2026-11-23T07:00:00.\u0661\u0662\u0663Z",
                "2026-11-23T07:00:00.123",
                ""
            })
    void otherFormsAreReadAsByTheLibrary(String text) {
        assertThat(read(text)).isEqualTo(byTheLibrary(text));
    }

    private static Optional<Instant> read(String text) {
        try {
            return Optional.of(Timestamp.parse(text));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> byTheLibrary(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }
}
