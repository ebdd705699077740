package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.tempo.Charges.NOW;
import static org.mpp4j.tempo.Charges.PAYER;
import static org.mpp4j.tempo.Charges.SOON;

import java.math.BigInteger;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mpp4j.method.Rejected;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.tempo.Sponsored.Draft;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.codec.RlpList;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TempoTransaction;
import org.mpp4j.tempo.internal.tx.TokenFunction;

/** What customers try so that the fee payer pays more than it should, or for something else. */
class SponsorDrainTest {

    private static final TempoAddress EXCHANGE = TempoAddress.parse("0xdec0000000000000000000000000000000000000");
    private static final TempoAddress OTHER_TOKEN = TempoAddress.parse("0x20c0000000000000000000000000000000000001");
    private static final TempoAddress STRANGER = TempoAddress.parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    private static final TempoAddress TOKEN = TempoNetwork.MODERATO.currency();

    private final TempoCharge charge = Sponsored.builder().build();
    private final Challenge challenge = Charges.challenge(charge, "1");

    private Credential credential(UnaryOperator<Draft> changed) {
        return Sponsored.credential(
                challenge, changed.apply(Draft.of(challenge)).build());
    }

    static Arguments attempt(String what, UnaryOperator<Draft> changed, String told) {
        return Arguments.of(what, changed, told);
    }

