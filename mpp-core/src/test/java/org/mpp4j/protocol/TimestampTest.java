package org.mpp4j.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Moments are read as the general parser reads them, however they are read. */
class TimestampTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23T07:18:17.123Z",
                "2024-02-29T23:59:59.999Z",
                "0000-01-01T00:00:00.000Z",
                "1969-12-31T23:59:59.001Z",
                "9999-12-31T23:59:59.999Z",
                "2026-11-23T07:18:17Z",
                "2026-11-23T07:18:17.1Z",
                "2026-11-23T07:18:17.123456789Z",
                "2026-11-23T07:18:17.123+02:00",
                "2026-11-23T07:18:17.123z"
            })
    void readsWhatTheGeneralParserReads(String text) {
        assertThat(Timestamp.parse(text)).isEqualTo(OffsetDateTime.parse(text).toInstant());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-11-23T07:18:60.000Z",
                "2026-11-23T24:00:00.000Z",
                "2026-02-29T00:00:00.000Z",
                "2026-13-01T00:00:00.000Z",
                "2026-11-23T07:18:17.12\u0663Z",
                "2026-11-23 07:18:17.123Z",
                "+026-11-23T07:18:17.123Z",
                "2026-11-23T07:18:-1.123Z"
            })
    void refusesWhatTheGeneralParserRefuses(String text) {
        assertThatThrownBy(() -> OffsetDateTime.parse(text)).isInstanceOf(DateTimeException.class);
        assertThatThrownBy(() -> Timestamp.parse(text)).isInstanceOf(DateTimeException.class);
    }

    @Test
    void aReceiptThatIsMadeIsTheOneThatIsRead() {
        Receipt made = Receipt.of("lightning", "reference", Instant.parse("2026-11-23T07:18:17.123999Z"));

        assertThat(made.timestamp()).isEqualTo(Instant.parse("2026-11-23T07:18:17.123Z"));
        assertThat(Receipt.parse(made.toHeader())).isEqualTo(made);
    }
}
