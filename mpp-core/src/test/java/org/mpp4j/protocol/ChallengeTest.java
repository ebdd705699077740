package org.mpp4j.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.internal.http.Base64Url;

class ChallengeTest {

    @Test
    void bindsSevenSlots() {
        assertThat(Challenges.simple().bindingText())
                .hasValue("api.example.com|tempo|charge|eyJhbW91bnQiOiIxMDAwIn0|||");
        assertThat(Challenges.simple()
                        .expires("E")
                        .digest("D")
                        .opaque(Opaque.ofText("O"))
                        .description("free")
                        .bindingText())
                .hasValue("api.example.com|tempo|charge|eyJhbW91bnQiOiIxMDAwIn0|E|D|O");
    }

    @Test
    void theCredentialHeaderIsAnEighthSlotBeforeTheLast() {
        assertThat(Challenges.simple()
                        .credentialHeader("Payment-Authorization")
                        .opaque(Opaque.ofText("O"))
                        .bindingText())
                .hasValue("api.example.com|tempo|charge|eyJhbW91bnQiOiIxMDAwIn0|||Payment-Authorization|O");
        assertThat(Challenges.simple().credentialHeader("AUTHORIZATION").bindingText())
                .isEqualTo(Challenges.simple().bindingText());
    }

    @Test
    void whatIsWrittenInABuilderIsWhatAChallengeHas() {
        assertThat(Challenges.full().bindingText())
                .hasValue("api.example.com|tempo|charge|eyJhbW91bnQiOiIxMDAwIn0|2026-01-01T00:05:00.000Z|"
                        + "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:|Payment-Authorization|eyJhIjoiYiJ9");
    }

    @Test
    void noSlotMayHoldASeparator() {
        assertThat(Challenge.builder("a|b", "tempo", "charge", Challenges.REQUEST)
                        .bindingText())
                .isEmpty();
        assertThat(Challenges.simple().expires("|").bindingText()).isEmpty();
        assertThat(Challenges.simple().digest("x|y").bindingText()).isEmpty();
        assertThat(Challenges.simple().opaque(Opaque.ofText("h|o")).bindingText())
                .isEmpty();
        assertThat(Challenges.simple().credentialHeader("x|").bindingText()).isEmpty();
        assertThat(Challenge.builder("r", "tempo", "charge", PaymentRequest.ofText("a|b"))
                        .build("x")
                        .bindingText())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T00:05:00Z, 2026-01-01T00:05:00Z",
        "2026-01-01T00:05:00.1239Z, 2026-01-01T00:05:00.123900Z",
        "2026-01-01T01:05:00+01:00, 2026-01-01T00:05:00Z"
    })
    void readsWhenItExpires(String written, Instant moment) {
        assertThat(Challenges.simple().expires(written).build("x").expiresAt()).hasValue(moment);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "1767225600", "2026-01-01", "2026-01-01T00:05:00", "2026-02-30T00:00:00Z"})
    void refusesAnExpiryThatIsNoMoment(String written) {
        Challenge challenge = Challenges.simple().expires(written).build("x");

        assertThatThrownBy(challenge::expiresAt)
                .isInstanceOf(ProtocolException.class)
                .hasMessage("The expires of the challenge is not an RFC 3339 date-time");
    }

    @Test
    void writesItsExpiryToTheMillisecond() {
        assertThat(Challenges.simple()
                        .expires(Instant.parse("2026-01-02T03:04:05.006999Z"))
                        .build("x")
                        .expires())
                .hasValue("2026-01-02T03:04:05.006Z");
    }

    @Test
    void isEqualWhenAllItsTextsAre() {
        Challenge challenge = Challenges.full();

        assertThat(challenge).isEqualTo(Challenges.full()).hasSameHashCodeAs(Challenges.full());
        assertThat(challenge).isNotEqualTo(Challenges.simple().build("id-1"));
        assertThat(challenge).hasToString("Challenge[tempo/charge id-1]");
    }

    @Test
    void readsTheSharedMembersOfARequest() {
        PaymentRequest request = PaymentRequest.of(JsonObject.parse("{\"amount\":\"10\",\"currency\":\"usd\","
                + "\"recipient\":\"r\",\"externalId\":\"e\",\"methodDetails\":{\"chainId\":1}}"));

        PaymentRequest received = PaymentRequest.ofText(request.text());

        assertThat(received).isEqualTo(request).hasSameHashCodeAs(request);
        assertThat(received.amount()).hasToString("10");
        assertThat(received.currency()).isEqualTo("usd");
        assertThat(received.recipient()).hasValue("r");
        assertThat(received.externalId()).hasValue("e");
        assertThat(received.methodDetails().integer("chainId")).hasValue(1);
        assertThat(received).hasToString("PaymentRequest[" + request.text().length() + " characters]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"amount\":\"1.0\"}", "{\"amount\":\"-1\"}", "{\"amount\":\"\"}"})
    void refusesAnAmountThatIsNotInBaseUnits(String json) {
        assertThatThrownBy(() -> PaymentRequest.of(JsonObject.parse(json)).amount())
                .isInstanceOf(ProtocolException.class)
                .hasMessage("The member \"amount\" is not a number of base units");
    }

    @Test
    void keepsTheExactTextOfARequestThatIsNotCanonical() {
        String text = Base64Url.encode("{ \"b\" : 1, \"a\" : 2 }");

        assertThat(PaymentRequest.ofText(text).text()).isEqualTo(text);
        assertThat(PaymentRequest.ofText(text).json().names()).containsExactly("b", "a");
    }

    @Test
    void readsItsOpaqueData() {
        Opaque opaque = Opaque.of(Map.of("b", "2", "a", "1"));

        assertThat(opaque.text()).isEqualTo(Base64Url.encode("{\"a\":\"1\",\"b\":\"2\"}"));
        assertThat(Opaque.ofText(opaque.text())).isEqualTo(opaque).hasSameHashCodeAs(opaque);
        assertThat(Opaque.ofText(opaque.text()).entries()).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(opaque.get("c")).isEmpty();
        assertThatThrownBy(() -> Opaque.ofText(Base64Url.encode("{\"a\":1}")).get("a"))
                .isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> Opaque.ofText("").entries())
                .isInstanceOf(ProtocolException.class)
                .hasMessage("The opaque data of the challenge is empty");
    }
}
