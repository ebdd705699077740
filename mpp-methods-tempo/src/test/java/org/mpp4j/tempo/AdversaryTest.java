package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.tempo.Charges.MERCHANT;
import static org.mpp4j.tempo.Charges.NOW;
import static org.mpp4j.tempo.Charges.PAYER;
import static org.mpp4j.tempo.Charges.SOON;
import static org.mpp4j.tempo.OnePayment.log;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.Exchange;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.Route;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.protocol.BodyDigest;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.store.InMemoryReplayStore;
import org.mpp4j.tempo.internal.charge.AttributionMemo;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.rpc.FakeNode;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TempoTransaction;
import org.mpp4j.tempo.internal.tx.TokenFunction;
import org.web3j.crypto.Sign;

/** Who wants the resource without paying its price, through the whole gate. None of them is let in. */
class AdversaryTest {

    private static final String SYNC = "eth_sendRawTransactionSync";
    private static final String RECEIPT = "eth_getTransactionReceipt";
    private static final String PATH_USD = TempoNetwork.MODERATO.currency().toString();
    private static final TempoAddress PLATFORM = TempoAddress.parse("0x90F79bf6EB2c4f870365E785982E1f101E93b906");
    private static final TempoPayer STRANGER = new TempoPayer("0x5e");
    private static final String HASH = "0x" + "7".repeat(64);

    private final FakeNode node = new FakeNode();
    private final TempoCharge charge = Charges.builder().rpcUrl(node.url()).build();
    private final PaymentGate gate = PaymentGate.builder(
                    "localhost", ChallengeKeys.of("a secret that is known to this test only"))
            .clock(() -> NOW)
            .random(new Random(1))
            .replayStore(new InMemoryReplayStore(() -> NOW, 100))
            .build();
    private final Route paid = Route.of("paid", Offer.of(charge, "1"));
    private final Route shared = Route.of("shared", Offer.of(charge.withSplits(TempoSplit.of("0.4", PLATFORM)), "1"));
    private final Challenge challenge = challenge(paid);

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void thisPaymentWouldBeTaken() {
        chainTells(HASH, "0x1", transfer(challenge, PAYER, 1_000_000));

        assertThat(admit(paid, pushed(challenge, PAYER, HASH))).isInstanceOf(Admission.Granted.class);
    }

    @Test
    void theHashOfAnotherPayersTransfer() {
        chainTells(HASH, "0x1", transfer(challenge, STRANGER, 1_000_000));

        assertVerificationFails(paid, pushed(challenge, PAYER, HASH));
    }

    @Test
    void theHashOfAnotherPayersTransferInTheNameOfThatPayer() {
        Challenge victims = challenge(paid);
        chainTells(HASH, "0x1", transfer(victims, STRANGER, 1_000_000));

        assertVerificationFails(paid, pushed(challenge, STRANGER, HASH));
    }

    @Test
    void aHashFromBeforeTheChallenge() {
        Challenge earlier = challenge(paid);
        chainTells(HASH, "0x1", transfer(earlier, PAYER, 1_000_000));

        assertVerificationFails(paid, pushed(challenge(paid), PAYER, HASH));
    }

    @Test
    void aHashThatTheChainDoesNotKnow() {
        node.on(RECEIPT, Reply.result("null"));

        assertThat(admit(paid, pushed(challenge, PAYER, HASH))).isInstanceOf(Admission.Undecided.class);
    }

    @Test
    void theSameTransferForTwoChallenges() {
        Challenge second = challenge(paid);
        chainTells(HASH, "0x1", transfer(challenge, PAYER, 1_000_000));
        assertThat(admit(paid, pushed(challenge, PAYER, HASH))).isInstanceOf(Admission.Granted.class);

        assertVerificationFails(paid, pushed(second, PAYER, HASH));
        assertNotLetIn(paid, pushed(challenge, PAYER, HASH));
        assertNotLetIn(paid, pushed(challenge, PAYER, "0x" + HASH.substring(2).toUpperCase(Locale.ROOT)));
    }

    @Test
    void oneTransferWithTheMemoOfOneChallengeAndAnotherWithoutForTwoChallenges() {
        Challenge second = challenge(paid);
        chainTells(
                HASH,
                "0x1",
                transfer(challenge, PAYER, 1_000_000),
                OnePayment.plainTransferLog(),
                transfer(challenge, PAYER, 1_000_000));
        assertThat(admit(paid, pushed(challenge, PAYER, HASH))).isInstanceOf(Admission.Granted.class);

        assertVerificationFails(paid, pushed(second, PAYER, HASH));
    }