    static Stream<Arguments> attempts() {
        BigInteger gwei = BigInteger.valueOf(1_000_000_000);
        return Stream.of(
                attempt("gas", draft -> draft.gas(2_000_001).fee(gwei), "gas limit"),
                attempt("endless gas", draft -> draft.gas(Long.MAX_VALUE), "gas limit"),
                attempt(
                        "price",
                        draft ->
                                draft.fee(gwei.multiply(BigInteger.valueOf(100)).add(BigInteger.ONE)),
                        "fee per gas"),
                attempt(
                        "priority",
                        draft -> draft.priority(
                                gwei.multiply(BigInteger.valueOf(50)).add(BigInteger.ONE)),
                        "priority fee"),
                attempt(
                        "total",
                        draft -> draft.gas(1_000_001).fee(gwei.multiply(BigInteger.valueOf(50))),
                        "gas limit times"),
                attempt("no end", draft -> draft.validBefore(null), "end of their validity"),
                attempt(
                        "an end beyond all time",
                        draft -> draft.validBefore(BigInteger.ONE.shiftLeft(63)),
                        "end of their validity"),
                attempt(
                        "longer than the challenge",
                        draft -> draft.validBefore(BigInteger.valueOf(NOW.getEpochSecond() + 361)),
                        "longer than its challenge"),
                attempt("a sequence of nonces", draft -> draft.nonceKey(BigInteger.ZERO), "expiring nonce"),
                attempt("a nonce", draft -> draft.nonce(1), "expiring nonce"),
                attempt(
                        "an access list",
                        draft -> draft.accessList(RlpList.of(RlpList.of(RlpBytes.of(new byte[20]), RlpList.EMPTY))),
                        "access list"),
                attempt(
                        "native value",
                        draft -> draft.calls(call -> new TempoCall(call.to(), BigInteger.ONE, call.input())),
                        "plain token transfer"),
                attempt(
                        "one more transfer",
                        draft -> draft.add(TempoCall.of(TOKEN, TokenFunction.transfer(STRANGER, BigInteger.ONE))),
                        "and no others"),
                attempt(
                        "a transfer of another token",
                        draft -> draft.add(TempoCall.of(OTHER_TOKEN, TokenFunction.transfer(STRANGER, BigInteger.ONE))),
                        "isn't a transfer of the currency"),
                attempt(
                        "a call of any contract",
                        draft -> draft.add(TempoCall.of(STRANGER, new byte[] {1, 2, 3, 4})),
                        "plain token transfer"),
                attempt(
                        "making a contract",
                        draft -> draft.add(new TempoCall(null, BigInteger.ZERO, RlpBytes.of(new byte[5000]))),
                        "plain token transfer"),
                attempt(
                        "an approval for a stranger",
                        draft -> draft.addFirst(TempoCall.of(TOKEN, TokenFunction.approve(STRANGER, BigInteger.TEN))),
                        "approves something else"),
                attempt(
                        "call data with more at its end",
                        draft -> draft.calls(call -> new TempoCall(
                                call.to(),
                                call.value(),
                                RlpBytes.of(java.util.Arrays.copyOf(
                                        call.input().toArray(), call.input().length() + 32)))),
                        "plain token transfer"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attempts")
    void nothingIsSignedBeyondALimit(String what, UnaryOperator<Draft> changed, String told) {
        Rejected rejected = Charges.rejected(charge, credential(changed));

        assertThat(rejected.problem().detail()).contains(told);
    }

    @Test
    void whatIsJustWithinTheLimitsIsSponsored() {
        BigInteger gwei = BigInteger.valueOf(1_000_000_000);
        for (UnaryOperator<Draft> allowed : List.<UnaryOperator<Draft>>of(
                draft -> draft.gas(2_000_000).fee(gwei.multiply(BigInteger.valueOf(25))),
                draft -> draft.gas(500_000).fee(gwei.multiply(BigInteger.valueOf(100))),
                draft -> draft.priority(gwei.multiply(BigInteger.valueOf(50))),
                draft -> draft.validBefore(BigInteger.valueOf(NOW.getEpochSecond() + 360)))) {
            assertThat(Charges.verified(charge, credential(allowed)).payer()).isPresent();
        }
    }

    @Test
    void onMainnetThePriorityFeeHasALowerLimit() {
        assertThat(FeePayerPolicy.defaults().maxPriorityFeePerGas(4217)).isEqualTo(BigInteger.valueOf(10_000_000_000L));
        assertThat(FeePayerPolicy.defaults().maxPriorityFeePerGas(42431))
                .isEqualTo(BigInteger.valueOf(50_000_000_000L));
    }

    @Test
    void aPurchaseBeforehandIsSponsoredUnlessThePolicyForbidsIt() {
        Credential buying = credential(draft -> draft.addFirst(
                TempoCall.of(OTHER_TOKEN, TokenFunction.approve(EXCHANGE, BigInteger.valueOf(1_100_000))),
                TempoCall.of(
                        EXCHANGE,
                        TokenFunction.swapExactAmountOut(
                                OTHER_TOKEN, TOKEN, BigInteger.valueOf(1_000_000), BigInteger.valueOf(1_100_000)))));
        TempoCharge strict = Sponsored.builder()
                .feePayerPolicy(FeePayerPolicy.builder().purchases(false).build())
                .build();

        assertThat(Charges.verified(charge, buying).payer()).isPresent();
        assertThat(Charges.rejected(strict, buying).problem().detail()).contains("purchases");
    }

    @Test
    void aValidityBeyondThePolicyIsRefusedWhenItIsSettled() {
        TempoCharge brief = Sponsored.builder()
                .feePayerPolicy(FeePayerPolicy.builder()
                        .maxValidity(java.time.Duration.ofSeconds(24))
                        .build())
                .build();

        Rejected rejected = (Rejected)
                Charges.verified(brief, credential(UnaryOperator.identity())).settle(false);

        assertThat(rejected.problem().detail()).contains("longer than the PT24S");
    }

    @Test
    void aTransactionThatNamesAnotherSenderIsRejected() {
        TempoTransaction signed = Draft.of(challenge).build();
        for (byte[] form : List.of(Sponsored.envelope(signed, STRANGER), Sponsored.oldForm(signed, STRANGER))) {
            assertThat(Charges.rejected(charge, Sponsored.credential(challenge, form))
                            .problem()
                            .detail())
                    .contains("another account than it names");
        }
        for (byte[] form :
                List.of(Sponsored.envelope(signed, PAYER.address()), Sponsored.oldForm(signed, PAYER.address()))) {
            assertThat(Charges.verified(charge, Sponsored.credential(challenge, form))
                            .payer())
                    .hasValue(PAYER.did(42431));
        }
    }

    @Test
    void onlyAChallengeThatPromisesItIsSponsored() {
        JsonObject request = challenge.request().json();
        JsonObject without = request.toBuilder()
                .put(
                        "methodDetails",
                        request.requireObject("methodDetails").toBuilder()
                                .remove("feePayer")
                                .build())
                .build();
        Challenge unpromised = Challenge.builder("localhost", "tempo", "charge", PaymentRequest.of(without))
                .expires(NOW.plusSeconds(300))
                .build("another");

        assertThat(Charges.rejected(
                                charge,
                                Sponsored.credential(
                                        unpromised, Draft.of(unpromised).build()))
                        .problem()
                        .detail())
                .contains("doesn't pay them");
    }

    @Test
    void whoPaysTheirOwnFeesIsServedToo() {
        assertThat(Charges.verified(charge, PAYER.pay(challenge, SOON))
                        .replayKeys()
                        .get(0)
                        .key())
                .contains(":tx:");
    }

    @Test
    void anotherSignatureOfTheSameSenderIsTheSameUse() {
        TempoTransaction signed = Draft.of(challenge).build();
        byte[] v27 = signed.signature().bytes().toArray();
        byte[] v0 = v27.clone();
        v0[64] -= 27;

        assertThat(Charges.verified(charge, Sponsored.credential(challenge, signed.withSignature(v0)))
                        .replayKeys())
                .isEqualTo(Charges.verified(charge, Sponsored.credential(challenge, signed))
                        .replayKeys());
        assertThat(Charges.verified(charge, Sponsored.credential(challenge, signed))
                        .lookUpData()
                        .toCanonicalString())
                .doesNotContain(Hex.encode(v27).substring(2));
    }
}
