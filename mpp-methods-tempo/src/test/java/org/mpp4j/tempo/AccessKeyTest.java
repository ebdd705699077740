package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.tempo.Charges.NOW;
import static org.mpp4j.tempo.Charges.PAYER;
import static org.mpp4j.tempo.Charges.SOON;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.method.PendingPayment;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.internal.charge.ProofHash;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.Rlp;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.codec.RlpItem;
import org.mpp4j.tempo.internal.codec.RlpList;
import org.mpp4j.tempo.internal.rpc.FakeNode;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/** Transactions and proofs signed by P-256 keys, passkeys and access keys, and what the chain says of the latter. */
class AccessKeyTest {

    private static final PasskeyPayer KEY = new PasskeyPayer(11);
    private static final long LATER = NOW.getEpochSecond() + 3600;
    private static final String SYNC = "eth_sendRawTransactionSync";
    private static final String READ = "eth_call";

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final FakeNode node = new FakeNode()
            .on(SYNC, Reply.error(-32003, "refused"))
            .on("eth_getTransactionReceipt", Reply.result("null"));
    private final TempoCharge charge =
            Charges.builder().rpcUrl(node.url()).clock(now::get).build();
    private final Challenge priced = Charges.challenge(charge, "1");
    private final Challenge free = Charges.challenge(charge, "0");

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void aTransactionSignedWithAP256KeyOrAPasskeyIsItsAccounts() {
        List<UnaryOperator<byte[]>> ways = List.of(KEY::signBare, KEY::signHashedAgain, KEY::signAsPasskey);

        for (UnaryOperator<byte[]> way : ways) {
            VerifiedPayment payment = Charges.verified(charge, paid(way));

            assertThat(payment.payer()).contains("did:pkh:eip155:42431:" + KEY.address());
            assertThat(payment.replayKeys()).hasSize(1);
        }
        assertThat(node.methods()).isEmpty();
    }

    @Test
    void aProofSignedWithAP256KeyOrAPasskeyIsItsAccounts() {
        byte[] hash = new ProofHash(42431).of(KEY.address(), free);

        for (byte[] signature : List.of(KEY.signBare(hash), KEY.signHashedAgain(hash), KEY.signAsPasskey(hash))) {
            VerifiedPayment payment = Charges.verified(charge, proof(KEY.address(), signature));

            assertThat(payment.payer()).contains("did:pkh:eip155:42431:" + KEY.address());
            assertThat(payment.settle(false)).isInstanceOf(Settlement.Settled.class);
        }
        assertThat(node.methods()).isEmpty();
    }

    @Test
    void aProofForAnotherChallengeByAPasskeyIsRejected() {
        byte[] hash = new ProofHash(42431).of(KEY.address(), priced);

        assertThat(detail(Charges.rejected(charge, proof(KEY.address(), KEY.signAsPasskey(hash)))))
                .contains("wasn't signed for this challenge");
    }

    @Test
    void aSignatureOfAPasskeyForSomethingElseIsNobodysTransaction() {
        byte[] other = Keccak.hash("another transaction");

        assertThat(detail(Charges.rejected(charge, paid(hash -> KEY.signAsPasskey(other)))))
                .contains("No account can have signed");
    }

    @Test
    void aTransactionOfAnAuthorizedAccessKeyIsSentInTheNameOfTheAccount() {
        node.on(READ, key(2, LATER, false));
        VerifiedPayment payment = Charges.verified(charge, paidByAccessKey());

        Settlement settlement = payment.settle(false);

        assertThat(payment.payer()).contains(PAYER.did(42431));
        assertThat(node.methods()).startsWith(READ, SYNC);
        assertThat(settlement).isInstanceOf(Rejected.class);
    }

    @Test
    void aProofOfAnAuthorizedAccessKeyIsTaken() {
        node.on(READ, key(2, LATER, false));
        VerifiedPayment payment = Charges.verified(charge, provenByAccessKey());

        assertThat(payment.payer()).contains(PAYER.did(42431));
        assertThat(payment.settle(false)).isInstanceOf(Settlement.Settled.class);
    }

    @Test
    void aKeyThatNeverEndsIsTaken() {
        node.on(READ, key(2, -1, false));

        assertThat(prove()).isInstanceOf(Settlement.Settled.class);
    }

