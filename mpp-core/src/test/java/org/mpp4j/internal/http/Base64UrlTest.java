package org.mpp4j.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.internal.Malformed;

class Base64UrlTest {

    private static String decoded(String encoded) throws Malformed {
        return new String(Base64Url.decode(encoded), StandardCharsets.UTF_8);
    }

    @Property
    void textsRoundTrip(@ForAll @NotEmpty String text) throws Exception {
        String wellFormed = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        String encoded = Base64Url.encode(wellFormed);

        assertThat(encoded).matches("[A-Za-z0-9_-]+");
        assertThat(decoded(encoded)).isEqualTo(wellFormed);
    }

    @ParameterizedTest
    @CsvSource({"f, Zg", "fo, Zm8", "foo, Zm9v", "foob, Zm9vYg", "???, Pz8_", "~~~, fn5-"})
    void encodesAsTheSpecificationShows(String text, String encoded) throws Exception {
        assertThat(Base64Url.encode(text)).isEqualTo(encoded);
        assertThat(decoded(encoded)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "'', is empty",
        "Zg==, is base64url with padding; the protocol has none",
        "Pz8/, is not base64url",
        "fn5+, is not base64url",
        "A, is not base64url",
        "Zm9vA, is not base64url",
        "Zh, is not base64url: its last character has bits to spare",
        "Zm9, is not base64url: its last character has bits to spare"
    })
    void refusesEverythingElse(String encoded, String rule) {
        assertThatThrownBy(() -> Base64Url.decode(encoded))
                .isInstanceOf(Malformed.class)
                .hasMessage(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Zm9v\n", " Zm9v", "Zm\r\n9v", "Zm9v.", "Zm9vé"})
    void refusesWhitespaceAndForeignCharacters(String encoded) {
        assertThatThrownBy(() -> Base64Url.decode(encoded))
                .isInstanceOf(Malformed.class)
                .hasMessage("is not base64url");
    }
}
