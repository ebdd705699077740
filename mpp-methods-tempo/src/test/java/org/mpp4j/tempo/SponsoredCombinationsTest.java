package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mpp4j.tempo.Charges.MERCHANT;
import static org.mpp4j.tempo.Charges.NOW;
import static org.mpp4j.tempo.Charges.PAYER;

import java.math.BigInteger;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.PendingPayment;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.Sponsored.Draft;
import org.mpp4j.tempo.internal.charge.AttributionMemo;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.Secp256k1Signature;
import org.mpp4j.tempo.internal.rpc.FakeNode;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;
import org.mpp4j.tempo.internal.tx.FeePayerSignature;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TempoTransaction;
import org.mpp4j.tempo.internal.tx.TokenFunction;

/** Fees that the server pays, together with every kind of signature, with splits and with the modes. */
class SponsoredCombinationsTest {

    private static final String SYNC = OnePayment.SYNC;
    private static final String RECEIPT = OnePayment.RECEIPT;
    private static final String CALL = "eth_call";
    private static final TempoAddress TOKEN = TempoNetwork.MODERATO.currency();
    private static final PasskeyPayer KEY = new PasskeyPayer(11);
    private static final TempoAddress PLATFORM = TempoAddress.parse("0x90F79bf6EB2c4f870365E785982E1f101E93b906");

    private final FakeNode node = new FakeNode()
            .on(CALL, number(10_000_000))
            .on(SYNC, Reply.error(-32003, "refused"))
            .on(RECEIPT, Reply.result("null"));
    private final TempoCharge charge =
            withKnownBalance(Sponsored.builder().rpcUrl(node.url()).build());
    private final Challenge challenge = Charges.challenge(charge, "1");
    private final TempoCharge shared = charge.withSplits(TempoSplit.of("0.05", PLATFORM));
    private final Challenge split = Charges.challenge(shared, "1");

    /** So that nobody asks for it meanwhile, and gets an answer that is meant for another question. */
    private static TempoCharge withKnownBalance(TempoCharge charge) {
        charge.checkConfiguration();
        return charge;
    }

    @AfterEach
    void stop() {
        node.close();
    }

    // Signatures

    @Test
    void aP256KeyOrAPasskeyIsSponsoredInTheNameOfItsAccount() {
        for (UnaryOperator<byte[]> way :
                List.<UnaryOperator<byte[]>>of(KEY::signBare, KEY::signHashedAgain, KEY::signAsPasskey)) {
            TempoTransaction signed = Sponsored.signed(Draft.of(challenge), way);

            for (byte[] form : List.of(
                    signed.encode(),
                    Sponsored.envelope(signed, KEY.address()),
                    Sponsored.oldForm(signed, KEY.address()))) {
                VerifiedPayment payment =
                        Charges.verified(charge, Sponsored.credential(challenge, form, KEY.address()));

                assertThat(payment.payer()).contains(Sponsored.did(KEY.address()));
                payment.settle(false);
                assertSponsorSignedFor(lastSent(), KEY.address());
                assertThat(lastSent().signature()).isEqualTo(signed.signature());
            }
        }
    }

    @Test
    void aPasskeyThatPaidIsSettledByItsLogs() {
        TempoTransaction signed = Sponsored.signed(Draft.of(challenge), KEY::signAsPasskey);
        node.on(
                SYNC,
                Sponsored.minedAs(
                        Sponsored.complete(signed, KEY.address()),
                        Sponsored.told(KEY.address(), MERCHANT, 1_000_000, challenge)));

        assertThat(Charges.verified(charge, Sponsored.credential(challenge, signed.encode(), KEY.address()))
                        .settle(false))
                .isInstanceOf(Settlement.Settled.class);
    }

    @Test
    void anotherSenderThanThePasskeysIsRefused() {
        TempoTransaction signed = Sponsored.signed(Draft.of(challenge), KEY::signAsPasskey);

        assertRefused(
                Charges.rejected(
                        charge,
                        Sponsored.credential(challenge, Sponsored.envelope(signed, PAYER.address()), KEY.address())),
                "signed by another account than it names as sender");
    }

    // Splits

    @Test
    void aSponsoredChallengeWithSplitsSaysBoth() {
        assertThat(split.request().methodDetails().toCanonicalString())
                .isEqualTo("{\"chainId\":42431,\"feePayer\":true,\"splits\":[{\"amount\":\"50000\",\"recipient\":\""
                        + PLATFORM + "\"}],\"supportedModes\":[\"pull\"]}");
    }

    @Test
    void splitsAreSponsoredAndSettledOnlyIfAllArePaid() {
        TempoTransaction signed = splitDraft().build();
        String primary = Sponsored.told(PAYER.address(), MERCHANT, 950_000, split);
        String part = plain(PAYER.address(), PLATFORM, 50_000);
        Credential credential = Sponsored.credential(split, signed);

        node.on(SYNC, Sponsored.minedAs(Sponsored.complete(signed, PAYER.address()), primary, part));
        assertThat(Charges.verified(shared, credential).settle(false)).isInstanceOf(Settlement.Settled.class);

        node.on(SYNC, Sponsored.minedAs(Sponsored.complete(signed, PAYER.address()), primary));
        assertRefused(
                (Rejected) Charges.verified(shared, credential).settle(false),
                "without the transfers that were to be paid");
    }

