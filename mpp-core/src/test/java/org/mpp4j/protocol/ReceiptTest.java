package org.mpp4j.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.internal.http.Base64Url;

class ReceiptTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123456Z");

    @Test
    void hasTheFourMembersOfEveryReceipt() {
        Receipt receipt = Receipt.of("tempo", "0x01", NOON);

        assertThat(receipt.json().toCanonicalString())
                .isEqualTo("{\"method\":\"tempo\",\"reference\":\"0x01\",\"status\":\"success\","
                        + "\"timestamp\":\"2026-01-01T12:00:00.123Z\"}");
        assertThat(receipt.timestamp()).isEqualTo(Instant.parse("2026-01-01T12:00:00.123Z"));
    }

    @Test
    void readsWhatItWritesWithUnknownMembersAndAll() {
        JsonObject more =
                JsonObject.parse("{\"externalId\":\"order-1\",\"channelId\":\"0x02\",\"units\":[1,{\"a\":2}]}");
        Receipt receipt = Receipt.of("tempo", "0x01", NOON, more);

        Receipt read = Receipt.parse(receipt.toHeader());

        assertThat(read).isEqualTo(receipt).hasSameHashCodeAs(receipt);
        assertThat(read.toHeader()).isEqualTo(receipt.toHeader());
        assertThat(read.json().names()).contains("channelId", "units");
        assertThat(read.externalId()).hasValue("order-1");
        assertThat(read.method()).isEqualTo("tempo");
        assertThat(read.reference()).isEqualTo("0x01");
    }

    @Test
    void furtherMembersCannotChangeTheFour() {
        JsonObject forged = JsonObject.parse(
                "{\"status\":\"failed\",\"method\":\"x\",\"reference\":\"y\",\"timestamp\":\"never\"}");

        assertThat(Receipt.of("tempo", "0x01", NOON, forged)).isEqualTo(Receipt.of("tempo", "0x01", NOON));
    }

    @Test
    void readsAReceiptOfMppx() {
        Receipt receipt =
                Receipt.parse("eyJtZXRob2QiOiJ0ZW1wbyIsInN0YXR1cyI6InN1Y2Nlc3MiLCJ0aW1lc3RhbXAiOiIyMDI2LTExLTIyV"
                        + "DE1OjEzOjAxLjE3N1oiLCJyZWZlcmVuY2UiOiIweGI1ZWY5NWUyNzA0YjM5ZjVhN2UzMTQ1NGYwNzg0ZmVlODYyNzdmZTYwODdi"
                        + "MWZmNjBiNzBhMTlmOTYyMTg5MzMifQ");

        assertThat(receipt.method()).isEqualTo("tempo");
        assertThat(receipt.timestamp()).isEqualTo(Instant.parse("2026-11-22T15:13:01.177Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"method", "reference", "status", "timestamp"})
    void refusesAReceiptWithoutOneOfTheFour(String name) {
        JsonObject json = Receipt.of("tempo", "0x01", NOON).json().toBuilder()
                .remove(name)
                .build();

        assertThatThrownBy(() -> Receipt.parse(Base64Url.encode(json.toCanonicalString())))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("The member \"" + name + "\" is missing");
    }

    @Test
    void refusesAFailureAndATimeThatIsNone() {
        JsonObject json = Receipt.of("tempo", "0x01", NOON).json();
        String failed = Base64Url.encode(
                json.toBuilder().put("status", "failed").build().toCanonicalString());
        assertThatThrownBy(() -> Receipt.parse(failed)).hasMessage("The status of a receipt is always \"success\"");

        for (String time : List.of("yesterday", "2026-01-01", "2026-13-01T00:00:00Z", "2026-01-01T00:00:00")) {
            String untimely = Base64Url.encode(
                    json.toBuilder().put("timestamp", time).build().toCanonicalString());
            assertThatThrownBy(() -> Receipt.parse(untimely))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("The timestamp of the receipt is not an RFC 3339 date-time");
        }
    }

    @Test
    void refusesWhatIsNotBase64UrlOfJson() {
        assertThatThrownBy(() -> Receipt.parse("e30=")).hasMessageStartingWith("The receipt is base64url with padding");
        assertThatThrownBy(() -> Receipt.parse("W10")).isInstanceOf(ProtocolException.class);
    }

    @Test
    void showsItsMethodOnly() {
        assertThat(Receipt.of("tempo", "sekret", NOON)).hasToString("Receipt[tempo]");
    }
}
