package org.mpp4j.tempo.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;

class SessionActionTest {

    private static JsonObject payload(String action) {
        return RecordedSession.of(RecordedSession.OWN_FEES).exchanges().stream()
                .map(exchange -> exchange.credential().payload())
                .filter(payload -> payload.requireString("action").equals(action))
                .findFirst()
                .orElseThrow();
    }

    private static void assertRefused(JsonObject payload, ChannelProtocol protocol, String member) {
        assertThatThrownBy(() -> SessionAction.read(payload, protocol))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(member)
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("0x76f9"));
    }

    @ParameterizedTest
    @CsvSource({
        "open, channelId",
        "open, transaction",
        "open, type",
        "open, descriptor",
        "open, cumulativeAmount",
        "open, signature",
        "topUp, channelId",
        "topUp, transaction",
        "topUp, type",
        "topUp, descriptor",
        "topUp, additionalDeposit",
        "voucher, channelId",
        "voucher, descriptor",
        "voucher, cumulativeAmount",
        "voucher, signature",
        "close, channelId",
        "close, descriptor",
        "close, cumulativeAmount",
        "close, signature",
        "close, action"
    })
    void aPayloadWithoutAMemberItNeedsIsRefused(String action, String member) {
        JsonObject payload = payload(action).toBuilder().remove(member).build();

        assertRefused(payload, ChannelProtocol.V2, member);
    }

    @Test
    void anActionThatThereIsNotIsRefused() {
        assertRefused(payload("voucher").toBuilder().put("action", "settle").build(), ChannelProtocol.V2, "action");
        assertRefused(payload("open").toBuilder().put("type", "hash").build(), ChannelProtocol.V2, "type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x", "0x00", "zz", "0x76", "0x76c0"})
    void whatIsNoTransactionIsRefused(String transaction) {
        assertRefused(
                payload("topUp").toBuilder().put("transaction", transaction).build(), ChannelProtocol.V2, "ransaction");
    }

    @Test
    void textThatIsTooLongIsRefusedBeforeItIsRead() {
        assertRefused(
                payload("topUp").toBuilder()
                        .put("transaction", "0x" + "00".repeat(20_000))
                        .build(),
                ChannelProtocol.V2,
                "longer");
        assertRefused(
                payload("voucher").toBuilder()
                        .put("signature", "0x" + "00".repeat(2_050))
                        .build(),
                ChannelProtocol.V2,
                "longer");
        assertRefused(
                payload("voucher").toBuilder()
                        .put("cumulativeAmount", "9".repeat(100_000))
                        .build(),
                ChannelProtocol.V2,
                "cumulativeAmount");
    }

    @Test
    void membersThatAreUnknownArePassedOver() {
        JsonObject payload =
                payload("close").toBuilder().put("newInTheNextVersion", true).build();

        assertThat(SessionAction.read(payload, ChannelProtocol.V2)).isInstanceOf(SessionAction.Close.class);
    }

    @Test
    void theOlderProtocolHasNoDescriptors() {
        JsonObject payload = payload("voucher").toBuilder().remove("descriptor").build();

        assertThat(SessionAction.read(payload, ChannelProtocol.V1).descriptor()).isNull();
        assertThat(SessionAction.read(payload("open"), ChannelProtocol.V1))
                .isInstanceOfSatisfying(
                        SessionAction.Open.class,
                        open -> assertThat(open.authorizedSigner()).isNotNull());
    }

    @Test
    void nothingThatCouldBeUsedIsInItsText() {
        SessionAction open = SessionAction.read(payload("open"), ChannelProtocol.V2);
        String signature = payload("open").requireString("signature");
        String transaction = payload("open").requireString("transaction");

        assertThat(open.toString())
                .doesNotContain(signature.substring(2, 30))
                .doesNotContain(transaction.substring(transaction.length() - 60));
    }
}