    @Test
    void aSponsoredTransactionMakesTheTransfersOfTheSplitsAndNoOthers() {
        TempoCall more = TempoCall.of(TOKEN, TokenFunction.transfer(PLATFORM, BigInteger.ONE));

        assertThat(Charges.rejected(
                        shared, Sponsored.credential(split, primaryDraft().build())))
                .isNotNull();
        assertRefused(
                Charges.rejected(
                        shared,
                        Sponsored.credential(split, splitDraft().add(more).build())),
                "the transfers it asks for and no others");
    }

    @Test
    void aSponsoredPaymentWithSplitsIsFoundByTheMemoOfTheRecipientsPart() {
        TempoTransaction signed = splitDraft().build();
        VerifiedPayment payment = Charges.verified(shared, Sponsored.credential(split, signed));
        PendingPayment pending =
                new PendingPayment(split.id(), split.request(), payment.payer(), payment.lookUpData(), NOW);
        TempoTransaction complete = Sponsored.complete(signed, PAYER.address());
        String primary = Sponsored.told(PAYER.address(), MERCHANT, 950_000, split);
        String part = plain(PAYER.address(), PLATFORM, 50_000);
        node.on(OnePayment.BLOCK, block(10_000, NOW.getEpochSecond() + 5), block(8_000, NOW.getEpochSecond() - 1000))
                .on("eth_getLogs", Reply.result("[{\"transactionHash\":\"" + Sponsored.hash(complete) + "\"}]"))
                .on(RECEIPT, Sponsored.minedAs(complete, primary, part));

        // By a method that knows nothing of the splits: they are the request's.
        assertThat(charge.lookUp(pending)).isInstanceOf(Settlement.Settled.class);
    }

    // Modes

    @Test
    void whoSponsorsOffersOnlyToSendTheTransactionItself() {
        assertThat(challenge.request().methodDetails().strings("supportedModes"))
                .containsExactly("pull");
        assertThat(Charges.challenge(
                                Sponsored.builder()
                                        .modes(TempoMode.PUSH, TempoMode.PULL)
                                        .build(),
                                "1")
                        .request()
                        .methodDetails()
                        .strings("supportedModes"))
                .containsExactly("pull");
    }

    @Test
    void aHashIsNoPaymentWhereTheFeesArePaid() {
        Credential pushed = Credential.of(
                challenge,
                Sponsored.did(PAYER.address()),
                JsonObject.builder()
                        .put("type", "hash")
                        .put("hash", "0x" + "7".repeat(64))
                        .build());

        assertRefused(Charges.rejected(charge, pushed), "send the signed transaction");
    }

    @Test
    void aFeePayerWhoseCustomersSendTheirTransactionsIsAMistakeInTheConfiguration() {
        assertThatThrownBy(() -> Sponsored.builder().modes(TempoMode.PUSH).build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("TempoCharge has a feePayer and only the mode PUSH, in which clients send transactions"
                        + " themselves and pay their fees; add PULL to modes, or leave feePayer out");
    }

    private Draft primaryDraft() {
        return Draft.of(split)
                .calls(whole -> TempoCall.of(
                        TOKEN,
                        TokenFunction.transferWithMemo(
                                TempoAddress.parse(MERCHANT),
                                BigInteger.valueOf(950_000),
                                AttributionMemo.of(split).anonymous())));
    }

    private Draft splitDraft() {
        return primaryDraft()
                .addFirst(TempoCall.of(TOKEN, TokenFunction.transfer(PLATFORM, BigInteger.valueOf(50_000))));
    }

    private TempoTransaction lastSent() {
        List<List<String>> sent = node.parameters(SYNC);
        return TempoTransaction.decode(Hex.decode(sent.get(sent.size() - 1).get(0), 1 << 14, "transaction"));
    }

    private static void assertSponsorSignedFor(TempoTransaction sent, TempoAddress sender) {
        FeePayerSignature.Signed signed = (FeePayerSignature.Signed) sent.feePayer();
        byte[] digest = sent.withFeePayer(TOKEN, new FeePayerSignature.Wanted()).feePayerHash(sender);
        Secp256k1Signature signature =
                Secp256k1Signature.parse(Keccak.concatenate(word(signed.r()), word(signed.s()), new byte[] {
                    (byte) (27 + signed.yParity().intValue())
                }));

        assertThat(signature.signer(digest)).hasValue(Sponsored.SPONSOR.address());
    }

    private static byte[] word(BigInteger number) {
        return Hex.decode(String.format("0x%064x", number), 32, "word");
    }

    private static String plain(TempoAddress from, TempoAddress to, long amount) {
        return OnePayment.log(
                TOKEN.toString(),
                "\"0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef\",\""
                        + OnePayment.word(from.toString()) + "\",\"" + OnePayment.word(to.toString()) + "\"",
                amount);
    }

    private static Reply number(long baseUnits) {
        return Reply.result("\"" + String.format("0x%064x", baseUnits) + "\"");
    }

    private static Reply block(long number, long seconds) {
        return Reply.result("{\"number\":\"0x" + Long.toHexString(number) + "\",\"timestamp\":\"0x"
                + Long.toHexString(seconds) + "\"}");
    }

    private static void assertRefused(Rejected rejected, String why) {
        assertThat(rejected.problem().detail()).contains(why);
    }
}
