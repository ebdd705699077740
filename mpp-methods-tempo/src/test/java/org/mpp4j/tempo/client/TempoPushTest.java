package org.mpp4j.tempo.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mpp4j.client.PaymentFailedException;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.tempo.Charges;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;
import org.mpp4j.tempo.internal.tx.FeePayerSignature;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/** Payments that the payer sends itself. */
class TempoPushTest extends OneAccount {

    private Reply receipt(String status) {
        return (exchange, id, closed) -> {
            String raw = node.parameters("eth_sendRawTransaction").get(0).get(0);
            String hash = Hex.encode(Keccak.hash(Hex.decode(raw, 1 << 14, "transaction")));
            Reply.result("{\"transactionHash\":\"" + hash + "\",\"blockHash\":\"0x01\",\"status\":\"" + status
                            + "\",\"logs\":[]}")
                    .to(exchange, id, closed);
        };
    }

    private TempoPayer pushing() {
        return payer().mode(TempoPayer.Mode.PUSH).build();
    }

    private static Challenge pushed() {
        return challenge("10", details -> details.put("supportedModes", List.of("push")));
    }

    @Test
    void whatWasPushedAndMinedIsAnsweredWithItsHash() {
        node.on("eth_sendRawTransaction", Reply.result("\"0x\""))
                .on("eth_getTransactionReceipt", Reply.result("null"), receipt("0x1"));

        Credential credential = pushing().pay(pushed());

        String raw = node.parameters("eth_sendRawTransaction").get(0).get(0);
        TempoTransaction transaction = TempoTransaction.decode(Hex.decode(raw, 1 << 14, "transaction"));
        assertThat(transaction.feePayer()).isInstanceOf(FeePayerSignature.None.class);
        assertThat(credential.payload().requireString("type")).isEqualTo("hash");
        assertThat(credential.payload().requireString("hash")).isEqualTo(Hex.encode(Keccak.hash(transaction.encode())));
    }

    @Test
    void whatTheNodeRefusesIsNotPaid() {
        node.on("eth_sendRawTransaction", Reply.error(-32003, "insufficient fee token balance"));

        assertThat(failure(pushing(), pushed()))
                .hasMessageContaining("didn't take")
                .matches(it -> !it.mayBePaid());
    }

    @Test
    void whatTheNodeHasAlreadyIsNotRefused() {
        node.on("eth_sendRawTransaction", Reply.error(-32003, "already known"))
                .on("eth_getTransactionReceipt", receipt("0x1"));

        assertThat(pushing().pay(pushed()).payload().requireString("type")).isEqualTo("hash");
    }

    @Test
    void aTransactionThatWasUndoneIsNotPaid() {
        node.on("eth_sendRawTransaction", Reply.result("\"0x\"")).on("eth_getTransactionReceipt", receipt("0x0"));

        assertThat(failure(pushing(), pushed())).hasMessageContaining("undone").matches(it -> !it.mayBePaid());
    }

    @Test
    void anAnswerThatIsLostIsNotTakenForARefusal() {
        node.on("eth_sendRawTransaction", Reply.drop()).on("eth_getTransactionReceipt", receipt("0x1"));

        assertThat(pushing().pay(pushed()).payload().requireString("type")).isEqualTo("hash");
    }

    @Test
    void aTransactionWhoseTimeIsOverIsCertainlyNotMined() {
        node.on("eth_getBlockByNumber", block(Charges.NOW, 1), block(Charges.NOW.plusSeconds(25), 1))
                .on("eth_sendRawTransaction", Reply.result("\"0x\""))
                .on("eth_getTransactionReceipt", Reply.result("null"));

        assertThat(failure(pushing(), pushed())).hasMessageContaining("in time").matches(it -> !it.mayBePaid());
    }

    @Test
    void whatMayStillBeMinedMayBePaid() {
        node.on("eth_sendRawTransaction", Reply.result("\"0x\"")).on("eth_getTransactionReceipt", Reply.result("null"));

        assertThat(failure(pushing(), pushed())).matches(PaymentFailedException::mayBePaid);
    }

    @Test
    void nothingIsPushedToAnotherChain() {
        node.on("eth_chainId", Reply.result("\"0x1079\""));

        assertThat(failure(pushing(), pushed()))
                .hasMessageContaining("another chain")
                .matches(it -> !it.mayBePaid());
        assertThat(node.methods()).doesNotContain("eth_sendRawTransaction");
    }
}