    @Test
    void whoShowsTheHashOfAPaymentBeforeItsPayerDoesTakesNothingFromThePayer() {
        Challenge thiefs = challenge(paid);
        node.on(RECEIPT, Reply.result("null"));
        assertThat(admit(paid, pushed(thiefs, PAYER, HASH))).isInstanceOf(Admission.Undecided.class);
        chainTells(HASH, "0x1", transfer(challenge, PAYER, 1_000_000));
        assertVerificationFails(paid, pushed(challenge(paid), STRANGER, HASH));

        assertThat(admit(paid, pushed(challenge, PAYER, HASH))).isInstanceOf(Admission.Granted.class);
        assertVerificationFails(paid, pushed(thiefs, PAYER, HASH));
    }

    @Test
    void aTransactionThatThisServerSentShownAgainAsAHash() {
        Credential pulled = PAYER.pay(challenge, SOON);
        assertThat(admitMined(pulled)).isInstanceOf(Admission.Granted.class);

        chainTells(hash(pulled), "0x1", transfer(challenge, PAYER, 1_000_000));
        assertNotLetIn(paid, pushed(challenge, PAYER, hash(pulled)));
        assertVerificationFails(paid, pushed(challenge(paid), PAYER, hash(pulled)));
    }

    @Test
    void theTwinWithHighSOfAUsedTransaction() {
        Credential used = PAYER.pay(challenge, SOON);
        assertThat(admitMined(used)).isInstanceOf(Admission.Granted.class);

        Credential twin = resigned(used, signature -> {
            BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
            byte[] high =
                    BigIntegers.asUnsignedByteArray(32, Sign.CURVE_PARAMS.getN().subtract(s));
            System.arraycopy(high, 0, signature, 32, 32);
            signature[64] = (byte) (55 - signature[64]);
        });

        assertNotLetIn(paid, twin);
        assertThat(node.methods()).containsExactly(SYNC);
    }

    @Test
    void theTwinWithAnotherVOfAUsedTransaction() {
        Credential used = PAYER.pay(challenge, SOON);
        assertThat(admitMined(used)).isInstanceOf(Admission.Granted.class);

        assertNotLetIn(paid, resigned(used, signature -> signature[64] = (byte) (signature[64] - 27)));
        assertThat(node.methods()).containsExactly(SYNC);
    }

    @Test
    void aUsedTransactionForAnotherChallenge() {
        Credential used = PAYER.pay(challenge, SOON);
        assertThat(admitMined(used)).isInstanceOf(Admission.Granted.class);

        assertVerificationFails(paid, Credential.of(challenge(paid), PAYER.did(42431), used.payload()));
        assertThat(node.methods()).containsExactly(SYNC);
    }

    @Test
    void aTransactionWithAnExtraCall() {
        TempoCall payment = TempoPayer.transfer(challenge);
        TempoCall takeBack = TempoCall.of(
                TempoAddress.parse(PATH_USD), TokenFunction.approve(STRANGER.address(), BigInteger.valueOf(1_000_000)));
        TempoCall elsewhere = TempoCall.of(STRANGER.address(), payment.input().toArray());

        assertVerificationFails(paid, signed(List.of(payment, takeBack)));
        assertVerificationFails(paid, signed(List.of(payment, elsewhere)));
        assertVerificationFails(paid, signed(List.of(elsewhere, payment)));
        assertThat(node.methods()).isEmpty();
    }

    @Test
    void aSmallerSplit() {
        Challenge split = challenge(shared);
        byte[] memo = AttributionMemo.of(split).anonymous();
        TempoAddress token = TempoAddress.parse(PATH_USD);
        TempoCall rest = TempoCall.of(
                token, TokenFunction.transferWithMemo(TempoAddress.parse(MERCHANT), BigInteger.valueOf(600_000), memo));
        TempoCall smaller = TempoCall.of(token, TokenFunction.transfer(PLATFORM, BigInteger.valueOf(399_999)));

        assertVerificationFails(
                shared, PAYER.credential(split, PAYER.sign(TempoPayer.unsigned(42431, SOON, List.of(rest, smaller)))));
        assertThat(node.methods()).isEmpty();
    }

    @Test
    void aSmallerSplitInAPushedTransaction() {
        Challenge split = challenge(shared);
        String memo = Hex.encode(AttributionMemo.of(split).anonymous());
        chainTells(
                HASH,
                "0x1",
                log(PATH_USD, PAYER.address().toString(), MERCHANT, 600_000, memo),
                log(PATH_USD, PAYER.address().toString(), PLATFORM.toString(), 399_999, memo));

        assertVerificationFails(shared, pushed(split, PAYER, HASH));
    }

