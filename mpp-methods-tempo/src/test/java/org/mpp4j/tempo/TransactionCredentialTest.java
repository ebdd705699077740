package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.tempo.Charges.PAYER;
import static org.mpp4j.tempo.Charges.SOON;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.ReplayKey;
import org.mpp4j.method.Verification;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.tempo.internal.charge.AttributionMemo;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.codec.RlpList;
import org.mpp4j.tempo.internal.tx.FeePayerSignature;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TempoTransaction;
import org.mpp4j.tempo.internal.tx.TokenFunction;
import org.web3j.crypto.Sign;

class TransactionCredentialTest {

    private static final TempoAddress EXCHANGE = TempoAddress.parse("0xdec0000000000000000000000000000000000000");
    private static final TempoAddress ALPHA_USD = TempoAddress.parse("0x20c0000000000000000000000000000000000001");
    private static final TempoAddress PATH_USD = TempoNetwork.MODERATO.currency();
    private static final TempoAddress MERCHANT = TempoAddress.parse(Charges.MERCHANT);
    private static final BigInteger ONE_DOLLAR = BigInteger.valueOf(1_000_000);

    private final TempoCharge charge = Charges.builder().build();
    private final Challenge challenge = Charges.challenge(charge, "1");
    private final byte[] memo = AttributionMemo.of(challenge).anonymous();

    @Test
    void theCredentialThatMppxSentIsTaken() {
        VerifiedPayment payment = Charges.verified(charge, Recorded.credential("charge-pull"));

        assertThat(payment.payer()).contains("did:pkh:eip155:42431:0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");
        assertThat(payment.replayKeys())
                .containsExactly(ReplayKey.untilExpiry(
                        "tempo:42431:tx:0xb5ef95e2704b39f5a7e31454f0784fee86277fe6087b1ff60b70a19f96218933"));
    }

    @Test
    void aTransactionWithTheOtherFormOfVIsTheSameTransaction() {
        TempoTransaction signed = signed(transfer());
        byte[] signature = signed.signature().bytes().toArray();
        signature[64] = (byte) (signature[64] - 27);

        VerifiedPayment payment =
                Charges.verified(charge, PAYER.credential(challenge, signed.withSignature(signature)));

        assertThat(payment.replayKeys())
                .isEqualTo(Charges.verified(charge, PAYER.credential(challenge, signed))
                        .replayKeys());
        assertThat(payment.payer()).contains(PAYER.did(42431));
    }

    @Test
    void furtherTransfersAndAPurchaseBeforeThemAreTaken() {
        assertVerified(transfer(), TempoCall.of(PATH_USD, TokenFunction.transfer(ALPHA_USD, BigInteger.TWO)));
        assertVerified(approval(ALPHA_USD, EXCHANGE), purchase(EXCHANGE, ALPHA_USD, PATH_USD), transfer());
    }

    @Test
    void aNamedClientIsTaken() {
        byte[] named = memo.clone();
        Arrays.fill(named, 15, 25, (byte) 7);

        assertVerified(transfer(MERCHANT, ONE_DOLLAR, named));
    }

    @Test
    void aTransferOfAnythingElseIsRejected() {
        byte[] otherMemo = AttributionMemo.of("localhost", "another-challenge").anonymous();

        assertRejected("exactly one transfer", transfer(ALPHA_USD, ONE_DOLLAR, memo));
        assertRejected("exactly one transfer", transfer(MERCHANT, ONE_DOLLAR.subtract(BigInteger.ONE), memo));
        assertRejected("exactly one transfer", transfer(MERCHANT, ONE_DOLLAR.add(BigInteger.ONE), memo));
        assertRejected("exactly one transfer", transfer(MERCHANT, ONE_DOLLAR, otherMemo));
        assertRejected("exactly one transfer", transfer(MERCHANT, ONE_DOLLAR, new byte[32]));
        assertRejected("exactly one transfer", TempoCall.of(PATH_USD, TokenFunction.transfer(MERCHANT, ONE_DOLLAR)));
        assertRejected(
                "isn't a transfer of the currency",
                TempoCall.of(ALPHA_USD, transfer().input().toArray()));
    }

    @Test
    void payingTwiceInOneTransactionIsRejected() {
        assertRejected("exactly one transfer", transfer(), transfer());
    }

    @Test
    void otherCallsAreRejected() {
        TempoCall transfer = transfer();
        byte[] dirty = transfer.input().toArray();
        dirty[5] = 1;

        assertRejected("1 to 32 calls");
        assertRejected(
                "1 to 32 calls", java.util.Collections.nCopies(33, transfer).toArray(TempoCall[]::new));
        assertRejected("isn't a plain token transfer", transfer, TempoCall.of(MERCHANT, new byte[0]));
        assertRejected("isn't a plain token transfer", TempoCall.of(PATH_USD, dirty));
        assertRejected("isn't a plain token transfer", new TempoCall(null, BigInteger.ZERO, transfer.input()));
        assertRejected("isn't a plain token transfer", new TempoCall(PATH_USD, BigInteger.ONE, transfer.input()));
    }

