package org.mpp4j.tempo.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.client.Demand;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.tempo.Charges;
import org.mpp4j.tempo.Recorded;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.TempoCharge;
import org.mpp4j.tempo.TempoNetwork;
import org.mpp4j.tempo.internal.client.ChargeOrder;
import org.mpp4j.tempo.internal.client.SponsorEnvelope;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;
import org.mpp4j.tempo.internal.tx.TempoTransaction;
import org.mpp4j.tempo.internal.tx.TokenCall;
import org.mpp4j.tempo.internal.tx.TokenFunction;

class TempoPayerTest extends OneAccount {

    private static byte[] sent(Credential credential) {
        return Hex.decode(credential.payload().requireString("signature"), 1 << 14, "transaction");
    }

    @Test
    void theServerVerifiesWhatIsPaid() {
        TempoCharge charge = Charges.builder().build();
        Challenge challenge = Charges.challenge(charge, "1");

        Credential credential = payer().build().pay(challenge);

        assertThat(Charges.verified(charge, credential)).isNotNull();
        assertThat(credential.source()).contains("did:pkh:eip155:42431:" + wallet.address());
        assertThat(node.methods()).containsExactly("eth_getBlockByNumber");
    }

    @Test
    void theServerVerifiesAProof() {
        TempoCharge charge = Charges.builder().build();

        Credential credential = payer().build().pay(Charges.challenge(charge, "0"));

        assertThat(Charges.verified(charge, credential)).isNotNull();
        assertThat(node.methods()).isEmpty();
    }

    @Test
    void theTransactionIsLikeTheOneOfMppx() {
        Credential recorded = Recorded.credential("charge-pull");
        TempoTransaction theirs = TempoTransaction.decode(sent(recorded));
        // The chain's clock, as it was then.
        node.on(
                "eth_getBlockByNumber",
                block(Instant.ofEpochSecond(theirs.validBefore().longValueExact() - 25), 10_000_000_000L));

        TempoTransaction ours = TempoTransaction.decode(sent(payer().build().pay(recorded.challenge())));

        assertThat(ours.calls()).isEqualTo(theirs.calls());
        assertThat(ours.chainId()).isEqualTo(theirs.chainId());
        assertThat(ours.nonceKey()).isEqualTo(theirs.nonceKey());
        assertThat(ours.nonce()).isEqualTo(theirs.nonce());
        assertThat(ours.validBefore()).isEqualTo(theirs.validBefore());
        assertThat(ours.maxPriorityFeePerGas()).isEqualTo(theirs.maxPriorityFeePerGas());
        assertThat(ours.maxFeePerGas()).isEqualTo(BigInteger.valueOf(21_000_000_000L));
        assertThat(ours.feePayer()).isEqualTo(theirs.feePayer());
        assertThat(ours.signer().orElseThrow().account()).isEqualTo(wallet.address());
        assertThat(recorded.source()).contains("did:pkh:eip155:42431:" + wallet.address());
    }

    @Test
    void aTransactionOnItsWayToASponsorIsEncodedAsByMppx() {
        JsonObject recorded = Recorded.json("sponsored");
        TempoTransaction marked = TempoTransaction.decode(
                Hex.decode(recorded.requireString("partial_0x76_marker"), 1 << 14, "transaction"));

        byte[] envelope =
                SponsorEnvelope.encode(marked, marked.signer().orElseThrow().account());

        assertThat(Hex.encode(envelope)).isEqualToIgnoringCase(recorded.requireString("partial_0x78_viem"));
    }

    @Test
    void whoeverSponsorsTheFeeChoosesItsToken() {
        Challenge challenge = challenge("1000000", details -> details.put("feePayer", true));

        byte[] envelope = sent(payer().feeToken(TempoAddress.parse(CURRENCY))
                .mode(TempoPayer.Mode.PUSH)
                .build()
                .pay(challenge));

        assertThat(envelope[0]).isEqualTo((byte) 0x78);
        // With the sender's address replaced by the mark, it is the transaction that was signed.
        String marked = Hex.encode(envelope)
                .replace(
                        "94" + wallet.address().toString().substring(2).toLowerCase(java.util.Locale.ROOT) + "c0b841",
                        "00c0b841");
        assertThat(marked).contains("808000c0b841");
        assertThat(node.methods()).doesNotContain("eth_sendRawTransaction");
    }

