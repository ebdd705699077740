package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.tempo.Charges.NOW;
import static org.mpp4j.tempo.Charges.PAYER;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.method.PendingPayment;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.ReplayKey;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.tempo.internal.charge.AttributionMemo;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.rpc.FakeNode;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;

/** The client has sent the transaction, and shows its hash. */
class PushTest extends OnePayment {

    private static final String PATH_USD = TempoNetwork.MODERATO.currency().toString();
    private static final String STRANGER = "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65";

    private final String memo = Hex.encode(AttributionMemo.of(challenge).anonymous());
    private final Credential pushed = pushed(challenge, hash);

    private static Credential pushed(Challenge challenge, String hash) {
        return Credential.of(challenge, PAYER.did(42431), payload(hash));
    }

    private static JsonObject payload(String hash) {
        return JsonObject.builder().put("type", "hash").put("hash", hash).build();
    }

    private Settlement settlePushed() {
        return Charges.verified(charge, pushed).settle(false);
    }

    private void assertNotPaidBy(String... logs) {
        node.on(RECEIPT, Reply.result(receipt("0x1", logs)));

        assertThat(((Rejected) settlePushed()).problem().detail()).contains("didn't make the transfers");
    }

    @Test
    void aTransactionThatIsMinedIsSettledAndNothingIsSent() {
        node.on(RECEIPT, Reply.result(receipt("0x1", plainTransferLog(), log())));

        assertSettled(settlePushed());
        assertThat(node.methods()).containsOnly(RECEIPT);
    }

    @Test
    void thePayerIsTheSourceAndTheHashIsClaimedForThisChallenge() {
        VerifiedPayment payment = Charges.verified(charge, pushed);

        assertThat(payment.payer()).contains(PAYER.did(42431));
        assertThat(payment.replayKeys()).containsExactly(ReplayKey.untilExpiry("tempo:42431:tx:" + hash + ":" + memo));
    }

    @Test
    void theHashInOtherLettersIsTheSame() {
        String upperCase = "0x" + hash.substring(2).toUpperCase(Locale.ROOT);

        assertThat(Charges.verified(charge, pushed(challenge, upperCase)).replayKeys())
                .isEqualTo(Charges.verified(charge, pushed).replayKeys());
    }

    @Test
    void aTransactionThatIsMinedMeanwhileIsWaitedFor() {
        node.on(RECEIPT, NOTHING, NOTHING, mined);

        assertSettled(settlePushed());
        assertThat(node.methods()).hasSize(3);
    }

    @Test
    void aTransactionThatIsNotMinedInTimeStaysOpenAndIsSettledWhenTheClientComesBack() {
        node.on(RECEIPT, NOTHING);
        assertUnknown(settlePushed(), true);

        node.on(RECEIPT, mined);
        assertSettled(Charges.verified(charge, pushed).settle(true));
    }

    @Test
    void aNodeThatDoesNotAnswerLeavesTheOutcomeOpen() {
        node.on(RECEIPT, Reply.error(-32000, "busy"));
        assertUnknown(settlePushed(), true);

        node.on(RECEIPT, Reply.drop());
        assertUnknown(settlePushed(), true);
    }

    @Test
    void whatBecameOfItIsFoundOutWithoutTheCredential() {
        VerifiedPayment payment = Charges.verified(charge, pushed);
        PendingPayment pending =
                new PendingPayment(challenge.id(), challenge.request(), payment.payer(), payment.lookUpData(), NOW);

        node.on(RECEIPT, NOTHING, mined);
        assertUnknown(charge.lookUp(pending), true);
        assertSettled(charge.lookUp(pending));
    }

    @Test
    void anotherPayersTransferIsRejected() {
        assertNotPaidBy(log(PATH_USD, STRANGER, Charges.MERCHANT, 1_000_000, memo));
    }

    @Test
    void aTransferFromBeforeTheChallengeIsRejected() {
        assertNotPaidBy(plainTransferLog());
        assertNotPaidBy(log(PATH_USD, PAYER.address().toString(), Charges.MERCHANT, 1_000_000, "0x" + "0".repeat(64)));
    }

    @Test
    void aTransferForAnotherChallengeIsRejected() {
        String others =
                Hex.encode(AttributionMemo.of("localhost", "another-challenge").anonymous());
        String elsewhere =
                Hex.encode(AttributionMemo.of("elsewhere", challenge.id()).anonymous());

        assertNotPaidBy(log(PATH_USD, PAYER.address().toString(), Charges.MERCHANT, 1_000_000, others));
        assertNotPaidBy(log(PATH_USD, PAYER.address().toString(), Charges.MERCHANT, 1_000_000, elsewhere));
    }

