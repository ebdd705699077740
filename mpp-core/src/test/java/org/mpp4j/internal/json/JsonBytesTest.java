package org.mpp4j.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.internal.Malformed;

class JsonBytesTest {

    @Test
    void readsAsciiAndAnyOtherUtf8Alike() throws Exception {
        assertThat(JsonReader.read("{\"a\":\"b\"}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Map.of("a", "b"));
        assertThat(JsonReader.read("{\"ä\":\"€\uD83D\uDE00\"}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Map.of("ä", "€\uD83D\uDE00"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7b2280223a317d", "7b22eda080223a317d", "7b22c080223a317d"})
    void refusesBytesThatNoUtf8EncoderWrites(String hex) {
        assertThatThrownBy(() -> JsonReader.read(HexFormat.of().parseHex(hex)))
                .isInstanceOf(Malformed.class)
                .hasMessage("is not UTF-8");
    }

    @Test
    void doesNotGuessAtOtherEncodings() {
        assertThatThrownBy(() -> JsonReader.read("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)))
                .isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> JsonReader.read("{\"a\":1}".getBytes(StandardCharsets.UTF_16BE)))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void refusesANameThatOccursTwice() {
        assertThatThrownBy(() -> JsonReader.read("{\"a\":1,\"a\":null}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("occurs twice");
    }
}
