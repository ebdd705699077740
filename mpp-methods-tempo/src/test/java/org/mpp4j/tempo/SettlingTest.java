package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.tempo.Charges.NOW;
import static org.mpp4j.tempo.Charges.PAYER;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.tempo.internal.charge.AttributionMemo;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/** Every way a node can answer, or not, and what becomes of the payment. */
class SettlingTest extends OnePayment {

    @Test
    void aTransactionThatIsMinedAtOnceIsSettled() {
        node.on(SYNC, mined);

        assertThat(settle(false))
                .isEqualTo(new Settlement.Settled(Receipt.of(
                        "tempo",
                        hash,
                        NOW,
                        JsonObject.builder().put("externalId", "order-7").build())));
        assertThat(node.methods()).containsExactly(SYNC);
        assertThat(node.parameters(SYNC)).containsExactly(List.of(Hex.encode(raw)));
    }

    @Test
    void whatIsSentIsTheCanonicalForm() {
        TempoTransaction signed = TempoTransaction.decode(raw);
        byte[] signature = signed.signature().bytes().toArray();
        signature[64] = (byte) (signature[64] - 27);
        node.on(SYNC, mined);

        Settlement settlement = Charges.verified(charge, PAYER.credential(challenge, signed.withSignature(signature)))
                .settle(false);

        assertSettled(settlement);
        assertThat(node.parameters(SYNC)).containsExactly(List.of(Hex.encode(raw)));
    }

    @Test
    void theReceiptThatTheNodeGaveForMppxsPaymentSettlesIt() {
        node.on(
                SYNC,
                Reply.result(
                        Recorded.json("charge-pull").requireObject("receipt").toCanonicalString()));

        Settlement settlement =
                Charges.verified(charge, Recorded.credential("charge-pull")).settle(false);

        assertThat(((Settlement.Settled) settlement).receipt().reference())
                .isEqualTo(
                        Recorded.json("charge-pull").requireObject("recorded").requireString("reference"));
    }

    @Test
    void aNodeThatCannotWaitIsAskedUntilItIsMined() {
        node.on(SYNC, NO_SUCH_METHOD).on(SEND, Reply.result("\"" + hash + "\"")).on(RECEIPT, NOTHING, NOTHING, mined);

        assertSettled(settle(false));
        assertSettled(settle(false));

        // The second payment knows already what the node can't do.
        assertThat(node.methods()).containsExactly(SYNC, SEND, RECEIPT, RECEIPT, RECEIPT, SEND, RECEIPT);
        assertThat(node.parameters(SEND)).containsOnly(List.of(Hex.encode(raw)));
        assertThat(node.parameters(RECEIPT)).containsOnly(List.of(hash));
    }

    @Test
    void aNodeThatIsSlowToAnswerIsAskedUntilItIsMined() {
        node.on(SYNC, Reply.hang()).on(RECEIPT, NOTHING, mined);
        // A busy machine needs some of the time that is left for asking.
        TempoCharge patient = Charges.builder()
                .rpcUrl(node.url())
                .deadline(Duration.ofSeconds(5))
                .build();

        assertSettled(settle(patient, false));
        assertThat(node.methods()).containsExactly(SYNC, RECEIPT, RECEIPT);
    }

    @ParameterizedTest
    @CsvSource({
        "-32000, already known",
        "-32000, ALREADY_EXISTS: already in mempool",
        "-32003, transaction is pending",
        "-32000, timeout waiting for the transaction",
        "4, not mined in time"
    })
    void aTransactionThatTheNodeHasIsAskedForUntilItIsMined(int code, String message) {
        node.on(SYNC, Reply.error(code, message)).on(RECEIPT, NOTHING, mined);

        assertSettled(settle(false));
    }

    @Test
    void aPendingReceiptIsNotMinedYet() {
        String pending = JsonObject.parse(receipt("0x1", log())).toBuilder()
                .remove("blockHash")
                .build()
                .toCanonicalString();
        node.on(SYNC, Reply.result(pending)).on(RECEIPT, Reply.result(pending), mined);

        assertSettled(settle(false));
        assertThat(node.methods()).containsExactly(SYNC, RECEIPT, RECEIPT);
    }

    @Test
    void whatIsNeverMinedIsUnknown() {
        node.on(SYNC, NOTHING).on(RECEIPT, NOTHING);

        assertUnknown(settle(false), true);
    }