    @Test
    void anotherTokenThatTellsOfTheSameTransferIsRejected() {
        assertNotPaidBy(log(
                "0x20c0000000000000000000000000000000000001",
                PAYER.address().toString(),
                Charges.MERCHANT,
                1_000_000,
                memo));
    }

    @Test
    void anotherAmountOrRecipientIsRejected() {
        assertNotPaidBy(log(PATH_USD, PAYER.address().toString(), Charges.MERCHANT, 999_999, memo));
        assertNotPaidBy(log(PATH_USD, PAYER.address().toString(), Charges.MERCHANT, 1_000_001, memo));
        assertNotPaidBy(log(PATH_USD, PAYER.address().toString(), STRANGER, 1_000_000, memo));
    }

    @Test
    void twoHalvesAreNotTheAmount() {
        String half = log(PATH_USD, PAYER.address().toString(), Charges.MERCHANT, 500_000, memo);

        assertNotPaidBy(half, half);
    }

    @Test
    void aTransactionThatWasRevertedIsRejectedWhateverItsLogs() {
        node.on(RECEIPT, Reply.result(receipt("0x0", log())));

        assertThat(((Rejected) settlePushed()).problem().detail()).contains("was reverted");
    }

    @Test
    void theReceiptOfAnotherTransactionSaysNothing() {
        node.on(RECEIPT, Reply.result(receipt("0x1", log()).replace(hash, "0x" + "5".repeat(64))));

        assertUnknown(settlePushed(), true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "did:pkh:eip155:4217:0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
                "did:pkh:eip155:42431:0x3c44CdDdB6a900fa2b585dd299e03d12FA4293BC",
                "did:key:z6Mk",
                "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"
            })
    void aSourceThatIsNoAccountOfThisChainIsRejected(String source) {
        assertRejected(Credential.of(challenge, source, payload(hash)), "must be did:pkh:eip155:42431:");
    }

    @Test
    void aHashWithoutASourceIsRejected() {
        assertRejected(Credential.of(challenge, payload(hash)), "must be did:pkh:eip155:42431:");
    }

    @Test
    void aHashForNothingIsRejected() {
        assertRejected(pushed(Charges.challenge(charge, "0"), hash), "answered with a proof");
    }

    @Test
    void aHashIsRejectedByAServerThatPaysTheFees() {
        JsonObject request = challenge.request().json();
        Challenge sponsored = Challenge.builder(
                        "localhost",
                        "tempo",
                        "charge",
                        PaymentRequest.of(request.toBuilder()
                                .put(
                                        "methodDetails",
                                        request.requireObject("methodDetails").toBuilder()
                                                .put("feePayer", true)
                                                .build())
                                .build()))
                .expires(NOW.plusSeconds(300))
                .build("a-sponsored-challenge");

        assertRejected(pushed(sponsored, hash), "pays the fees");
    }

    @Test
    void aHashIsRejectedByAServerThatSendsTransactionsItself() {
        TempoCharge pullOnly = Charges.builder().modes(TempoMode.PULL).build();
        Challenge pull = Charges.challenge(pullOnly, "1");

        assertThat(pull.request().methodDetails().strings("supportedModes")).containsExactly("pull");
        assertThat(Charges.rejected(pullOnly, pushed(pull, hash)).problem().detail())
                .contains("sends the transaction itself");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0x", "0x11", "11", "0xzz"})
    void aHashOfTheWrongFormIsInvalid(String wrong) {
        assertThat(Charges.rejected(charge, pushed(challenge, wrong)).problem().type())
                .isEqualTo(ProblemType.INVALID_PAYLOAD);
        assertThat(Charges.rejected(charge, pushed(challenge, hash + "00"))
                        .problem()
                        .type())
                .isEqualTo(ProblemType.INVALID_PAYLOAD);
    }

    @Test
    void theCredentialThatMppxSentIsSettledByTheReceiptThatAnvilGave() {
        Credential recorded = Recorded.credential("charge-push");
        try (FakeNode anvil = new FakeNode()) {
            String receipt =
                    Recorded.json("charge-push").requireObject("receipt").toCanonicalString();
            anvil.on(RECEIPT, Reply.result(receipt));
            VerifiedPayment payment = Charges.verified(charge(anvil.url()), recorded);

            assertThat(payment.settle(false)).isInstanceOf(Settlement.Settled.class);
        }
    }

    private void assertRejected(Credential credential, String detail) {
        Rejected rejected = Charges.rejected(charge, credential);

        assertThat(rejected.problem().type()).isEqualTo(ProblemType.VERIFICATION_FAILED);
        assertThat(rejected.problem().detail()).contains(detail);
    }
}