    @Test
    void anyOtherApprovalOrPurchaseIsRejected() {
        TempoCall approval = approval(ALPHA_USD, EXCHANGE);
        TempoCall purchase = purchase(EXCHANGE, ALPHA_USD, PATH_USD);

        assertRejected("approves something else", approval, transfer());
        assertRejected("approves something else", approval, purchase);
        assertRejected("approves something else", approval(ALPHA_USD, MERCHANT), purchase, transfer());
        assertRejected("approves something else", approval(PATH_USD, EXCHANGE), purchase, transfer());
        assertRejected("approves something else", approval, purchase(MERCHANT, ALPHA_USD, PATH_USD), transfer());
        assertRejected("approves something else", approval, purchase(EXCHANGE, ALPHA_USD, ALPHA_USD), transfer());
        assertRejected("isn't a transfer of the currency", purchase, transfer());
        assertRejected("isn't a transfer of the currency", transfer(), approval);
        assertRejected("isn't a transfer of the currency", approval, purchase, transfer(), purchase);
    }

    @Test
    void anotherChainIsRejected() {
        assertRejected("another chain", PAYER.sign(TempoPayer.unsigned(4217, SOON, List.of(transfer()))));
    }

    @Test
    void aTransactionThatLeavesItsFeesToTheServerIsRejected() {
        TempoTransaction wanted = PAYER.sign(with(new FeePayerSignature.Wanted(), RlpList.EMPTY, null));

        assertRejected("doesn't pay them", wanted);
        byte[] envelope = wanted.encode();
        envelope[0] = TempoTransaction.FEE_PAYER_TYPE;
        assertThat(rejection(Hex.encode(envelope)).problem().detail()).contains("doesn't pay them");
        assertThat(rejection(Recorded.json("sponsored").requireString("partial_0x78_viem"))
                        .problem()
                        .detail())
                .contains("doesn't pay them");
    }

    @Test
    void aTransactionWhoseFeesSomebodyElsePaysIsTaken() {
        BigInteger seven = BigInteger.valueOf(7);

        assertThat(charge.verify(attempt(PAYER.sign(
                        with(new FeePayerSignature.Signed(BigInteger.ONE, seven, seven), RlpList.EMPTY, null)))))
                .isInstanceOf(Verification.Verified.class);
    }

    @Test
    void authorizationsOfCodeAreRejected() {
        assertRejected(
                "without code authorizations",
                PAYER.sign(with(new FeePayerSignature.None(), RlpList.of(RlpList.EMPTY), null)));
    }

    @Test
    void aSignatureThatIsNotCanonicalIsRejected() {
        TempoTransaction signed = signed(transfer());
        byte[] high = signed.signature().bytes().toArray();
        BigInteger s = Sign.CURVE_PARAMS.getN().subtract(new BigInteger(1, Arrays.copyOfRange(high, 32, 64)));
        System.arraycopy(org.bouncycastle.util.BigIntegers.asUnsignedByteArray(32, s), 0, high, 32, 32);
        high[64] = (byte) (55 - high[64]);

        assertThat(rejection(Hex.encode(signed.withSignature(high).encode()))
                        .problem()
                        .type())
                .isEqualTo(ProblemType.INVALID_PAYLOAD);
    }

    @Test
    void aSignatureThatNoKeyMadeIsRejected() {
        byte[] nobodys = new byte[65];
        nobodys[31] = 5;
        nobodys[63] = 1;
        nobodys[64] = 27;

        assertRejected("No account can have signed", signed(transfer()).withSignature(nobodys));
    }

    @ParameterizedTest
    @CsvSource({
        "did:pkh:eip155:4217:0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
        "did:pkh:eip155:42431:0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
        "did:pkh:eip155:42431:0x3c44CdDdB6a900fa2b585dd299e03d12FA4293BC",
        "did:pkh:eip155:042431:0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
        "did:pkh:eip155:42431:somebody",
        "did:pkh:eip155:"
    })
    void anAccountOtherThanTheSendersAsSourceIsRejected(String source) {
        Credential credential = Credential.of(
                challenge, source, payload(Hex.encode(signed(transfer()).encode())));

        assertThat(Charges.rejected(charge, credential).problem().detail()).contains("source of the credential");
    }

    @Test
    void aSourceIsNotNeededAndOneOfAnotherKindClaimsNothing() {
        JsonObject payload = payload(Hex.encode(signed(transfer()).encode()));

        assertThat(Charges.verified(charge, Credential.of(challenge, payload)).payer())
                .contains(PAYER.did(42431));
        assertThat(Charges.verified(charge, Credential.of(challenge, "did:key:z6Mk", payload))
                        .payer())
                .contains(PAYER.did(42431));
        assertThat(Charges.verified(
                                charge,
                                Credential.of(
                                        challenge,
                                        "did:pkh:eip155:42431:0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc",
                                        payload))
                        .payer())
                .contains(PAYER.did(42431));
    }

