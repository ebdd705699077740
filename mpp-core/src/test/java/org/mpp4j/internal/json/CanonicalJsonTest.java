package org.mpp4j.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.erdtman.jcs.JsonCanonicalizer;
import org.erdtman.jcs.NumberToJSON;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of RFC 8785, and a comparison with its reference implementation on generated values. */
class CanonicalJsonTest {

    private static String rewritten(String json) throws Exception {
        return CanonicalJson.write(JsonReader.read(json));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void agreesWithTheReferenceImplementation(@ForAll("objects") Map<String, Object> members) throws Exception {
        String ours = CanonicalJson.write(members);

        assertThat(new JsonCanonicalizer(ours).getEncodedString()).isEqualTo(ours);
        assertThat(rewritten(ours)).isEqualTo(ours);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void agreesWithTheReferenceImplementationOnAnySpelling(@ForAll("objects") Map<String, Object> members)
            throws Exception {
        String spelled = Spelling.ofObject(members);

        assertThat(rewritten(spelled)).isEqualTo(new JsonCanonicalizer(spelled).getEncodedString());
    }

    @Provide
    Arbitrary<Map<String, Object>> objects() {
        Arbitrary<String> texts = Arbitraries.strings()
                .withChars("ab\"\\/\b\f\n\r\t\u0000\u001f\u007f\u0080\u00f6\u20ac\u2028\ufb33\uffff")
                .ofMaxLength(8)
                .flatMap(text -> Arbitraries.of("", "😂", "\ud800\udc00").map(text::concat));
        Arbitrary<Object> scalars = Arbitraries.oneOf(
                texts.asGeneric(),
                Arbitraries.longs().between(-(1L << 53) + 1, (1L << 53) - 1).asGeneric(),
                Arbitraries.doubles().map(CanonicalJsonTest::shortest).asGeneric(),
                Arbitraries.of(true, false).asGeneric());
        Arbitrary<Object> nested = Arbitraries.recursive(
                () -> scalars,
                inner -> Arbitraries.oneOf(
                        inner,
                        inner.injectNull(0.1).list().ofMaxSize(3).asGeneric(),
                        Arbitraries.maps(texts, inner).ofMaxSize(3).asGeneric()),
                2);
        return Arbitraries.maps(texts, nested).ofMaxSize(5);
    }

    /** The decimal number that a double stands for in JSON. */
    private static BigDecimal shortest(double value) {
        try {
            return new BigDecimal(NumberToJSON.serializeNumber(value));
        } catch (IOException notFinite) {
            throw new IllegalStateException(notFinite);
        }
    }

    @Test
    void writesTheExampleOfTheSpecification() throws Exception {
        // RFC 8785 section 3.2.2, but for 333333333.33333329: it is no double, and this project rounds nothing.
        assertThat(rewritten("{\"numbers\": [333333333.3333333, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],"
                        + "\"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\","
                        + "\"literals\": [null, true, false]}"))
                .isEqualTo("{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    @Test
    void sortsByUtf16CodeUnits() throws Exception {
        // RFC 8785 section 3.2.3
        String sorted = rewritten("{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\","
                + "\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\",\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\","
                + "\"\\u0080\":\"Control\",\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}");

        assertThat(sorted)
                .isEqualTo("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                        + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
                        + "\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
    }

    /** RFC 8785 appendix B: bits of a double, and how it is written. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
    void writesNumbersAsTheSpecificationLists(String bits, String written) throws Exception {
        Double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));

        assertThat(CanonicalJson.write(Map.of("n", value))).isEqualTo("{\"n\":" + written + "}");
        assertThat(rewritten("{\"n\":" + written + "}")).isEqualTo("{\"n\":" + written + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9007199254740993",
                "-9007199254740993",
                "1152921504606846976",
                "100000000000000000000000000000000000001",
                "0.1000000000000000055511151231257827021181583404541015625",
                "333333333.33333329",
                "1e-400",
                "1e-999999999"
            })
    void refusesANumberThatWouldBeReadAsAnother(String number) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rewritten("{\"n\":" + number + "}"))
                .withMessage("JSON can't carry this number exactly (RFC 8785 numbers are doubles);"
                        + " write it as a string");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "-1e999999999"})
    void refusesANumberBeyondAllDoubles(String number) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rewritten("{\"n\":" + number + "}"))
                .withMessage("JSON has no such number: it isn't finite");
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.write(Map.of("n", Double.NaN)));
    }

    @Test
    void acceptsIntegersOfAnyTypeThatAreExact() {
        assertThat(CanonicalJson.write(Map.of("n", BigInteger.TEN.pow(20)))).isEqualTo("{\"n\":100000000000000000000}");
        assertThat(CanonicalJson.write(Map.of("n", 1L << 53))).isEqualTo("{\"n\":9007199254740992}");
        assertThat(CanonicalJson.write(Map.of("n", Integer.MIN_VALUE))).isEqualTo("{\"n\":-2147483648}");
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.write(Map.of("n", Long.MAX_VALUE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc00", "a\ud800b", "\udc00\ud800"})
    void refusesHalfASurrogatePairInTextsAndNames(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CanonicalJson.write(Map.of("n", text)))
                .withMessage("Half a surrogate pair is not text");
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.write(Map.of(text, "n")));
    }

    @Test
    void writesNullsAndNestedValuesInOrder() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("z", null);
        members.put("a", Arrays.asList(1L, null, Map.of("y", true, "x", "")));

        assertThat(CanonicalJson.write(members)).isEqualTo("{\"a\":[1,null,{\"x\":\"\",\"y\":true}],\"z\":null}");
    }

    @Test
    void refusesAnObjectThatIsNoJsonValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CanonicalJson.write(Map.of("n", 'c')))
                .withMessage("Not a JSON value: java.lang.Character");
    }
}
