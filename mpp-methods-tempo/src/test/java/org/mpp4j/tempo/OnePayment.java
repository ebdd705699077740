package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.tempo.Charges.PAYER;
import static org.mpp4j.tempo.Charges.SOON;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.tempo.internal.charge.AttributionMemo;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.rpc.FakeNode;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;

/** A payment of one dollar that is to be settled through a node that does what a test wants. */
abstract class OnePayment {

    static final String SYNC = "eth_sendRawTransactionSync";
    static final String SEND = "eth_sendRawTransaction";
    static final String RECEIPT = "eth_getTransactionReceipt";
    static final String BLOCK = "eth_getBlockByNumber";
    static final Reply NOTHING = Reply.result("null");
    static final Reply NO_SUCH_METHOD = Reply.error(-32601, "Method not found");

    final FakeNode node = new FakeNode();
    final TempoCharge charge = charge(node.url());
    final Challenge challenge = Charges.challenge(charge, "1");
    final Credential credential = PAYER.pay(challenge, SOON);
    final byte[] raw = Hex.decode(credential.payload().requireString("signature"), 1 << 14, "transaction");
    final String hash = Hex.encode(Keccak.hash(raw));
    final Reply mined = Reply.result(receipt("0x1", log()));

    @AfterEach
    void stop() {
        node.close();
    }

    static TempoCharge charge(URI url) {
        return Charges.builder().rpcUrl(url).build();
    }

    Settlement settle(boolean attemptedBefore) {
        return settle(charge, attemptedBefore);
    }

    Settlement settle(TempoCharge through, boolean attemptedBefore) {
        return Charges.verified(through, credential).settle(attemptedBefore);
    }

    void assertSettled(Settlement settlement) {
        assertThat(settlement).isInstanceOf(Settlement.Settled.class);
        assertThat(((Settlement.Settled) settlement).receipt().reference()).isEqualTo(hash);
        assertThat(((Settlement.Settled) settlement).action()).isFalse();
    }

    static void assertUnknown(Settlement settlement, boolean attempted) {
        assertThat(settlement).isInstanceOf(Settlement.Unknown.class);
        assertThat(((Settlement.Unknown) settlement).attempted()).isEqualTo(attempted);
        assertThat(((Settlement.Unknown) settlement).retryAfter()).isEqualTo(Duration.ofSeconds(2));
    }

    static Reply block(long seconds) {
        return Reply.result("{\"timestamp\":\"0x" + Long.toHexString(seconds) + "\"}");
    }

    String receipt(String status, String... logs) {
        return "{\"transactionHash\":\"" + hash + "\",\"status\":\"" + status + "\",\"blockHash\":\"0x" + "1".repeat(64)
                + "\",\"type\":\"0x76\",\"logs\":[" + String.join(",", logs) + "]}";
    }

    String log() {
        return log(
                TempoNetwork.MODERATO.currency().toString(),
                PAYER.address().toString(),
                Charges.MERCHANT,
                1_000_000,
                Hex.encode(AttributionMemo.of(challenge).anonymous()));
    }

    static String log(String token, String from, String to, long amount, String memo) {
        return log(
                token,
                "\"0x57bc7354aa85aed339e000bccffabbc529466af35f0772c8f8ee1145927de7f0\",\"" + word(from) + "\",\""
                        + word(to) + "\",\"" + memo + "\"",
                amount);
    }

    static String plainTransferLog() {
        return log(
                TempoNetwork.MODERATO.currency().toString(),
                "\"0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef\",\""
                        + word(PAYER.address().toString()) + "\",\"" + word(Charges.MERCHANT) + "\"",
                1_000_000);
    }

    static String log(String token, String topics, long amount) {
        return "{\"address\":\"" + token + "\",\"topics\":[" + topics + "],\"data\":\""
                + String.format("0x%064x", amount) + "\"}";
    }

    static String word(String address) {
        return "0x" + "0".repeat(24) + address.substring(2);
    }
}