    @Test
    void theMemoNamesTheClient() {
        Challenge challenge = Challenge.builder(
                        "api.example.com",
                        "tempo",
                        "charge",
                        PaymentRequest.of(terms("1").build()))
                .build("challenge-123");

        TokenCall.Transfer transfer = (TokenCall.Transfer) TokenFunction.decode(ChargeOrder.of(challenge)
                        .calls(challenge, "my-app")
                        .get(0)
                        .input()
                        .toArray())
                .orElseThrow();

        assertThat(Hex.encode(transfer.memo().toArray()))
                .isEqualTo("0xef1ed712011ece072f76bd8b82350e3a180fb9d0177aa2f371eb18f2d4402269");
    }

    @Test
    void splitsArePaidExactly() {
        String memo = "0x" + "0".repeat(56) + "deadbeef";
        Challenge challenge = challenge(
                "1000000",
                details -> details.put(
                        "splits",
                        List.of(
                                split(SPLIT_1, "50000"),
                                split(SPLIT_2, "10000").toBuilder()
                                        .put("memo", memo)
                                        .build())));

        TempoPayer payer = payer().build();
        Demand demand = payer.demand(challenge);
        TempoTransaction transaction = TempoTransaction.decode(sent(payer.pay(challenge)));

        assertThat(demand)
                .isEqualTo(new Demand(
                        "tempo", CURRENCY, Amount.ofBaseUnits(1_000_000), List.of(Charges.MERCHANT, SPLIT_1, SPLIT_2)));
        List<TokenCall.Transfer> transfers = transaction.calls().stream()
                .map(call -> (TokenCall.Transfer)
                        TokenFunction.decode(call.input().toArray()).orElseThrow())
                .toList();
        assertThat(transfers)
                .extracting(TokenCall.Transfer::amount)
                .containsExactly(BigInteger.valueOf(940_000), BigInteger.valueOf(50_000), BigInteger.valueOf(10_000));
        assertThat(transfers.get(1).memo()).isNull();
        assertThat(transfers.get(2).memo()).isEqualTo(RlpBytes.of(Hex.decodeExactly(memo, 32, "memo")));
        assertThat(transaction.gas()).isEqualTo(BigInteger.valueOf(1_600_000));
    }

    @Test
    void whatNobodyShouldPayIsNotAnswered() {
        List<Challenge> hostile = new ArrayList<>();
        hostile.add(challenge("10", details -> details.put("splits", List.of(split(SPLIT_1, "10")))));
        hostile.add(challenge("10", details -> details.put("splits", List.of(split(SPLIT_1, "11")))));
        hostile.add(challenge("10", details -> details.put("splits", List.of(split(SPLIT_1, "0")))));
        hostile.add(challenge("10", details -> details.put("splits", List.of(split(SPLIT_1, "-1")))));
        hostile.add(challenge("10", details -> details.put("splits", List.of(split("somebody", "1")))));
        hostile.add(challenge(
                "100", details -> details.put("splits", java.util.Collections.nCopies(11, split(SPLIT_1, "1")))));
        hostile.add(challenge("0", details -> details.put("splits", List.of(split(SPLIT_1, "1")))));
        hostile.add(challenge("10", details -> details.put("memo", "0x" + "ab".repeat(32))));
        hostile.add(challenge("10", details -> details.put("chainId", 4217)));
        hostile.add(challenge("10", details -> details.put("supportedModes", List.of("push"))));
        hostile.add(challenge("10", details -> details.put("supportedModes", List.of())));
        hostile.add(challenge("10", details -> details.put("feePayer", "yes")));
        hostile.add(challenge("10", details -> details.put("feePayer", true).put("supportedModes", List.of("push"))));
        hostile.add(challenge(BigInteger.TWO.pow(256).toString(), details -> details));
        hostile.add(challenge(terms("10").remove("recipient").build()));
        hostile.add(
                challenge(terms("10").put("recipient", "0x" + "0".repeat(40)).build()));
        hostile.add(challenge(terms("10").put("currency", "usd").build()));

        for (Challenge challenge : hostile) {
            assertThat(payer().build().canAnswer(challenge))
                    .as(challenge.request().json().toCanonicalString())
                    .isFalse();
        }
        assertThat(payer().build().canAnswer(challenge("10", details -> details)))
                .isTrue();
        assertThat(node.methods()).isEmpty();
    }