    @Test
    void aRevokedKeyIsRefusedAndNothingIsSent() {
        node.on(READ, key(2, LATER, true));

        assertRefused(Charges.verified(charge, paidByAccessKey()).settle(false), "has revoked it");
        assertRefused(prove(), "has revoked it");
        assertThat(node.methods()).containsOnly(READ);
    }

    @Test
    void anExpiredKeyIsRefusedAndNothingIsSent() {
        node.on(READ, key(2, NOW.getEpochSecond(), false));

        assertRefused(Charges.verified(charge, paidByAccessKey()).settle(false), "a time that is over");
        assertRefused(prove(), "a time that is over");
        assertThat(node.methods()).containsOnly(READ);
    }

    @Test
    void aKeyThatIsNotAuthorizedOrOnAChainWithoutAccessKeysIsRefused() {
        node.on(READ, Reply.result("\"0x" + "0".repeat(320) + "\""), Reply.result("\"0x\""));

        assertRefused(prove(), "hasn't authorized it");
        assertRefused(prove(), "hasn't authorized it");
    }

    @Test
    void aKeyThatIsAuthorizedAsAnotherKindIsRefused() {
        node.on(READ, key(1, LATER, false));

        assertRefused(prove(), "a key of another kind");
    }

    @Test
    void anAnswerAboutAnotherKeyIsNotTaken() {
        node.on(READ, key(2, LATER, PAYER.address()));

        assertRefused(prove(), "hasn't authorized it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"0x00\"", "null", "1", "\"0xzz\"", "{}"})
    void aNodeThatDoesNotTellLeavesTheOutcomeOpenAndNothingTried(String answer) {
        node.on(READ, Reply.result(answer));

        for (Credential credential : List.of(paidByAccessKey(), provenByAccessKey())) {
            Settlement settlement = Charges.verified(charge, credential).settle(false);

            assertThat(settlement).isInstanceOf(Settlement.Unknown.class);
            assertThat(((Settlement.Unknown) settlement).attempted()).isFalse();
        }
        assertThat(node.methods()).containsOnly(READ);
    }

    @Test
    void aKeyThatWasFoundGoodIsRememberedForAMoment() {
        node.on(READ, key(2, LATER, false), key(2, LATER, true));

        assertThat(prove()).isInstanceOf(Settlement.Settled.class);
        now.set(NOW.plusSeconds(29));
        assertThat(prove()).isInstanceOf(Settlement.Settled.class);
        now.set(NOW.plusSeconds(30));
        assertRefused(prove(), "has revoked it");
        assertThat(node.methods()).hasSize(2);
    }

    @Test
    void aKeyIsNotRememberedBeyondItsEnd() {
        node.on(READ, key(2, NOW.getEpochSecond() + 5, false));

        assertThat(prove()).isInstanceOf(Settlement.Settled.class);
        now.set(NOW.plusSeconds(5));
        assertRefused(prove(), "a time that is over");
    }

    @Test
    void aKeyThatWasRefusedIsAskedForAgain() {
        node.on(READ, key(2, LATER, true), key(2, LATER, false));

        assertRefused(prove(), "has revoked it");
        assertThat(prove()).isInstanceOf(Settlement.Settled.class);
    }

    @Test
    void aTransactionThatMayHaveBeenSentIsLookedForWhateverBecameOfTheKey() {
        node.on(READ, key(2, LATER, true)).on("eth_getTransactionReceipt", Reply.error(-32000, "busy"));

        Settlement settlement = Charges.verified(charge, paidByAccessKey()).settle(true);

        assertThat(((Settlement.Unknown) settlement).attempted()).isTrue();
        assertThat(node.methods()).doesNotContain(READ);
    }

    @Test
    void aProofThatWasBegunIsLookedUpWithItsKey() {
        node.on(READ, key(2, LATER, true), key(2, LATER, false));
        VerifiedPayment payment = Charges.verified(charge, provenByAccessKey());
        PendingPayment pending =
                new PendingPayment(free.id(), free.request(), payment.payer(), payment.lookUpData(), NOW);

        assertRefused(charge.lookUp(pending), "has revoked it");
        assertThat(charge.lookUp(pending)).isInstanceOf(Settlement.Settled.class);
    }

    @Test
    void aKeyThatTheTransactionAuthorizesItselfNeedsNoLook() {
        RlpList content = RlpList.of(
                RlpBytes.of(BigInteger.valueOf(42431)),
                RlpBytes.of(BigInteger.TWO),
                RlpBytes.of(KEY.address().bytes()));

        Charges.verified(charge, paidByAccessKey(authorization(content, PAYER))).settle(false);
        assertThat(node.methods()).doesNotContain(READ);
    }

