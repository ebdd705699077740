package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mpp4j.tempo.Charges.MERCHANT;
import static org.mpp4j.tempo.Charges.PAYER;
import static org.mpp4j.tempo.Charges.SOON;
import static org.mpp4j.tempo.OnePayment.log;
import static org.mpp4j.tempo.OnePayment.word;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.OfferUnavailableException;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PendingPayment;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.Verification;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.internal.charge.AttributionMemo;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.rpc.FakeNode;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TokenFunction;

/** One dollar of which a platform gets 0.05, whatever the memo, and an affiliate 0.01 with a memo. */
class SplitsTest {

    private static final TempoAddress PATH_USD = TempoNetwork.MODERATO.currency();
    private static final TempoAddress PLATFORM = TempoAddress.parse("0x90F79bf6EB2c4f870365E785982E1f101E93b906");
    private static final TempoAddress AFFILIATE = TempoAddress.parse("0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65");
    private static final String MEMO = "0x00000000000000000000000000000000000000000000000000000000deadbeef";
    private static final String HASH = "0x" + "7".repeat(64);
    private static final String RECEIPT = "eth_getTransactionReceipt";
    private static final TempoSplit TO_PLATFORM = TempoSplit.of("0.05", PLATFORM);
    private static final TempoSplit TO_AFFILIATE =
            TempoSplit.of("0.01", AFFILIATE).withMemo(MEMO);

    private final FakeNode node = new FakeNode();
    private final TempoCharge plain = Charges.builder().rpcUrl(node.url()).build();
    private final TempoCharge charge = plain.withSplits(TO_PLATFORM, TO_AFFILIATE);
    private final Challenge challenge = Charges.challenge(charge, "1");
    private final byte[] bound = AttributionMemo.of(challenge).anonymous();

    @AfterEach
    void stop() {
        node.close();
    }

    // What is asked for

    @Test
    void splitsStandInTheRequestAsMppxWritesThem() {
        assertThat(challenge.request().methodDetails().toCanonicalString())
                .isEqualTo("{\"chainId\":42431,\"splits\":[{\"amount\":\"50000\",\"recipient\":\"" + PLATFORM
                        + "\"},{\"amount\":\"10000\",\"memo\":\"" + MEMO + "\",\"recipient\":\"" + AFFILIATE
                        + "\"}]}");
        assertThat(challenge.request().amount().toString()).isEqualTo("1000000");
        assertThat(challenge.request().recipient()).contains(MERCHANT);
    }

    @Test
    void otherOffersOfTheMethodHaveNoSplits() {
        assertThat(Charges.challenge(plain, "1").request().methodDetails().names())
                .doesNotContain("splits");
    }