    @Test
    void aChallengeThatSaysNoChainIsForTheTestNetwork() {
        Challenge challenge = challenge(terms("10").build());

        assertThat(payer().build().canAnswer(challenge)).isTrue();
        assertThat(payer().network(TempoNetwork.MAINNET).build().canAnswer(challenge))
                .isFalse();
    }

    @Test
    void aTransactionEndsWithItsChallenge() {
        Challenge ending = Challenge.builder(
                        "localhost",
                        "tempo",
                        "charge",
                        challenge("10", details -> details).request())
                .expires(Charges.NOW.plusSeconds(10))
                .build("ending");
        Challenge tooLate = Challenge.builder(
                        "localhost",
                        "tempo",
                        "charge",
                        challenge("10", details -> details).request())
                .expires(Charges.NOW.plusSeconds(5))
                .build("too-late");

        TempoTransaction transaction =
                TempoTransaction.decode(sent(payer().build().pay(ending)));

        assertThat(transaction.validBefore()).isEqualTo(BigInteger.valueOf(Charges.NOW.getEpochSecond() + 10));
        assertThat(failure(payer().build(), tooLate))
                .hasMessageContaining("expires")
                .matches(it -> !it.mayBePaid());
    }

    @Test
    void gasThatCostsTooMuchIsNotPaid() {
        node.on("eth_getBlockByNumber", block(Charges.NOW, 49_000_000_001L), block(Charges.NOW, 49_000_000_000L));
        Challenge challenge = challenge("10", details -> details);

        assertThat(failure(payer().build(), challenge))
                .hasMessageContaining("Gas costs more")
                .matches(it -> !it.mayBePaid());
        assertThat(TempoTransaction.decode(sent(payer().build().pay(challenge))).maxFeePerGas())
                .isEqualTo(BigInteger.valueOf(50_000_000_000L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"timestamp\":7}", "{\"timestamp\":\"0x1\"}", "\"0x1\"", "[]"})
    void aNodeThatMakesNoSensePaysNothing(String answer) {
        node.on("eth_getBlockByNumber", Reply.result(answer));

        assertThat(failure(payer().build(), challenge("10", details -> details)))
                .hasMessageContaining("latest block")
                .matches(it -> !it.mayBePaid());
    }

    private record Impostor(TempoAddress address, TempoSigner behind) implements TempoSigner {

        @Override
        public byte[] sign(byte[] hash) {
            return behind.sign(hash);
        }
    }

    @Test
    void theSignatureOfAnotherAccountIsNotUsed() {
        TempoSigner impostor = new Impostor(TempoAddress.parse(SPLIT_1), wallet);

        assertThat(failure(payer().signer(impostor).build(), challenge("10", details -> details)))
                .hasMessageContaining("not that of its account")
                .matches(it -> !it.mayBePaid());
    }

    @Test
    void whatASignerSaysIsNotPassedOn() {
        TempoSigner broken = new Impostor(wallet.address(), new TempoSigner() {
            @Override
            public TempoAddress address() {
                return wallet.address();
            }

            @Override
            public byte[] sign(byte[] hash) {
                throw new IllegalStateException("the key is " + KEY);
            }
        });

        assertThat(failure(payer().signer(broken).build(), challenge("10", details -> details)))
                .hasMessage("The signer failed: IllegalStateException")
                .hasNoCause();
    }

    @Test
    void whatIsMissingOrWrongIsSaid() {
        assertThatThrownBy(() -> TempoPayer.builder().build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("signer");
        assertThatThrownBy(() -> TempoPayer.builder().signer(wallet).build()).hasMessageContaining("network");
        assertThatThrownBy(() -> TempoPayer.builder().signer(wallet).chainId(7).build())
                .hasMessageContaining("rpcUrl");
        assertThatThrownBy(() -> payer().chainId(4217).build()).hasMessageContaining("4217");
        assertThatThrownBy(() -> payer().gasLimit(1).build()).hasMessageContaining("gas limit");
        assertThatThrownBy(() -> payer().maxFeePerGas(0).build()).hasMessageContaining("price of gas");
        assertThatThrownBy(() -> payer().deadline(Duration.ZERO).build()).hasMessageContaining("deadline");
    }

    @Test
    void nothingShowsTheKeyOrTheUrl() {
        assertThat(payer().build().toString())
                .isEqualTo("TempoPayer[" + wallet.address() + " on chain 42431]")
                .doesNotContain("a-key-of-the-operator");
    }
}