    @Test
    void aWrongTokenThatEmitsTheSameEvent() {
        String token = "0x20c0000000000000000000000000000000000001";
        chainTells(HASH, "0x1", transfer(challenge, PAYER, 1_000_000).replace(PATH_USD, token));

        assertVerificationFails(paid, pushed(challenge, PAYER, HASH));
        assertVerificationFails(paid, signed(challenge(paid), TempoAddress.parse(token)));
    }

    @Test
    void aRevertedTransaction() {
        chainTells(HASH, "0x0", transfer(challenge, PAYER, 1_000_000));
        assertVerificationFails(paid, pushed(challenge, PAYER, HASH));

        Credential pulled = PAYER.pay(challenge(paid), SOON);
        node.on(SYNC, Reply.result(receipt(hash(pulled), "0x0")));
        assertVerificationFails(paid, pulled);
    }

    private Credential signed(Challenge asked, TempoAddress token) {
        TempoCall call = TempoCall.of(token, TempoPayer.transfer(asked).input().toArray());
        return PAYER.credential(asked, PAYER.sign(TempoPayer.unsigned(42431, SOON, List.of(call))));
    }

    private Credential signed(List<TempoCall> calls) {
        return PAYER.credential(challenge, PAYER.sign(TempoPayer.unsigned(42431, SOON, calls)));
    }

    private interface Change {
        void to(byte[] signature);
    }

    private static Credential resigned(Credential used, Change change) {
        TempoTransaction transaction = TempoTransaction.decode(raw(used));
        byte[] signature = transaction.signature().bytes().toArray();
        change.to(signature);
        return PAYER.credential(used.challenge(), transaction.withSignature(signature));
    }

    private static byte[] raw(Credential pulled) {
        return Hex.decode(pulled.payload().requireString("signature"), 1 << 14, "transaction");
    }

    private static String hash(Credential pulled) {
        return Hex.encode(Keccak.hash(raw(pulled)));
    }

    private static Credential pushed(Challenge asked, TempoPayer payer, String hash) {
        return Credential.of(
                asked,
                payer.did(42431),
                JsonObject.builder().put("type", "hash").put("hash", hash).build());
    }

    private static String transfer(Challenge asked, TempoPayer from, long amount) {
        return log(
                PATH_USD,
                from.address().toString(),
                MERCHANT,
                amount,
                Hex.encode(AttributionMemo.of(asked).anonymous()));
    }

    private void chainTells(String hash, String status, String... logs) {
        node.on(RECEIPT, Reply.result(receipt(hash, status, logs)));
    }

    private static String receipt(String hash, String status, String... logs) {
        return "{\"transactionHash\":\"" + hash + "\",\"status\":\"" + status + "\",\"blockHash\":\"0x1\",\"logs\":["
                + String.join(",", logs) + "]}";
    }

    private Admission admitMined(Credential pulled) {
        node.on(SYNC, Reply.result(receipt(hash(pulled), "0x1", transfer(pulled.challenge(), PAYER, 1_000_000))));
        return admit(paid, pulled);
    }

    private void assertVerificationFails(Route route, Credential credential) {
        Admission admission = admit(route, credential);

        assertThat(((Admission.Challenged) admission).problem().type()).isEqualTo(ProblemType.VERIFICATION_FAILED);
    }

    private void assertNotLetIn(Route route, Credential credential) {
        assertThat(admit(route, credential)).isInstanceOf(Admission.Challenged.class);
    }

    private Challenge challenge(Route route) {
        return ((Admission.Challenged) gate.admit(request(List.of()), route))
                .challenges()
                .get(0);
    }

    private Admission admit(Route route, Credential credential) {
        Exchange request = request(List.of("Payment " + credential.token()));
        Admission admission = gate.admit(request, route);
        if (admission instanceof Admission.Granted granted) {
            gate.completed(request, granted.payment(), 200, Optional.empty());
        }
        return admission;
    }

    private static Exchange request(List<String> authorization) {
        return new Exchange() {
            @Override
            public String target() {
                return "GET /";
            }

            @Override
            public List<String> headers(String name) {
                return name.equalsIgnoreCase("Authorization") ? authorization : List.of();
            }

            @Override
            public Optional<BodyDigest> bodyDigest() {
                return Optional.empty();
            }
        };
    }
}
