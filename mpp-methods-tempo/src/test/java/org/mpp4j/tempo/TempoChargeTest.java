package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mpp4j.tempo.Charges.MERCHANT;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.money.Amount;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.tempo.internal.rpc.FakeNode;

class TempoChargeTest {

    private static final String PATH_USD = "0x20c0000000000000000000000000000000000000";

    private final TempoCharge charge = Charges.builder().build();

    @Test
    void aPriceIsAskedForInBaseUnits() {
        PreparedOffer offer = charge.prepare(
                OfferTerms.of(Price.of("0.01")).withDescription("One look").withExternalId("order-7"));

        assertThat(offer.request().json().toCanonicalString())
                .isEqualTo("{\"amount\":\"10000\",\"currency\":\"" + TempoNetwork.MODERATO.currency()
                        + "\",\"description\":\"One look\",\"externalId\":\"order-7\",\"methodDetails\":{\"chainId\":42431},"
                        + "\"recipient\":\"" + MERCHANT + "\"}");
        assertThat(offer.request()).isSameAs(offer.request());
        assertThat(charge.name()).isEqualTo("tempo");
        assertThat(charge.intent()).isEqualTo("charge");
    }

    @Test
    void aZeroAmountHasNoModes() {
        assertThat(charge.prepare(OfferTerms.of(Price.of("0"))).request().methodDetails())
                .isEqualTo(JsonObject.builder().put("chainId", 42431).build());
    }

    @Test
    void addressesAreSentAsTheyWereConfigured() {
        TempoCharge lowerCase = Charges.builder()
                .currency(PATH_USD)
                .recipient(MERCHANT.toLowerCase(Locale.ROOT))
                .externalId("shop-1")
                .build();

        PaymentRequest request = lowerCase
                .prepare(OfferTerms.of(
                        Price.of("1", PATH_USD.toUpperCase(Locale.ROOT).replace("0X", "0x"))))
                .request();

        assertThat(request.currency()).isEqualTo(PATH_USD);
        assertThat(request.recipient()).contains(MERCHANT.toLowerCase(Locale.ROOT));
        assertThat(request.externalId()).contains("shop-1");
    }