    @Test
    void aPriceThatSplitsLeaveNothingOfIsAMistakeInTheConfiguration() {
        assertThatThrownBy(() -> charge.prepare(OfferTerms.of(Price.of("0.06"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "The price 0.06 leaves nothing to the recipient of TempoCharge, as its splits are 60000 base "
                                + "units together and it is 60000 in all; raise the price or lower the splits");
        assertThatThrownBy(() -> charge.prepare(OfferTerms.of(Price.of("0"))))
                .isInstanceOf(ConfigurationException.class);
        assertThat(charge.prepare(OfferTerms.of(Price.of("0.060001"))).request())
                .isNotNull();
    }

    @Test
    void aPriceOfOneRequestThatSplitsLeaveNothingOfIsNotOffered() {
        var offer = charge.prepare(OfferTerms.of(Price.of("0.06")).forOneRequest());

        assertThatThrownBy(offer::request).isInstanceOf(OfferUnavailableException.class);
    }

    @Test
    void thereAreOneToTenSplits() {
        assertThatThrownBy(() -> plain.withSplits())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("got 0 splits; give it 1 to 10");
        assertThatThrownBy(() ->
                        plain.withSplits(Collections.nCopies(11, TO_PLATFORM).toArray(TempoSplit[]::new)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("got 11 splits");
        assertThat(plain.withSplits(Collections.nCopies(10, TO_PLATFORM).toArray(TempoSplit[]::new)))
                .isNotNull();
    }

    @Test
    void whatNoSplitCanBeIsRefused() {
        assertWrong(() -> TempoSplit.of("0", PLATFORM), "is zero; set it to more");
        assertWrong(() -> TempoSplit.of("0.0000001", PLATFORM), "is \"0.0000001\"");
        assertWrong(() -> TempoSplit.of("-1", PLATFORM), "is \"-1\"");
        assertWrong(() -> TempoSplit.of("1", TempoAddress.of(new byte[20])), "the zero address");
        assertWrong(() -> TO_PLATFORM.withMemo("0x00"), "set it to 0x and 64 hexadecimal digits");
        assertWrong(() -> plain.withSplits(TempoSplit.of("1", PATH_USD)), "where payments would be lost");
    }

    private static void assertWrong(Runnable making, String message) {
        assertThatThrownBy(making::run)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    // Pull

    @Test
    void theTransactionThatMppxSentIsTaken() {
        VerifiedPayment payment = Charges.verified(charge, Recorded.credential("charge-splits"));

        assertThat(payment.payer()).contains(PAYER.did(42431));
    }

    @Test
    void theCallsMayStandInAnyOrder() {
        List<TempoCall> calls = new ArrayList<>(calls());
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(calls, new Random(seed));
            assertThat(verify(calls)).isInstanceOf(Verification.Verified.class);
        }
    }

    @Test
    void aMissingSplitIsRejected() {
        for (int i = 0; i < 3; i++) {
            List<TempoCall> calls = new ArrayList<>(calls());
            calls.remove(i);
            assertRejected(calls);
        }
    }

    @Test
    void aSmallerSplitIsRejectedEvenIfSomebodyElseGetsTheDifference() {
        assertRejected(List.of(primary(940_000), transfer(PLATFORM, 49_999, null), toAffiliate()));
        assertRejected(List.of(primary(940_001), transfer(PLATFORM, 49_999, null), toAffiliate()));
        assertRejected(List.of(
                primary(940_000), transfer(PLATFORM, 49_999, null), transfer(PLATFORM, 1, null), toAffiliate()));
    }

    @Test
    void theWholeAmountToTheRecipientIsRejected() {
        assertRejected(List.of(primary(1_000_000)));
        assertRejected(List.of(primary(1_000_000), transfer(PLATFORM, 50_000, null), toAffiliate()));
    }

    @Test
    void aSplitWithAnotherMemoThanTheMerchantWantsIsRejected() {
        TempoCall platform = transfer(PLATFORM, 50_000, null);

        assertRejected(List.of(primary(940_000), platform, transfer(AFFILIATE, 10_000, null)));
        assertRejected(List.of(primary(940_000), platform, transfer(AFFILIATE, 10_000, bound)));
    }

    @Test
    void aSplitWithoutAMemoOfTheMerchantsMayHaveAny() {
        assertThat(verify(List.of(primary(940_000), transfer(PLATFORM, 50_000, bound), toAffiliate())))
                .isInstanceOf(Verification.Verified.class);
    }

    @Test
    void theMemoOfTheChallengeHasToBeOnTheRecipientsPart() {
        assertRejected(List.of(
                transfer(TempoAddress.parse(MERCHANT), 940_000, null),
                transfer(PLATFORM, 50_000, bound),
                toAffiliate()));
    }

    @Test
    void oneTransferIsNotTwoSplits() {
        TempoCharge twice = plain.withSplits(TO_PLATFORM, TO_PLATFORM);
        Challenge asked = Charges.challenge(twice, "1");
        TempoCall rest = TempoCall.of(
                PATH_USD,
                TokenFunction.transferWithMemo(
                        TempoAddress.parse(MERCHANT),
                        BigInteger.valueOf(900_000),
                        AttributionMemo.of(asked).anonymous()));
        TempoCall part = transfer(PLATFORM, 50_000, null);

        assertThat(Charges.rejected(twice, pay(asked, List.of(rest, part)))).isNotNull();
        assertThat(Charges.verified(twice, pay(asked, List.of(part, rest, part))))
                .isNotNull();
    }

    @Test
    void aSplitThatTakesAnyMemoLeavesTheOneWithAMemoToTheOther() {
        TempoCharge both = plain.withSplits(
                TempoSplit.of("0.01", AFFILIATE),
                TempoSplit.of("0.01", AFFILIATE).withMemo(MEMO));
        Challenge asked = Charges.challenge(both, "1");
        TempoCall rest = TempoCall.of(
                PATH_USD,
                TokenFunction.transferWithMemo(
                        TempoAddress.parse(MERCHANT),
                        BigInteger.valueOf(980_000),
                        AttributionMemo.of(asked).anonymous()));

        assertThat(Charges.verified(both, pay(asked, List.of(rest, toAffiliate(), transfer(AFFILIATE, 10_000, null)))))
                .isNotNull();
    }

    @Test
    void aSplitInAnotherTokenIsRejected() {
        TempoCall other = TempoCall.of(
                TempoAddress.parse("0x20c0000000000000000000000000000000000001"),
                TokenFunction.transfer(PLATFORM, BigInteger.valueOf(50_000)));

        assertThat(((Rejected) verify(List.of(primary(940_000), other, toAffiliate())))
                        .problem()
                        .detail())
                .contains("isn't a transfer of the currency");
    }

    // Push

    @Test
    void theLogsThatAnvilToldAreTakenInAnyOrderOfTransfers() {
        List<List<String>> transfers = new ArrayList<>(List.of(
                told(MERCHANT, 940_000, Hex.encode(bound)), told(PLATFORM, 50_000), told(AFFILIATE, 10_000, MEMO)));
        for (int seed = 0; seed < 10; seed++) {
            Collections.shuffle(transfers, new Random(seed));
            assertThat(settle(transfers)).isInstanceOf(Settlement.Settled.class);
        }
    }

    @Test
    void aTransferWithAMemoIsNotCountedTwice() {
        TempoCharge twice = plain.withSplits(TO_PLATFORM, TO_PLATFORM);
        Challenge asked = Charges.challenge(twice, "1");
        List<String> rest =
                told(MERCHANT, 900_000, Hex.encode(AttributionMemo.of(asked).anonymous()));
        List<String> part = told(PLATFORM, 50_000, MEMO);
        List<String> reversed = List.of(part.get(1), part.get(0));

        assertThat(settle(twice, asked, List.of(rest, part))).isInstanceOf(Rejected.class);
        assertThat(settle(twice, asked, List.of(rest, reversed))).isInstanceOf(Rejected.class);
        assertThat(settle(twice, asked, List.of(rest, part, part))).isInstanceOf(Settlement.Settled.class);
        assertThat(settle(twice, asked, List.of(rest, part, told(PLATFORM, 50_000))))
                .isInstanceOf(Settlement.Settled.class);
    }

    @Test
    void aMissingOrSmallerSplitInTheLogsIsRejected() {
        List<String> rest = told(MERCHANT, 940_000, Hex.encode(bound));

        assertThat(settle(List.of(rest))).isInstanceOf(Rejected.class);
        assertThat(settle(List.of(rest, told(PLATFORM, 50_000)))).isInstanceOf(Rejected.class);
        assertThat(settle(List.of(rest, told(PLATFORM, 49_999), told(AFFILIATE, 10_000, MEMO))))
                .isInstanceOf(Rejected.class);
        assertThat(settle(List.of(rest, told(PLATFORM, 50_000), told(AFFILIATE, 10_000))))
                .isInstanceOf(Rejected.class);
        assertThat(settle(List.of(
                        told(MERCHANT, 940_000),
                        told(PLATFORM, 50_000, Hex.encode(bound)),
                        told(AFFILIATE, 10_000, MEMO))))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void aSplitThatSomebodyElsePaidIsRejected() {
        String foreign =
                told(PLATFORM, 50_000).get(0).replace(word(PAYER.address().toString()), word(MERCHANT));

        assertThat(settle(List.of(
                        told(MERCHANT, 940_000, Hex.encode(bound)), List.of(foreign), told(AFFILIATE, 10_000, MEMO))))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void aPendingPaymentIsLookedUpWithItsOwnSplitsByAMethodWithoutAny() {
        node.on(RECEIPT, Reply.result(receipt(List.of(told(MERCHANT, 940_000, Hex.encode(bound))))));
        VerifiedPayment payment = Charges.verified(charge, pushed(challenge));
        PendingPayment pending = new PendingPayment(
                challenge.id(), challenge.request(), payment.payer(), payment.lookUpData(), Charges.NOW);

        assertThat(plain.lookUp(pending)).isInstanceOf(Rejected.class);
        node.on(
                RECEIPT,
                Reply.result(receipt(List.of(
                        told(MERCHANT, 940_000, Hex.encode(bound)),
                        told(AFFILIATE, 10_000, MEMO),
                        told(PLATFORM, 50_000)))));
        assertThat(plain.lookUp(pending)).isInstanceOf(Settlement.Settled.class);
    }

    private Settlement settle(List<List<String>> transfers) {
        return settle(charge, challenge, transfers);
    }

    private Settlement settle(TempoCharge through, Challenge asked, List<List<String>> transfers) {
        node.on(RECEIPT, Reply.result(receipt(transfers)));
        return Charges.verified(through, pushed(asked)).settle(false);
    }

    private static String receipt(List<List<String>> transfers) {
        List<String> logs = transfers.stream().flatMap(List::stream).toList();
        return "{\"transactionHash\":\"" + HASH + "\",\"status\":\"0x1\",\"blockHash\":\"0x" + "1".repeat(64)
                + "\",\"logs\":[" + String.join(",", logs) + "]}";
    }

    private static Credential pushed(Challenge asked) {
        return Credential.of(
                asked,
                PAYER.did(42431),
                JsonObject.builder().put("type", "hash").put("hash", HASH).build());
    }

    private static List<String> told(Object to, long amount) {
        return List.of(log(
                PATH_USD.toString(),
                "\"0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef\",\""
                        + word(PAYER.address().toString()) + "\",\"" + word(to.toString()) + "\"",
                amount));
    }

    private static List<String> told(Object to, long amount, String memo) {
        return List.of(
                told(to, amount).get(0),
                log(PATH_USD.toString(), PAYER.address().toString(), to.toString(), amount, memo));
    }

    private List<TempoCall> calls() {
        return List.of(primary(940_000), transfer(PLATFORM, 50_000, null), toAffiliate());
    }

    private TempoCall primary(long amount) {
        return transfer(TempoAddress.parse(MERCHANT), amount, bound);
    }

    private static TempoCall toAffiliate() {
        return transfer(AFFILIATE, 10_000, HexFormat.of().parseHex(MEMO.substring(2)));
    }

    private static TempoCall transfer(TempoAddress to, long amount, byte[] memo) {
        BigInteger units = BigInteger.valueOf(amount);
        return TempoCall.of(
                PATH_USD,
                memo == null ? TokenFunction.transfer(to, units) : TokenFunction.transferWithMemo(to, units, memo));
    }

    private Verification verify(List<TempoCall> calls) {
        return charge.verify(new PaymentAttempt(pay(challenge, calls)));
    }

    private static Credential pay(Challenge asked, List<TempoCall> calls) {
        return PAYER.credential(asked, PAYER.sign(TempoPayer.unsigned(42431, SOON, calls)));
    }

    private void assertRejected(List<TempoCall> calls) {
        assertThat(((Rejected) verify(calls)).problem().detail()).contains("one transfer for each split");
    }
}
