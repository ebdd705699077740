package org.mpp4j.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WwwAuthenticateTest {

    private static final String PARAMS = "realm=\"r\", method=\"tempo\", intent=\"charge\", request=\"e30\"";

    private static Challenge parseOne(String field) {
        List<Challenge> challenges = WwwAuthenticate.parse(List.of(field));
        assertThat(challenges).hasSize(1);
        return challenges.get(0);
    }

    private static void assertRefused(String field, String message) {
        assertThatThrownBy(() -> WwwAuthenticate.parse(List.of(field)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage(message);
    }

    @Test
    void writesAllParametersQuoted() {
        assertThat(WwwAuthenticate.format(Challenges.full()))
                .isEqualTo("Payment id=\"id-1\", realm=\"api.example.com\", method=\"tempo\", intent=\"charge\","
                        + " request=\"eyJhbW91bnQiOiIxMDAwIn0\", description=\"Tea, with \\\"milk\\\" \\\\ \\u8336\","
                        + " digest=\"sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:\","
                        + " expires=\"2026-01-01T00:05:00.000Z\", header=\"Payment-Authorization\","
                        + " opaque=\"eyJhIjoiYiJ9\"");
    }

    @Test
    void readsWhatItWrites() {
        assertThat(parseOne(WwwAuthenticate.format(Challenges.full()))).isEqualTo(Challenges.full());
        Challenge least = Challenges.simple().build("x");
        assertThat(parseOne(WwwAuthenticate.format(least))).isEqualTo(least);
    }

    @Property
    void anyDescriptionIsOneSafeFieldValueAndComesBackButForControlCharacters(@ForAll String description) {
        Challenge challenge = Challenges.simple()
                .description(description)
                .credentialHeader("X")
                .build("x");

        String field = WwwAuthenticate.format(challenge);

        assertThat(field.chars()).allMatch(c -> c >= 0x20 && c < 0x7f || c >= 0xa0 && c <= 0xff);
        assertThat(parseOne(field).description()).hasValue(description.replaceAll("[\\x00-\\x1f\\x7f-\\x9f]", " "));
        assertThat(parseOne(field).credentialHeader()).hasValue("X");
    }

    @Test
    void aLineBreakInADescriptionCannotStartAnotherField() {
        String field = WwwAuthenticate.format(
                Challenges.simple().description("a\r\nSet-Cookie: x=y").build("x"));

        assertThat(field).doesNotContain("\r", "\n").endsWith("description=\"a  Set-Cookie: x=y\"");
    }

    @Test
    void findsChallengesInOneFieldAndInManyAmongOtherSchemes() {
        String field = "Basic realm=\"a, Payment id=\\\"0\\\"\", Payment id=\"1\", " + PARAMS
                + ", Bearer, Negotiate YII=, PAYMENT id=\"2\"," + PARAMS + " , Digest qop=\"auth, auth-int\", nonce=x";

        List<Challenge> challenges =
                WwwAuthenticate.parse(List.of(field, "Newauth abc==", "payment id=\"3\", " + PARAMS));

        assertThat(challenges).extracting(Challenge::id).containsExactly("1", "2", "3");
    }

    @Test
    void fieldsWithoutPaymentHaveNoChallenge() {
        assertThat(WwwAuthenticate.parse(List.of())).isEmpty();
        assertThat(WwwAuthenticate.parse(List.of("", " ", ",,", "Basic realm=\"Payment\"", "Paymentx id=\"1\"")))
                .isEmpty();
    }

    @Test
    void takesTokensSpacesAndAnyCaseOfNames() {
        Challenge challenge =
                parseOne("Payment\tID = abc ,\t rEaLm=\t\"r\" , method =tempo,intent= charge,, request=e30");

        assertThat(challenge.id()).isEqualTo("abc");
        assertThat(challenge.realm()).isEqualTo("r");
        assertThat(challenge.method()).isEqualTo("tempo");
    }

    @Test
    void unescapesQuotedPairsAndWhatMppxWrites() {
        Challenge challenge =
                parseOne("Payment id=\"1\", description=\"\\u8336 \\uD83D\\uDE00 \\\\u8336 \\q \\u83 é\", " + PARAMS);

        assertThat(challenge.description()).hasValue("茶 😀 \\u8336 q u83 é");
    }

    @Test
    void ignoresParametersItDoesNotKnow() {
        assertThat(parseOne("Payment id=\"1\", future=\"x, y\", " + PARAMS))
                .isEqualTo(parseOne("Payment id=\"1\", " + PARAMS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "realm", "method", "intent", "request"})
    void refusesAChallengeWithoutARequiredParameter(String name) {
        String field = ("Payment id=\"1\", " + PARAMS).replaceFirst("(?<= )" + name + "=", "x-" + name + "=");

        assertRefused(field, "The Payment challenge has no " + name);
    }

    @Test
    void refusesAnEmptyId() {
        assertRefused("Payment id=\"\", " + PARAMS, "The id of a challenge can't be empty");
    }

    @Test
    void refusesABareScheme() {
        assertRefused("Payment", "The Payment challenge has no request");
        assertRefused("Payment abc==", "The Payment challenge has no request");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\0',
            value = {
                "id=\"1\", id=\"1\";the parameter id occurs twice",
                "id=\"1\", ID=\"2\";the parameter id occurs twice",
                "id=\"1\" x;something follows the value of the parameter id",
                "id=\"1\"\"2\";something follows the value of the parameter id",
                "id=a/b;something follows the value of the parameter id",
                "x=y, id=;the parameter id has no value",
                "x=y, id=, a=b;the parameter id has no value",
                "id=\"1;a quoted string has no end",
                "id=\"1\\;a quoted string has no end",
                "id=\"1\", =x;a character is not allowed where a scheme or parameter name is expected",
                "=x;what follows the scheme is neither a token nor a parameter",
                "\"id\";what follows the scheme is neither a token nor a parameter",
                "abc, id=\"1\";the parameter id follows a token, and a scheme has one or the other"
            })
    void refusesMalformedParameters(String params, String fault) {
        assertRefused("Payment " + params, "The Payment challenge is malformed: " + fault);
    }

    @Test
    void aMalformedSchemeBeforeDoesNotHideAPaymentChallenge() {
        assertThat(WwwAuthenticate.parse(List.of("Ba/d x, Foo a=b/c, Payment id=\"1\", " + PARAMS)))
                .hasSize(1);
    }

    @Test
    void boundsTheRequestAt16Kibibytes() {
        String params = PARAMS.replace("e30", "A".repeat(16 * 1024));
        assertThat(parseOne("Payment id=\"1\", " + params).request().text()).hasSize(16 * 1024);

        assertRefused(
                "Payment id=\"1\", " + PARAMS.replace("e30", "A".repeat(16 * 1024 + 1)),
                "The request of the challenge is longer than 16384 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Tempo", "", "1tempo", "te mpo", "te|mpo", "té"})
    void refusesAMethodThatIsNoIdentifier(String method) {
        assertRefused(
                "Payment id=\"1\", " + PARAMS.replace("\"tempo\"", "\"" + method + "\""),
                "A payment method is named in lower-case letters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "char|ge", "ça"})
    void refusesAnIntentThatIsNoToken(String intent) {
        assertRefused(
                "Payment id=\"1\", " + PARAMS.replace("\"charge\"", "\"" + intent + "\""),
                "A payment intent is named in letters, digits and hyphens");
    }

    @Test
    void keepsARequestItCannotDecodeUntilSomebodyAsks() {
        Challenge challenge = parseOne("Payment id=\"1\", " + PARAMS.replace("e30", "!!!"));

        assertThat(challenge.request().text()).isEqualTo("!!!");
        assertThatThrownBy(() -> challenge.request().json())
                .isInstanceOf(ProtocolException.class)
                .hasMessage("The request of the challenge is not base64url");
    }
}