    @Test
    void anAuthorizationThatSomebodyElseSignedIsNone() {
        RlpList content = RlpList.of(
                RlpBytes.of(BigInteger.valueOf(42431)),
                RlpBytes.of(BigInteger.TWO),
                RlpBytes.of(KEY.address().bytes()));
        node.on(READ, Reply.result("\"0x" + "0".repeat(320) + "\""));

        assertRefused(
                Charges.verified(charge, paidByAccessKey(authorization(content, new TempoPayer("0x5e"))))
                        .settle(false),
                "hasn't authorized it");
    }

    @Test
    void anAuthorizationForAnotherChainIsNone() {
        RlpList content = RlpList.of(
                RlpBytes.of(BigInteger.valueOf(4217)),
                RlpBytes.of(BigInteger.TWO),
                RlpBytes.of(KEY.address().bytes()));
        node.on(READ, Reply.result("\"0x" + "0".repeat(320) + "\""));

        assertRefused(
                Charges.verified(charge, paidByAccessKey(authorization(content, PAYER)))
                        .settle(false),
                "hasn't authorized it");
    }

    private static RlpList authorization(RlpList content, TempoPayer by) {
        return RlpList.of(content, RlpBytes.of(by.sign(Keccak.hash(Rlp.encode(content)))));
    }

    private Settlement prove() {
        return Charges.verified(charge, provenByAccessKey()).settle(false);
    }

    private Credential paidByAccessKey() {
        return credential(unsigned(), PAYER.address(), AccessKeyTest::signByAccessKey);
    }

    private Credential paidByAccessKey(RlpList authorization) {
        List<RlpItem> fields = new ArrayList<>(
                Rlp.decode(unsigned().encode(), 1).asList("fields").items());
        fields.set(13, authorization);
        fields.add(RlpBytes.EMPTY);
        byte[] authorizing = Keccak.concatenate(new byte[] {TempoTransaction.TYPE}, Rlp.encode(new RlpList(fields)));
        return credential(TempoTransaction.decode(authorizing), PAYER.address(), AccessKeyTest::signByAccessKey);
    }

    private Credential paid(UnaryOperator<byte[]> signing) {
        return credential(unsigned(), KEY.address(), signing);
    }

    private TempoTransaction unsigned() {
        return TempoPayer.unsigned(42431, SOON, List.of(TempoPayer.transfer(priced)));
    }

    private Credential credential(TempoTransaction unsigned, TempoAddress account, UnaryOperator<byte[]> signing) {
        byte[] signature = signing.apply(unsigned.signingHash());
        return Credential.of(
                priced,
                "did:pkh:eip155:42431:" + account,
                JsonObject.builder()
                        .put("type", "transaction")
                        .put(
                                "signature",
                                Hex.encode(unsigned.withSignature(signature).encode()))
                        .build());
    }

    private Credential provenByAccessKey() {
        return proof(PAYER.address(), signByAccessKey(new ProofHash(42431).of(PAYER.address(), free)));
    }

    private Credential proof(TempoAddress account, byte[] signature) {
        return Credential.of(
                free,
                "did:pkh:eip155:42431:" + account,
                JsonObject.builder()
                        .put("type", "proof")
                        .put("signature", Hex.encode(signature))
                        .build());
    }

    private static byte[] signByAccessKey(byte[] hash) {
        byte[] account = PAYER.address().bytes();
        return Keccak.concatenate(
                new byte[] {4}, account, KEY.signAsPasskey(Keccak.hash(new byte[] {4}, hash, account)));
    }

    private static Reply key(int type, long expiry, boolean revoked) {
        return revoked ? Reply.result("\"0x" + "0".repeat(319) + "1\"") : key(type, expiry, KEY.address());
    }

    private static Reply key(int type, long expiry, TempoAddress address) {
        return Reply.result("\"0x" + String.format("%064x", type) + "0".repeat(24)
                + HexFormat.of().formatHex(address.bytes()) + "0".repeat(48) + String.format("%016x", expiry)
                + String.format("%064x", 1) + String.format("%064x", 0) + "\"");
    }

    private static void assertRefused(Settlement settlement, String why) {
        assertThat(detail((Rejected) settlement)).contains(why);
    }

    private static String detail(Rejected rejected) {
        return rejected.problem().detail();
    }
}