    @Test
    void aPriceInAnotherCurrencyIsRefused() {
        assertThatThrownBy(() -> charge.prepare(OfferTerms.of(Price.of("1", "usd"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("1 usd")
                .hasMessageContaining("leave the currency out");
    }

    @Test
    void aPriceOfMoreThanSixDecimalsOrMoreThanATokenHoldsIsRefused() {
        assertThatThrownBy(() -> charge.prepare(OfferTerms.of(Price.of("0.0000001"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("6 decimals");
        assertThatThrownBy(() -> charge.prepare(OfferTerms.of(Price.of("1" + "0".repeat(33)))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("more than a token on Tempo can hold");
    }

    @Test
    void aQuotedAmountIsAskedForWhateverThePriceSays() {
        assertThat(charge.prepare(OfferTerms.of(Price.of("1")).withQuotedAmount(Amount.ofBaseUnits(5)))
                        .request()
                        .amount())
                .isEqualTo(Amount.ofBaseUnits(5));
    }

    @Test
    void anEchoMayDifferInTheCaseOfAddressesAndInWhoPaysTheFees() {
        PreparedOffer offer = charge.prepare(OfferTerms.of(Price.of("1")));
        JsonObject request = offer.request().json();

        PaymentRequest echo = PaymentRequest.of(request.toBuilder()
                .put("currency", request.requireString("currency").toLowerCase(Locale.ROOT))
                .put("recipient", request.requireString("recipient").toLowerCase(Locale.ROOT))
                .put(
                        "methodDetails",
                        request.requireObject("methodDetails").toBuilder()
                                .put("feePayer", true)
                                .build())
                .build());

        assertThat(offer.mismatch(echo)).isEmpty();
        assertThat(offer.mismatch(offer.request())).isEmpty();
    }

    @Test
    void anEchoMayDifferInNothingElse() {
        assertMismatch("amount", request -> request.put("amount", "1000001"));
        assertMismatch("currency", request -> request.put("currency", MERCHANT));
        assertMismatch("recipient", request -> request.put("recipient", PATH_USD));
        assertMismatch("description", request -> request.put("description", "Something"));
        assertMismatch("externalId", request -> request.put("externalId", "order-8"));
        assertMismatch(
                "methodDetails.chainId",
                request -> request.put(
                        "methodDetails",
                        charge.prepare(OfferTerms.of(Price.of("1"))).request().methodDetails().toBuilder()
                                .put("chainId", 4217)
                                .build()));
        assertMismatch(
                "methodDetails.splits",
                request -> request.put(
                        "methodDetails",
                        charge.prepare(OfferTerms.of(Price.of("1"))).request().methodDetails().toBuilder()
                                .put(
                                        "splits",
                                        java.util.List.of(JsonObject.builder()
                                                .put("amount", "1")
                                                .put("recipient", MERCHANT)
                                                .build()))
                                .build()));
        assertMismatch(
                "methodDetails.supportedModes",
                request -> request.put(
                        "methodDetails",
                        JsonObject.builder()
                                .put("chainId", 42431)
                                .put("supportedModes", java.util.List.of("push"))
                                .build()));
    }

    private void assertMismatch(String member, UnaryOperator<JsonObject.Builder> change) {
        PreparedOffer offer = charge.prepare(OfferTerms.of(Price.of("1")));

        assertThat(offer.mismatch(PaymentRequest.of(
                        change.apply(offer.request().json().toBuilder()).build())))
                .contains(member);
    }

    @Test
    void whatIsMissingIsNamed() {
        assertRefused(
                TempoCharge.builder(), "TempoCharge has no network; set network, or chainId with rpcUrl and currency");
        assertRefused(
                TempoCharge.builder().network(TempoNetwork.MODERATO),
                "TempoCharge has no recipient; set recipient to the address of the account to be paid");
        assertRefused(
                TempoCharge.builder().chainId(42431).recipient(MERCHANT),
                "TempoCharge has no currency; set currency to the address of a TIP-20 token, or network for its default");
        assertRefused(
                TempoCharge.builder().chainId(42431).recipient(MERCHANT).currency(PATH_USD),
                "TempoCharge has no node; set rpcUrl, or network for its public node");
    }

    @Test
    void whatIsWrongIsNamed() {
        assertRefused(
                Charges.builder().recipient("0x123"),
                "The recipient of TempoCharge is \"0x123\": An address is 0x and 40 hexadecimal digits; set it to the address"
                        + " of the account to be paid");
        assertRefused(Charges.builder().recipient(MERCHANT.replace('F', 'f')), "wrong EIP-55 checksum");
        assertRefused(Charges.builder().recipient("0x" + "0".repeat(40)), "the zero address");
        assertRefused(Charges.builder().recipient(PATH_USD), "where payments would be lost");
        assertRefused(Charges.builder().currency("usd"), "The currency of TempoCharge is \"usd\"");
        assertRefused(Charges.builder().chainId(4217), "chain id 4217 and a network with chain id 42431");
        assertRefused(
                TempoCharge.builder().chainId(0).currency(PATH_USD).recipient(MERCHANT),
                "The chain id of TempoCharge is 0");
        assertRefused(
                TempoCharge.builder().chainId(1L << 53).currency(PATH_USD).recipient(MERCHANT),
                "The chain id of TempoCharge is 9007199254740992");
        assertRefused(Charges.builder().deadline(Duration.ofMillis(99)), "The deadline of TempoCharge is PT0.099S");
        assertRefused(Charges.builder().deadline(Duration.ofMinutes(3)), "The deadline of TempoCharge is PT3M");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://node/secret", "/secret", "secret", "http:secret", "https:///secret"})
    void aUrlThatIsNoneIsRefusedWithoutShowingIt(String url) {
        assertThatThrownBy(() -> Charges.builder().rpcUrl(URI.create(url)).build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("rpcUrl")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aUrlWithAPasswordIsRefusedWithoutShowingIt() {
        assertThatThrownBy(() -> Charges.builder()
                        .rpcUrl(URI.create("https://me:secret@node.example/"))
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("node.example")
                .hasMessageNotContaining("secret");
    }

    @Test
    void noModesAreRefused() {
        assertThatThrownBy(() -> Charges.builder().modes())
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("TempoCharge has no modes; set modes to PULL, PUSH or both");
    }

    private static void assertRefused(TempoChargeBuilder builder, String message) {
        assertThatThrownBy(builder::build)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void theKnownNetworksAreThoseOfTheReferenceImplementation() {
        assertThat(TempoNetwork.MAINNET.chainId()).isEqualTo(4217);
        assertThat(TempoNetwork.MAINNET.currency()).hasToString("0x20C000000000000000000000b9537d11c60E8b50");
        assertThat(TempoNetwork.MODERATO.chainId()).isEqualTo(42431);
        assertThat(TempoNetwork.MODERATO.currency()).isEqualTo(TempoAddress.parse(PATH_USD));
        assertThatThrownBy(() -> new TempoNetwork(0, URI.create("http://localhost"), TempoAddress.parse(PATH_USD)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNodeOnAnotherChainStopsTheStart() {
        try (FakeNode node = new FakeNode().on("eth_chainId", FakeNode.Reply.result("\"0x1079\""))) {
            assertThatThrownBy(
                            () -> Charges.builder().rpcUrl(node.url()).build().checkConfiguration())
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("is on chain 4217, but payments are to be made on chain 42431")
                    .hasMessageNotContaining("a-key-of-the-operator");
        }
    }

    @Test
    void aNodeOnTheRightChainOrOneThatIsSilentDoesNot() {
        try (FakeNode node = new FakeNode()
                .on("eth_chainId", FakeNode.Reply.result("\"0xa5bf\""), FakeNode.Reply.http(500, "oops"))) {
            TempoCharge there = Charges.builder().rpcUrl(node.url()).build();

            assertThatCode(there::checkConfiguration).doesNotThrowAnyException();
            assertThatCode(there::checkConfiguration).doesNotThrowAnyException();
            assertThat(node.methods()).containsExactly("eth_chainId", "eth_chainId");
        }
    }
}
