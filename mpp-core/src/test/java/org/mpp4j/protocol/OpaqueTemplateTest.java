package org.mpp4j.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class OpaqueTemplateTest {

    @Property(tries = 2000)
    void aFilledTemplateIsWhatIsWrittenAtOnce(
            @ForAll @Size(max = 4) Map<String, String> entries,
            @ForAll @AlphaChars @NumericChars @StringLength(max = 30) String value) {
        Map<String, String> others = new TreeMap<>(entries);
        others.keySet().removeIf(name -> !isText(name) || !isText(others.get(name)) || name.equals("_nonce"));
        Map<String, String> all = new TreeMap<>(others);
        all.put("_nonce", value);

        Opaque filled = OpaqueTemplate.of(others, "_nonce", value.length()).with(value);

        assertThat(filled).isEqualTo(Opaque.of(all));
        assertThat(filled.entries()).isEqualTo(all);
    }

    private static boolean isText(String text) {
        return text.codePoints()
                .noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }

    @Example
    void aNameThatEndsLikeTheOneOfTheValueIsNotTakenForIt() {
        Map<String, String> others = Map.of("A\"_nonce", "a", "z\"_nonce\":\"", "\"_nonce\":\"");
        Map<String, String> all = new TreeMap<>(others);
        all.put("_nonce", "0123");

        assertThat(OpaqueTemplate.of(others, "_nonce", 4).with("0123")).isEqualTo(Opaque.of(all));
    }

    @Example
    void aValueOfAnotherLengthIsRefused() {
        OpaqueTemplate template = OpaqueTemplate.of(Map.of(), "n", 4);

        assertThatThrownBy(() -> template.with("12345")).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void aNameThatIsTakenIsRefused() {
        assertThatThrownBy(() -> OpaqueTemplate.of(Map.of("n", "1"), "n", 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("n");
    }

    @Example
    void nothingOfItIsShown() {
        String secret = "canary";

        assertThat(OpaqueTemplate.of(Map.of("secret", secret), "n", 4).toString())
                .startsWith("OpaqueTemplate[")
                .doesNotContain(
                        secret, Opaque.of(Map.of("secret", secret)).text().substring(12, 20));
    }
}
