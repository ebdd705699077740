package org.mpp4j.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.internal.Malformed;

class PlainJsonTest {

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsWhatClientsSend() {
        assertThat(PlainJson.read(
                        bytes("{\"challenge\":{\"id\":\"abc\",\"unheard\":\"of\"},\"n\":42431,\"e\":{},\"t\":\"\"}")))
                .isEqualTo(
                        Map.of("challenge", Map.of("id", "abc", "unheard", "of"), "n", 42431L, "e", Map.of(), "t", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "}",
                "{}x",
                "{} ",
                " {}",
                "[]",
                "{\"a\":}",
                "{\"a\"}",
                "{\"a\":1,}",
                "{,}",
                "{\"a\":\"b}",
                "{\"a\":1.5}",
                "{\"a\":1e5}",
                "{\"a\":-1}",
                "{\"a\":0}",
                "{\"a\":01}",
                "{\"a\":null}",
                "{\"a\":true}",
                "{\"a\":[]}",
                "{\"a\":\"\\n\"}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"é\"}",
                "{\"é\":1}",
                "{\"a\":1,\"a\":2}",
                "{\"id\":1,\"id\":2}",
                "{\"a\":1234567890123456789}",
                "{\"a\":{\"b\":1}",
                "{\"a\":\"\0\"}",
                "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":{\"g\":{\"h\":{}}}}}}}}}",
                "{'a':1}",
                "{a:1}"
            })
    void leavesEverythingElseToTheLibrary(String json) {
        assertThat(PlainJson.read(bytes(json))).isNull();
    }

    @Test
    void leavesALongNameAndALongDocumentToTheLibrary() {
        assertThat(PlainJson.read(bytes("{\"" + "n".repeat(65) + "\":1}"))).isNull();
        assertThat(PlainJson.read(bytes("{\"a\":\"" + "b".repeat(64 * 1024) + "\"}")))
                .isNull();
    }

    @Property(tries = 5000)
    void whatItReadsTheLibraryReadsAlike(@ForAll("almostJson") String json) throws Malformed {
        Map<String, @Nullable Object> plain = PlainJson.read(bytes(json));
        if (plain != null) {
            assertThat(JsonReader.readAny(bytes(json))).isEqualTo(plain);
        }
    }

    @Provide
    Arbitrary<String> almostJson() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "\"",
                        ":",
                        ",",
                        "\"id\":",
                        "\"a\":",
                        "\"b\":",
                        "1",
                        "42",
                        "007",
                        "\"x\"",
                        "{}",
                        "\\",
                        " ",
                        "null",
                        "[",
                        "]",
                        "\"methodDetails\":{",
                        "\"amount\":\"1000\"",
                        "-",
                        ".",
                        "é",
                        "\u007f",
                        "\n")
                .list()
                .ofMaxSize(12)
                .map(parts -> "{" + String.join("", parts) + "}");
    }

    /** One byte of a good document at a time is replaced by each byte there is. */
    @Test
    void noChangeOfASingleByteIsReadInAnotherWayThanTheLibraryReadsIt() throws Malformed {
        byte[] good = bytes("{\"challenge\":{\"id\":\"0123456789\",\"n\":10},\"source\":\"alice\"}");
        int read = 0;
        for (int at = 0; at < good.length; at++) {
            for (int value = 0; value < 256; value++) {
                byte[] changed = good.clone();
                changed[at] = (byte) value;
                Map<String, @Nullable Object> plain = PlainJson.read(changed);
                if (plain != null) {
                    assertThat(JsonReader.readAny(changed)).isEqualTo(plain);
                    read++;
                }
            }
        }
        assertThat(read).as("documents that both have read").isGreaterThan(2000);
    }

    @Test
    void whatTheLibraryRefusesIsRefusedByTheReader() {
        assertThatThrownBy(() -> JsonReader.read(bytes("{\"id\":1,\"id\":2}")))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("occurs twice");
    }
}