    @Test
    void settlingEndsByItsDeadlineWhateverHangs() {
        node.on(SYNC, Reply.hang()).on(RECEIPT, Reply.hang());
        long start = System.nanoTime();

        assertUnknown(settle(false), true);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void aRefusedConnectionMeansThatNothingWasAttempted() {
        node.close();

        assertUnknown(settle(false), false);
        assertThat(node.methods()).isEmpty();
    }

    @Test
    void anUnknownHostMeansThatNothingWasAttempted() {
        // A label of more than 63 characters can't be asked for, so no name server hears of it.
        URI nowhere = URI.create("http://" + "a".repeat(64) + ".invalid");

        assertUnknown(settle(charge(nowhere), false), false);
    }

    @Test
    void aConnectionThatTakesTooLongMeansThatNothingWasAttempted() throws IOException {
        List<Socket> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(full, waiting);

            assertUnknown(settle(charge(URI.create("http://127.0.0.1:" + full.getLocalPort())), false), false);
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    /** Until the system takes no more connections that nobody accepts. */
    private static void fill(ServerSocket server, List<Socket> waiting) throws IOException {
        for (int i = 0; i < 100; i++) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 200);
            } catch (SocketTimeoutException isFull) {
                return;
            }
        }
        throw new AssertionError("The queue of connections never got full");
    }

    static List<Reply> senseless() {
        String other = "0x" + "5".repeat(64);
        return List.of(
                Reply.drop(),
                Reply.trickle(),
                Reply.endless(),
                Reply.http(500, "oops"),
                Reply.http(503, ""),
                Reply.http(429, "{}"),
                Reply.http(302, ""),
                Reply.http(200, ""),
                Reply.http(200, "<html>"),
                Reply.http(200, "[]"),
                Reply.http(200, "{}"),
                Reply.http(200, "{\"id\":99,\"result\":null}"),
                (exchange, id, closed) -> Reply.http(200, "{\"id\":" + id + "}").to(exchange, id, closed),
                (exchange, id, closed) ->
                        Reply.http(200, "{\"id\":" + id + ",\"error\":\"no\"}").to(exchange, id, closed),
                (exchange, id, closed) ->
                        Reply.http(200, "{\"id\":" + id + ",\"error\":{}}").to(exchange, id, closed),
                Reply.error(-32603, "Internal error"),
                Reply.error(-32005, "limit exceeded"),
                Reply.error(3, "execution reverted"),
                Reply.result("\"" + other + "\""),
                Reply.result("true"),
                Reply.result("{\"blockHash\":\"0x1\"}"),
                Reply.result("{\"blockHash\":\"0x1\",\"transactionHash\":\"" + other
                        + "\",\"status\":\"0x1\",\"logs\":[]}"));
    }

    @ParameterizedTest
    @MethodSource("senseless")
    void afterAnAnswerWithoutSenseTheChainIsAsked(Reply senseless) {
        node.on(SYNC, senseless).on(RECEIPT, mined);

        assertSettled(settle(false));

        assertThat(node.methods()).containsExactly(SYNC, RECEIPT);
    }

    @ParameterizedTest
    @MethodSource("senseless")
    void afterAnAnswerWithoutSenseThatTheChainDoesNotClearUpItIsUnknown(Reply senseless) {
        node.on(SYNC, senseless).on(RECEIPT, NOTHING);

        assertUnknown(settle(false), true);

        assertThat(node.parameters(SYNC)).hasSize(1);
        assertThat(node.methods()).startsWith(SYNC, RECEIPT);
    }

    @ParameterizedTest
    @MethodSource("senseless")
    void aLookupThatMakesNoSenseLeavesItUnknown(Reply senseless) {
        node.on(SYNC, Reply.error(-32603, "Internal error")).on(RECEIPT, senseless);

        assertUnknown(settle(false), true);
    }

    @ParameterizedTest
    @ValueSource(ints = {-32003, -32602, -32000})
    void aRefusedTransactionThatIsNotMinedIsRejected(int code) {
        node.on(SYNC, Reply.error(code, "insufficient fee token balance: have 0, need 5"))
                .on(RECEIPT, NOTHING);

        Rejected rejected = (Rejected) settle(false);

        assertThat(rejected.problem().type()).isEqualTo(ProblemType.VERIFICATION_FAILED);
        assertThat(rejected.problem().detail()).contains("refused").doesNotContain("need 5");
        assertThat(node.methods()).containsExactly(SYNC, RECEIPT);
    }

    @Test
    void aRefusalByTheOtherWayOfSendingIsRejectedToo() {
        node.on(SYNC, NO_SUCH_METHOD).on(SEND, Reply.error(-32003, "no")).on(RECEIPT, NOTHING);

        assertThat(settle(false)).isInstanceOf(Rejected.class);
    }

    @Test
    void aRefusedTransactionThatIsMinedAlreadyIsSettled() {
        node.on(SYNC, Reply.error(-32003, "nonce too low")).on(RECEIPT, mined);

        assertSettled(settle(false));
    }

    @Test
    void aRefusalIsUnknownAsLongAsTheChainIsSilent() {
        node.on(SYNC, Reply.error(-32003, "nonce too low")).on(RECEIPT, Reply.http(500, ""));

        assertUnknown(settle(false), true);
    }

    @Test
    void aRevertedTransactionIsRejected() {
        node.on(SYNC, Reply.result(receipt("0x0")));

        assertThat(((Rejected) settle(false)).problem().detail()).contains("reverted");
    }

    @Test
    void aReceiptOfAnotherTransactionIsNotBelieved() {
        node.on(SYNC, Reply.result(receipt("0x1", log()).replace(hash, "0x" + "5".repeat(64))))
                .on(RECEIPT, NOTHING);

        assertUnknown(settle(false), true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x2", "1", "success", ""})
    void aReceiptWithoutAStatusIsNotBelieved(String status) {
        node.on(SYNC, Reply.result(receipt(status, log()))).on(RECEIPT, Reply.result(receipt(status, log())));

        assertUnknown(settle(false), true);
    }

    @Test
    void aReceiptThatTellsOfNoSuchTransferIsRejected() {
        String memo = Hex.encode(AttributionMemo.of(challenge).anonymous());
        String otherMemo = Hex.encode(AttributionMemo.of("localhost", "another").anonymous());
        String otherAccount = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
        String token = TempoNetwork.MODERATO.currency().toString();
        String payer = PAYER.address().toString();

        for (String log : List.of(
                log("0x20c0000000000000000000000000000000000001", payer, Charges.MERCHANT, 1_000_000, memo),
                log(token, otherAccount, Charges.MERCHANT, 1_000_000, memo),
                log(token, payer, otherAccount, 1_000_000, memo),
                log(token, payer, Charges.MERCHANT, 999_999, memo),
                log(token, payer, Charges.MERCHANT, 1_000_001, memo),
                log(token, payer, Charges.MERCHANT, 1_000_000, otherMemo),
                plainTransferLog())) {
            node.on(SYNC, Reply.result(receipt("0x1", log)));

            assertThat(((Rejected) settle(false)).problem().detail()).as(log).contains("without the transfer");
        }
        node.on(SYNC, Reply.result(receipt("0x1")));
        assertThat(settle(false)).isInstanceOf(Rejected.class);
    }

    @Test
    void theTransferIsFoundAmongOthers() {
        node.on(SYNC, Reply.result(receipt("0x1", plainTransferLog(), log(), plainTransferLog())));

        assertSettled(settle(false));
    }

    @Test
    void aTransactionThatHasExpiredIsNotSent() {
        for (long seconds : new long[] {0, -1, -1000}) {
            Credential expired = PAYER.pay(challenge, BigInteger.valueOf(NOW.getEpochSecond() + seconds));

            assertThat(((Rejected) Charges.verified(charge, expired).settle(false))
                            .problem()
                            .type())
                    .isEqualTo(ProblemType.PAYMENT_EXPIRED);
        }
        assertThat(node.methods()).isEmpty();
    }

    @Test
    void aTransactionThatIsNotValidYetIsNotSent() {
        TempoTransaction plain = TempoTransaction.decode(raw);
        TempoTransaction later = PAYER.sign(new TempoTransaction(
                plain.chainId(),
                plain.maxPriorityFeePerGas(),
                plain.maxFeePerGas(),
                plain.gas(),
                plain.calls(),
                plain.accessList(),
                plain.nonceKey(),
                plain.nonce(),
                plain.validBefore(),
                BigInteger.valueOf(NOW.getEpochSecond() + 1),
                plain.feeToken(),
                plain.feePayer(),
                plain.authorizations(),
                plain.keyAuthorization(),
                plain.signature()));

        assertThat(Charges.verified(charge, PAYER.credential(challenge, later)).settle(false))
                .isInstanceOf(Rejected.class);
        assertThat(node.methods()).isEmpty();
    }

    @Test
    void anInterruptedThreadLeavesItUnknownAndStaysInterrupted() {
        node.on(SYNC, Reply.hang()).on(RECEIPT, NOTHING);
        VerifiedPayment payment = Charges.verified(charge, credential);
        Thread.currentThread().interrupt();

        Settlement settlement = payment.settle(false);

        assertThat(Thread.interrupted()).isTrue();
        assertUnknown(settlement, true);
    }
}
