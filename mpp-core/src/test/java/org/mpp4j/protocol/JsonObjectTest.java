package org.mpp4j.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {

    private static void assertRefused(String json, String message) {
        assertThatThrownBy(() -> JsonObject.parse(json))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("Not the JSON object that is expected: " + message)
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}", "{\"n\":{\"b\":1,\"b\":null}}"})
    void refusesDuplicateNames(String json) {
        assertRefused(json, "a member name occurs twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{} {}", "{}[]", "{\"a\":1}1"})
    void refusesWhatFollowsTheObject(String json) {
        assertRefused(json, "something follows it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]", "1", "null", "\"{}\"", "true"})
    void refusesWhatIsNoObject(String json) {
        assertRefused(json, "it doesn't start with {");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":0x1}",
                "{\"a\":[1,]}",
                "{\"a\":[1,,2]}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{/**/}",
                "{} //",
                "{\"a\":tru}",
                "{\"a\":1]",
                "\ufeff{}",
                "{\"a\":\"",
                "{}}",
                "{}garbage"
            })
    void refusesWrongSyntax(String json) {
        assertThatThrownBy(() -> JsonObject.parse(json))
                .isInstanceOf(ProtocolException.class)
                .hasMessageStartingWith("Not the JSON object that is expected: ")
                .message()
                .isIn(
                        "Not the JSON object that is expected: its syntax is wrong",
                        "Not the JSON object that is expected: it doesn't start with {");
    }

    @Test
    void neverRepeatsTheTextItStumblesOver() {
        for (String json : List.of("{\"a\":sekret}", "{\"sekret\":1,\"sekret\":1}", "{\"a\":1sekret}", "sekret")) {
            assertThatThrownBy(() -> JsonObject.parse(json))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageNotContaining("sekret")
                    .hasNoCause();
        }
    }

    @Test
    void nestsUpTo32Levels() {
        assertThat(JsonObject.parse("{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}")
                        .names())
                .containsExactly("a");
        assertRefused(
                "{\"a\":" + "[".repeat(32) + "]".repeat(32) + "}",
                "it nests deeper than 32 levels or has a name, text or number that is too long");
        assertRefused(
                "{\"a\":".repeat(100_000),
                "it nests deeper than 32 levels or has a name, text or number that is too long");
    }

    @Test
    void boundsNumbersNamesAndTexts() {
        String tooLong = "it nests deeper than 32 levels or has a name, text or number that is too long";
        assertRefused("{\"a\":" + "9".repeat(101) + "}", tooLong);
        assertRefused("{\"" + "n".repeat(2000) + "\":1}", tooLong);
        assertRefused("{\"a\":\"" + "t".repeat((1 << 20) + 1) + "\"}", tooLong);
        assertThat(JsonObject.parse("{\"a\":" + "9".repeat(100) + "}").value("a"))
                .isEqualTo(BigInteger.TEN.pow(100).subtract(BigInteger.ONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "1e-99999999999", "[1E+99999999999]", "{\"x\":0e99999999999}"})
    void refusesAnExponentThatNoNumberTypeHolds(String number) {
        assertRefused("{\"a\":" + number + "}", "a number has an exponent that is too large");
    }

    @Test
    void keepsNumbersExactly() {
        JsonObject json = JsonObject.parse(
                "{\"long\":-9223372036854775808,\"big\":9223372036854775808,\"decimal\":0.10,\"exponent\":1e2}");

        assertThat(json.integer("long")).hasValue(Long.MIN_VALUE);
        assertThat(json.value("big")).isEqualTo(new BigInteger("9223372036854775808"));
        assertThat(json.value("decimal")).isEqualTo(new BigDecimal("0.10"));
        assertThat(json.value("exponent")).isEqualTo(new BigDecimal("1E+2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "1.0", "1e2", "\"1\"", "true", "[]", "{}"})
    void anIntegerIsAnIntegerAndFits(String value) {
        JsonObject json = JsonObject.parse("{\"a\":" + value + "}");

        assertThatThrownBy(() -> json.integer("a"))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("The member \"a\" must be an integer");
    }

    @Test
    void nullIsAsGoodAsAbsent() {
        for (JsonObject json : List.of(JsonObject.parse("{\"a\":null}"), JsonObject.EMPTY)) {
            assertThat(json.string("a")).isEmpty();
            assertThat(json.bool("a")).isEmpty();
            assertThat(json.integer("a")).isEmpty();
            assertThat(json.object("a")).isEmpty();
            assertThat(json.objects("a")).isEmpty();
            assertThat(json.strings("a")).isEmpty();
            assertThat(json.value("a")).isNull();
            assertThatThrownBy(() -> json.requireString("a")).hasMessage("The member \"a\" is missing");
            assertThatThrownBy(() -> json.requireObject("a")).hasMessage("The member \"a\" is missing");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1; a string",
                "\"true\"; true or false",
                "1.5; an integer",
                "[]; an object",
                "{}; an array",
                "[1]; an array of objects",
                "[null]; an array of strings"
            })
    void saysWhichTypeAMemberMustHave(String value, String type) {
        JsonObject json = JsonObject.parse("{\"m\":" + value + "}");

        assertThatThrownBy(() -> {
                    switch (type) {
                        case "a string" -> json.requireString("m");
                        case "true or false" -> json.bool("m");
                        case "an integer" -> json.integer("m");
                        case "an object" -> json.requireObject("m");
                        case "an array of objects" -> json.objects("m");
                        default -> json.strings("m");
                    }
                })
                .isInstanceOf(ProtocolException.class)
                .hasMessage("The member \"m\" must be " + type);
    }

    @Test
    void whatIsBuiltIsWhatWouldBeRead() {
        JsonObject built = JsonObject.builder()
                .put("text", "t")
                .put("number", 7)
                .put("flag", true)
                .put("object", JsonObject.builder().put("x", "y").build())
                .put("list", Arrays.asList(1, "two", null, List.of(JsonObject.EMPTY), BigInteger.TEN))
                .put("gone", "gone")
                .remove("gone")
                .build();

        JsonObject read = JsonObject.parse(built.toCanonicalString());

        assertThat(read.toCanonicalString())
                .isEqualTo("{\"flag\":true,\"list\":[1,\"two\",null,[{}],10],\"number\":7,\"object\":{\"x\":\"y\"},"
                        + "\"text\":\"t\"}");
        assertThat(read.toBuilder().put("list", List.of()).build())
                .isEqualTo(built.toBuilder().put("list", List.of()).build())
                .hasSameHashCodeAs(built.toBuilder().put("list", List.of()).build());
    }

    @Test
    void cannotBeChangedThroughWhatItHandsOut() {
        JsonObject json = JsonObject.parse("{\"l\":[\"a\"],\"o\":{}}");

        assertThatThrownBy(() -> json.names().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> json.strings("l").add("b")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((List<?>) json.value("l")).clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(json.toBuilder().remove("l").build().names()).containsExactly("o");
        assertThat(json.names()).containsExactly("l", "o");
    }

    @Test
    void aBuilderRefusesWhatJsonDoesNotHave() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonObject.builder().put("a", List.of(1.5)))
                .withMessage("Not a JSON value: java.lang.Double");
        assertThatNullPointerException().isThrownBy(() -> JsonObject.builder().put("a", (String) null));
    }

    @Test
    void showsItsNamesOnly() {
        assertThat(JsonObject.parse("{\"a\":\"sekret\",\"b\":2}")).hasToString("JsonObject[a, b]");
    }
}