    @Test
    void aTransactionIsNotTakenByAServerThatSendsNone() {
        TempoCharge pushOnly = Charges.builder().modes(TempoMode.PUSH).build();

        Rejected rejected = Charges.rejected(pushOnly, PAYER.pay(Charges.challenge(pushOnly, "1"), SOON));

        assertThat(rejected.problem().type()).isEqualTo(ProblemType.VERIFICATION_FAILED);
        assertThat(rejected.problem().detail()).contains("doesn't send transactions");
    }

    @Test
    void aTransactionForNothingIsRejected() {
        Challenge free = Charges.challenge(charge, "0");

        assertThat(Charges.rejected(charge, PAYER.pay(free, SOON)).problem().detail())
                .contains("answered with a proof");
    }

    @Test
    void aPayloadOfTheWrongFormIsInvalid() {
        assertInvalid(JsonObject.EMPTY, "The member \"type\" is missing.");
        assertInvalid(JsonObject.builder().put("type", 1).build(), "The member \"type\" must be a string.");
        assertInvalid(JsonObject.builder().put("type", "gift").build(), "a type that a charge");
        assertInvalid(JsonObject.builder().put("type", "transaction").build(), "The member \"signature\" is missing.");
        assertInvalid(
                JsonObject.builder()
                        .put("type", "transaction")
                        .put("signature", true)
                        .build(),
                "must be a string");
        assertInvalid(payload("76"), "starts with 0x");
        assertInvalid(payload("0x7"), "not hexadecimal text of whole bytes");
        assertInvalid(payload("0xzz"), "not hexadecimal text of whole bytes");
        assertInvalid(payload("0x"), "type 0x76");
        assertInvalid(payload("0x02c0"), "type 0x76");
        assertInvalid(payload("0x76"), "ends too early");
        assertInvalid(payload("0x76c0"), "this one has 0");
        assertInvalid(payload("0x" + "76".repeat(16 * 1024 + 1)), "longer than 16384 bytes");
        assertInvalid(payload(Hex.encode(signed(transfer()).encode()) + "00"), "something follows it");
    }

    private void assertInvalid(JsonObject payload, String detail) {
        Rejected rejected = Charges.rejected(charge, Credential.of(challenge, payload));

        assertThat(rejected.problem().type()).isEqualTo(ProblemType.INVALID_PAYLOAD);
        assertThat(rejected.problem().detail()).contains(detail);
    }

    private void assertVerified(TempoCall... calls) {
        assertThat(charge.verify(attempt(signed(calls)))).isInstanceOf(Verification.Verified.class);
    }

    private void assertRejected(String detail, TempoCall... calls) {
        assertRejected(detail, signed(calls));
    }

    private void assertRejected(String detail, TempoTransaction signed) {
        Rejected rejected = (Rejected) charge.verify(attempt(signed));

        assertThat(rejected.problem().type()).isEqualTo(ProblemType.VERIFICATION_FAILED);
        assertThat(rejected.problem().detail()).contains(detail);
    }

    private Rejected rejection(String raw) {
        return Charges.rejected(charge, Credential.of(challenge, payload(raw)));
    }

    private PaymentAttempt attempt(TempoTransaction signed) {
        return new PaymentAttempt(PAYER.credential(challenge, signed));
    }

    private static JsonObject payload(String raw) {
        return JsonObject.builder()
                .put("type", "transaction")
                .put("signature", raw)
                .build();
    }

    private TempoTransaction signed(TempoCall... calls) {
        return PAYER.sign(TempoPayer.unsigned(42431, SOON, new ArrayList<>(Arrays.asList(calls))));
    }

    private TempoTransaction with(FeePayerSignature feePayer, RlpList authorizations, RlpList keyAuthorization) {
        TempoTransaction plain = TempoPayer.unsigned(42431, SOON, List.of(transfer()));
        return new TempoTransaction(
                plain.chainId(),
                plain.maxPriorityFeePerGas(),
                plain.maxFeePerGas(),
                plain.gas(),
                plain.calls(),
                plain.accessList(),
                plain.nonceKey(),
                plain.nonce(),
                plain.validBefore(),
                plain.validAfter(),
                feePayer instanceof FeePayerSignature.Wanted ? null : plain.feeToken(),
                feePayer,
                authorizations,
                keyAuthorization,
                new org.mpp4j.tempo.internal.tx.SenderSignature(RlpBytes.EMPTY));
    }

    private TempoCall transfer() {
        return transfer(MERCHANT, ONE_DOLLAR, memo);
    }

    private static TempoCall transfer(TempoAddress to, BigInteger amount, byte[] memo) {
        return TempoCall.of(PATH_USD, TokenFunction.transferWithMemo(to, amount, memo));
    }

    private static TempoCall approval(TempoAddress token, TempoAddress spender) {
        return TempoCall.of(token, TokenFunction.approve(spender, BigInteger.TEN));
    }

    private static TempoCall purchase(TempoAddress at, TempoAddress in, TempoAddress out) {
        return TempoCall.of(at, TokenFunction.swapExactAmountOut(in, out, ONE_DOLLAR, BigInteger.TEN));
    }
}
