package org.mpp4j.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.internal.http.Base64Url;

class CredentialTest {

    private static final String ECHO =
            "\"id\":\"1\",\"realm\":\"r\",\"method\":\"tempo\",\"intent\":\"charge\",\"request\":\"e30\"";

    private static Credential parse(String json) {
        return Credential.parse(Base64Url.encode(json));
    }

    private static void assertRefused(String json, String message) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(ProtocolException.class)
                .hasMessage(message)
                .hasNoCause();
    }

    @Test
    void readsWhatItWrites() {
        JsonObject payload = JsonObject.parse("{\"signature\":\"0x01\",\"n\":[1,2.5,null]}");
        Credential withSource = Credential.of(Challenges.full(), "did:pkh:eip155:1:0xAb", payload);
        Credential without = Credential.of(Challenges.simple().build("x"), payload);

        assertThat(Credential.parse(withSource.token())).isEqualTo(withSource).hasSameHashCodeAs(withSource);
        assertThat(Credential.parse(without.token())).isEqualTo(without);
        assertThat(without.source()).isEmpty();
    }

    @Test
    void overlooksMembersItDoesNotKnow() {
        Credential credential = parse("{\"challenge\":{" + ECHO + ",\"future\":[1]},\"payload\":{\"x\":1},\"v\":2}");

        assertThat(credential.challenge().id()).isEqualTo("1");
        assertThat(credential.payload()).isEqualTo(JsonObject.parse("{\"x\":1}"));
    }

    @Test
    void anEmptySourceIsNone() {
        assertThat(parse("{\"challenge\":{" + ECHO + "},\"payload\":{},\"source\":\"\"}")
                        .source())
                .isEmpty();
        assertThat(parse("{\"challenge\":{" + ECHO + "},\"payload\":{},\"source\":null}")
                        .source())
                .isEmpty();
    }

    @Test
    void authorizationAsCredentialHeaderIsTheDefault() {
        assertThat(parse("{\"challenge\":{" + ECHO + ",\"header\":\"authorization\"},\"payload\":{}}")
                        .challenge()
                        .credentialHeader())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "realm", "method", "intent", "request"})
    void refusesAChallengeWithoutARequiredMember(String name) {
        String without = ECHO.replace("\"" + name + "\":", "\"x" + name + "\":");

        assertRefused("{\"challenge\":{" + without + "},\"payload\":{}}", "The member \"" + name + "\" is missing");
        assertRefused(
                "{\"challenge\":{" + without + ",\"" + name + "\":1},\"payload\":{}}",
                "The member \"" + name + "\" must be a string");
    }

    @ParameterizedTest
    @ValueSource(strings = {"expires", "digest", "header", "description"})
    void refusesAnOptionalMemberOfAnotherType(String name) {
        assertRefused(
                "{\"challenge\":{" + ECHO + ",\"" + name + "\":{}},\"payload\":{}}",
                "The member \"" + name + "\" must be a string");
    }

    @Test
    void refusesMissingAndWronglyTypedParts() {
        assertRefused("{\"payload\":{}}", "The member \"challenge\" is missing");
        assertRefused("{\"challenge\":\"x\",\"payload\":{}}", "The member \"challenge\" must be an object");
        assertRefused("{\"challenge\":{" + ECHO + "}}", "The member \"payload\" is missing");
        assertRefused("{\"challenge\":{" + ECHO + "},\"payload\":[]}", "The member \"payload\" must be an object");
        assertRefused(
                "{\"challenge\":{" + ECHO + "},\"payload\":{},\"source\":1}", "The member \"source\" must be a string");
        assertRefused(
                "{\"challenge\":{" + ECHO.replace("\"1\"", "\"\"") + "},\"payload\":{}}",
                "The id of a challenge can't be empty");
    }

    @Test
    void refusesDuplicateMembersSoThatNoTwoReadersDisagree() {
        assertRefused(
                "{\"challenge\":{" + ECHO + "},\"payload\":{\"a\":1},\"payload\":{\"a\":2}}",
                "Not the JSON object that is expected: a member name occurs twice");
    }

    @Test
    void refusesWhatIsNotBase64UrlOfUtf8() {
        byte[] json = ("{\"challenge\":{" + ECHO + "},\"payload\":{}} ").getBytes(StandardCharsets.UTF_8);
        String padded = Base64.getUrlEncoder().encodeToString(json);
        assertThat(padded).endsWith("=");

        assertThatThrownBy(() -> Credential.parse(padded))
                .hasMessage("The credential is base64url with padding; the protocol has none");
        assertThatThrownBy(() -> Credential.parse("")).hasMessage("The credential is empty");
        assertThatThrownBy(() -> Credential.parse("a+b/")).hasMessage("The credential is not base64url");
        assertThatThrownBy(() -> Credential.parse(Base64Url.encode(new byte[] {'{', '"', (byte) 0xff, '"', '}'})))
                .hasMessage("The credential is not UTF-8");
    }

    @ParameterizedTest
    @CsvSource({"1e99999999999", "[1e99999999999]", "-1.5e99999999999999999999"})
    void aHugeExponentInThePayloadIsRefusedLikeAnythingElse(String number) {
        assertRefused(
                "{\"challenge\":{" + ECHO + "},\"payload\":{\"n\":" + number + "}}",
                "Not the JSON object that is expected: a number has an exponent that is too large");
    }

    @Test
    void takesTheOpaqueObjectOfOlderMppxClientsInCanonicalForm() {
        Opaque sent = Opaque.of(Map.of("b", "2", "a", "é\n"));

        Credential credential =
                parse("{\"challenge\":{" + ECHO + ",\"opaque\":{\"b\":\"2\", \"a\":\"\\u00e9\\n\"}},\"payload\":{}}");

        assertThat(credential.challenge().opaque()).hasValue(sent);
        assertThat(credential.challenge().opaque().orElseThrow().text()).isEqualTo(sent.text());
        assertThat(credential)
                .isEqualTo(parse("{\"challenge\":{" + ECHO + ",\"opaque\":\"" + sent.text() + "\"},\"payload\":{}}"));
    }

    @Test
    void refusesAnOpaqueObjectOfAnythingButStrings() {
        for (String value : new String[] {"1", "null", "{}", "[]", "true"}) {
            assertRefused(
                    "{\"challenge\":{" + ECHO + ",\"opaque\":{\"sekret\":" + value + "}},\"payload\":{}}",
                    "The opaque data of the challenge must hold strings only");
        }
        assertRefused(
                "{\"challenge\":{" + ECHO + ",\"opaque\":{\"a\":\"\\ud800\"}},\"payload\":{}}",
                "The opaque data of the challenge holds what is not text");
        assertRefused(
                "{\"challenge\":{" + ECHO + ",\"opaque\":[\"a\"]},\"payload\":{}}",
                "The member \"opaque\" must be a string");
    }

    @Test
    void showsNothingOfItsPayloadOrPayer() {
        Credential credential = Credential.of(
                Challenges.simple().build("id-1"),
                "sekret-source",
                JsonObject.builder().put("sekret", "sekret").build());

        assertThat(credential).hasToString("Credential[Challenge[tempo/charge id-1]]");
    }
}
