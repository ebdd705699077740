package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.tempo.internal.rpc.FakeNode;

class TempoSessionBuilderTest {

    private static TempoSessionBuilder builder() {
        return TempoSession.builder()
                .network(TempoNetwork.MODERATO)
                .rpcUrl(URI.create("http://127.0.0.1:9"))
                .account(OneChannel.MERCHANT);
    }

    private static void assertRefused(TempoSessionBuilder builder, String... told) {
        assertThatThrownBy(builder::build)
                .isInstanceOf(ConfigurationException.class)
                .satisfies(failure -> assertThat(failure.getMessage()).contains(told));
    }

    @Test
    void whatIsMissingIsNamed() {
        assertRefused(TempoSession.builder().network(TempoNetwork.MODERATO), "no account", "MerchantAccount");
        assertRefused(TempoSession.builder().account(OneChannel.MERCHANT), "no network", "chainId");
        assertRefused(TempoSession.builder().account(OneChannel.MERCHANT).chainId(42431), "no currency", "currency");
        assertRefused(builder().chainId(4217), "4217", "42431", "set one of the two");
    }

    @Test
    void whatIsWrongIsNamed() {
        assertRefused(builder().recipient("0x12"), "recipient", "0x12");
        assertRefused(builder().recipient(TempoNetwork.MODERATO.currency().toString()), "the token");
        assertRefused(builder().deadline(Duration.ZERO), "deadline", "PT0.1S");
        assertRefused(builder().chainStateAge(Duration.ofHours(1)), "chainStateAge", "PT5M");
        assertRefused(builder().badVouchersPerSecond(0), "badVouchersPerSecond");
        assertRefused(builder().rpcUrl(URI.create("http://user:secret@example.com")), "user name or password");
        assertThatThrownBy(() -> builder().minDeposit("0.0000001"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("minDeposit");
        assertThatThrownBy(() -> SettlementPolicy.defaults().lookEvery(Duration.ofHours(1)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("15 minutes");
        assertThatThrownBy(() -> SettlementPolicy.defaults().above(BigInteger.ZERO))
                .isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> SettlementPolicy.defaults().every(Duration.ZERO))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void aStreamContractThatCannotBeClosedOrIsNoAddressIsRefused() {
        String address = OneStream.STREAMS.address().toString();

        assertRefused(
                builder()
                        .streamContract(StreamContract.at(address))
                        .recipient(OneChannel.STRANGER.address().toString()),
                "only the recipient itself",
                OneChannel.MERCHANT.address().toString());
        assertRefused(builder().streamContract(StreamContract.at("0x12")), "streamContract", "0x12");
        assertThatThrownBy(() -> StreamContract.at(address).mostAhead("0.0000001"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("mostAhead");
        assertThat(StreamContract.at(address)).hasToString("StreamContract[" + address + "]");
    }

    @Test
    void aPriceThatNoChannelCanPayStopsStartUp() {
        TempoSession session = builder().minDeposit("1").build();

        assertThatThrownBy(() -> session.prepare(OfferTerms.of(Price.of("0"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("one base unit");
        assertThatThrownBy(() -> session.prepare(OfferTerms.of(Price.of("0.1")).withSuggestedDeposit(Price.of("0.5"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("suggested deposit");
        assertThatThrownBy(() -> session.prepare(OfferTerms.of(Price.of("1", "USD"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("currency");
    }

    @Test
    void whatMayDifferBetweenChallengesDoesNotEndAnOffer() {
        PreparedOffer offer =
                builder().build().prepare(OfferTerms.of(Price.of("0.1")).per("token"));
        JsonObject request = offer.request().json();
        JsonObject details = request.requireObject("methodDetails").toBuilder()
                .put("sessionSnapshot", JsonObject.EMPTY)
                .put("channelId", "0x00")
                .put("feePayer", true)
                .build();

        assertThat(offer.mismatch(PaymentRequest.of(
                        request.toBuilder().put("methodDetails", details).build())))
                .isEmpty();
        assertThat(offer.mismatch(
                        PaymentRequest.of(request.toBuilder().put("amount", "1").build())))
                .contains("amount");
        assertThat(offer.mismatch(PaymentRequest.of(
                        request.toBuilder().put("unitType", "request").build())))
                .contains("unitType");
        assertThat(request.requireString("unitType")).isEqualTo("token");
    }

    @Test
    void aNodeOfAnotherChainStopsStartUp() {
        try (FakeNode node = new FakeNode()) {
            node.on("eth_chainId", FakeNode.Reply.result("\"0x1\""));
            TempoSession session = builder().rpcUrl(node.url()).build();

            assertThatThrownBy(session::checkConfiguration)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("chain 1");
        }
        assertThatCode(() -> builder().build().checkConfiguration()).doesNotThrowAnyException();
    }

    @Test
    void aKeyThatIsNoneIsNotShown() {
        assertThatThrownBy(() -> MerchantAccount.ofPrivateKey("0xsecret"))
                .isInstanceOf(ConfigurationException.class)
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("secret"));
        assertThatThrownBy(() -> MerchantAccount.fromEnvironment("MPP4J_NO_SUCH_VARIABLE"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("MPP4J_NO_SUCH_VARIABLE");
    }
}
