package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.protocol.WwwAuthenticate;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.rpc.FakeNode;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;
import org.mpp4j.tempo.internal.tx.SubmittedTransaction;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/** Every charge that was recorded between mppx's server and client, from its challenge to its receipt. */
class RecordedFlowsTest {

    private static final ChallengeKeys KEYS = ChallengeKeys.of("test-secret-key-0123456789abcdef0123456789abcdef");

    private static byte[] bytes(String hex) {
        return Hex.decode(hex, 1 << 14, "transaction");
    }

    @ParameterizedTest
    @ValueSource(strings = {"charge-pull", "charge-push", "charge-feepayer", "charge-splits", "charge-proof-zero"})
    void whatWasSaidIsReadAndWrittenAsItWas(String flow) {
        JsonObject recorded = Recorded.json(flow);
        String challengeField = recorded.requireString("challengeHeader");
        String authorization = recorded.requireString("authorization");

        Challenge challenge = WwwAuthenticate.parse(List.of(challengeField)).get(0);
        Credential credential = Recorded.credential(flow);
        Receipt receipt = Receipt.parse(recorded.requireString("receiptHeader"));

        assertThat(WwwAuthenticate.format(challenge)).isEqualTo(challengeField);
        assertThat(KEYS.verify(challenge)).isTrue();
        assertThat("Payment " + credential.token()).isEqualTo(authorization);
        assertThat(credential.challenge()).isEqualTo(challenge);
        assertThat(Receipt.parse(receipt.toHeader()).json()).isEqualTo(receipt.json());
        assertThat(receipt.method()).isEqualTo("tempo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"charge-pull", "charge-feepayer", "charge-splits"})
    void theTransactionInACredentialIsReadAndWrittenAsItWas(String flow) {
        byte[] shown = bytes(Recorded.credential(flow).payload().requireString("signature"));

        SubmittedTransaction submitted = SubmittedTransaction.decode(shown);
        TempoTransaction transaction = submitted.transaction();

        byte[] written = submitted.claimedSender() == null
                ? transaction.encode()
                : Sponsored.envelope(transaction, submitted.claimedSender());
        assertThat(written).isEqualTo(shown);
    }

    @Test
    void whatTheFeePayerAddsMakesTheTransactionThatMppxSentByteForByte() {
        JsonObject recorded = Recorded.json("charge-feepayer");
        try (FakeNode node = new FakeNode()
                .on("eth_call", Reply.result("\"0x%064x\"".formatted(10_000_000)))
                .on(
                        "eth_sendRawTransactionSync",
                        Reply.result(recorded.requireObject("receipt").toCanonicalString()))) {
            TempoCharge charge = Sponsored.builder().rpcUrl(node.url()).build();
            VerifiedPayment payment = Charges.verified(charge, Recorded.credential("charge-feepayer"));

            Settlement settlement = payment.settle(false);

            assertThat(node.parameters("eth_sendRawTransactionSync"))
                    .containsExactly(List.of(recorded.requireString("raw")));
            assertThat(((Settlement.Settled) settlement).receipt().reference())
                    .isEqualTo(Receipt.parse(recorded.requireString("receiptHeader"))
                            .reference());
        }
    }
}
