package org.mpp4j.tempo;

import java.math.BigInteger;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.rpc.FakeNode;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelContract;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/** A contract of channels on a chain behind a node on loopback. */
abstract class FakeChannels implements AutoCloseable {

    /** What becomes of transactions that are sent. */
    enum Fate {
        MINED,
        REVERTED,
        /** Taken, and mined by {@link #mine}. */
        KEPT,
        /** Mined, and the connection ends before the node says so. */
        MINED_UNSEEN,
        REFUSED
    }

    /** A channel on the chain. */
    static final class Channel {
        final Bytes32 id;
        final TempoAddress payer;
        final TempoAddress payee;
        final TempoAddress token;
        final TempoAddress authorizedSigner;
        BigInteger settled = BigInteger.ZERO;
        BigInteger deposit;
        long closeRequestedAt;
        boolean isFinal;

        Channel(
                Bytes32 id,
                TempoAddress payer,
                TempoAddress payee,
                TempoAddress token,
                TempoAddress authorizedSigner,
                BigInteger deposit) {
            this.id = id;
            this.payer = payer;
            this.payee = payee;
            this.token = token;
            this.authorizedSigner = authorizedSigner;
            this.deposit = deposit;
        }

        private Channel copy() {
            Channel copy = new Channel(id, payer, payee, token, authorizedSigner, deposit);
            copy.settled = settled;
            copy.closeRequestedAt = closeRequestedAt;
            copy.isFinal = isFinal;
            return copy;
        }
    }

    final ChannelContract contract;
    final Map<Bytes32, Channel> channels = new HashMap<>();
    int closes;
    int settles;
    BigInteger captured = BigInteger.ZERO;

    private final FakeNode node = new FakeNode();
    private final Map<String, String> receipts = new HashMap<>();
    private final Map<String, TempoTransaction> pool = new LinkedHashMap<>();
    private final Map<String, String> answers = new HashMap<>();
    private Fate fate = Fate.MINED;
    private boolean isSilent;
    private long now;
    private int reads;
    private int transactions;

    FakeChannels(ChannelContract contract, long now) {
        this.contract = contract;
        this.now = now;
        node.answering("eth_chainId", call -> Reply.result("\"0x" + Long.toHexString(contract.chainId()) + "\""));
        node.answering("eth_getBlockByNumber", call -> block());
        node.answering(
                "eth_getTransactionReceipt",
                call -> receipt(call.strings("params").get(0)));
        node.answering("eth_call", this::call);
        node.answering(
                "eth_sendRawTransactionSync",
                call -> send(call.strings("params").get(0)));
    }

    /** The answer to a question about channels, in hexadecimal text, or null if the contract has no such function. */
    abstract String answer(String selector, byte[] data);

    /** Does what a transaction asks for. The log of it, or empty if it is reverted. */
    abstract Optional<String> execute(byte[] input, TempoTransaction transaction, TempoAddress sender);

    public URI url() {
        return node.url();
    }

    public FakeNode node() {
        return node;
    }

    synchronized void fate(Fate next) {
        fate = next;
    }

    /** From now on the state of channels isn't told. */
    synchronized void silent(boolean silent) {
        isSilent = silent;
    }

    /** What other contracts answer to calls that begin like this. */
    synchronized void answering(String dataPrefix, String words) {
        answers.put(dataPrefix, words);
    }

    synchronized void passSeconds(long seconds) {
        now += seconds;
    }

    /** What the payee has got. */
    synchronized BigInteger captured() {
        return captured;
    }

    synchronized int closes() {
        return closes;
    }

    synchronized int settles() {
        return settles;
    }

    /** How many transactions were mined, whatever they did. */
    synchronized int transactions() {
        return transactions;
    }

    /** How often somebody has asked for the state of a channel. */
    synchronized int reads() {
        return reads;
    }

    synchronized void requestClose(Bytes32 id) {
        channels.get(id).closeRequestedAt = now;
    }

    /** More is in a channel, and nobody has told the merchant. */
    synchronized void putIn(Bytes32 id, long more) {
        Channel channel = channels.get(id);
        channel.deposit = channel.deposit.add(BigInteger.valueOf(more));
    }

    synchronized BigInteger deposit(Bytes32 id) {
        return channels.get(id).deposit;
    }

    synchronized void mine() {
        pool.forEach((hash, transaction) -> {
            if (isValid(transaction)) {
                mine(hash, transaction);
            }
        });
        pool.clear();
    }

    private boolean isValid(TempoTransaction transaction) {
        return transaction.validBefore() == null || transaction.validBefore().compareTo(BigInteger.valueOf(now)) > 0;
    }

    private synchronized Reply block() {
        return Reply.result("{\"number\":\"0x10\",\"timestamp\":\"0x" + Long.toHexString(now)
                + "\",\"baseFeePerGas\":\"0x2540be400\"}");
    }

    private synchronized Reply receipt(String hash) {
        return Reply.result(receipts.getOrDefault(hash, "null"));
    }

    private synchronized Reply call(JsonObject call) {
        List<?> parameters = (List<?>) call.value("params");
        Object first = parameters.get(0);
        String text = first instanceof JsonObject json
                ? json.requireString("data")
                : String.valueOf(((Map<?, ?>) first).get("data"));
        String selector = text.substring(0, 10);
        if (selector.equals("0x70a08231")) {
            return Reply.result("\"0x" + padded(BigInteger.TEN.pow(15)) + "\"");
        }
        for (Map.Entry<String, String> other : answers.entrySet()) {
            if (text.startsWith(other.getKey())) {
                return Reply.result("\"0x" + other.getValue() + "\"");
            }
        }
        reads++;
        if (isSilent) {
            return Reply.error(-32603, "busy");
        }
        String answer = answer(selector, Hex.decode(text, 8192, "data"));
        return answer == null ? Reply.error(3, "execution reverted") : Reply.result("\"0x" + answer + "\"");
    }

    /** The ids in a question about several channels. */
    static List<Bytes32> ids(byte[] data) {
        int count = numberAt(data, 1).intValueExact();
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(i -> bytes32At(data, 2 + i))
                .toList();
    }

    /** The answer to one, of what is told of each. */
    static String list(List<String> told) {
        return padded(BigInteger.valueOf(32)) + padded(BigInteger.valueOf(told.size())) + String.join("", told);
    }

    private synchronized Reply send(String raw) {
        TempoTransaction transaction = TempoTransaction.decode(Hex.decode(raw, 1 << 14, "transaction"));
        String hash = Hex.encode(Keccak.hash(transaction.encode()));
        if (receipts.containsKey(hash)) {
            return Reply.result(receipts.get(hash));
        }
        if (fate == Fate.REFUSED || !isValid(transaction)) {
            return Reply.error(-32003, "Tempo tx valid_before must be > current time");
        }
        if (fate == Fate.KEPT) {
            pool.put(hash, transaction);
            return Reply.result("\"" + hash + "\"");
        }
        mine(hash, transaction);
        return fate == Fate.MINED_UNSEEN ? Reply.drop() : Reply.result(receipts.get(hash));
    }

    private void mine(String hash, TempoTransaction transaction) {
        transactions++;
        Optional<String> log = fate == Fate.REVERTED ? Optional.empty() : logs(transaction);
        receipts.put(
                hash,
                "{\"transactionHash\":\"" + hash + "\",\"status\":\"" + (log.isPresent() ? "0x1" : "0x0")
                        + "\",\"blockHash\":\"0x" + "1".repeat(64) + "\",\"logs\":[" + log.orElse("") + "]}");
    }

    /** All calls take effect, or none. */
    private Optional<String> logs(TempoTransaction transaction) {
        Map<Bytes32, Channel> before = new HashMap<>();
        channels.forEach((id, channel) -> before.put(id, channel.copy()));
        BigInteger capturedBefore = captured;
        int settlesBefore = settles;
        TempoAddress sender = transaction.signer().orElseThrow().account();
        List<Optional<String>> logs = transaction.calls().stream()
                .filter(call -> call.to() != null && call.to().equals(contract.address()))
                .map(call -> execute(call.input().toArray(), transaction, sender))
                .toList();
        if (logs.stream().allMatch(Optional::isPresent)) {
            return Optional.of(
                    String.join(",", logs.stream().map(Optional::orElseThrow).toList()));
        }
        channels.clear();
        channels.putAll(before);
        captured = capturedBefore;
        settles = settlesBefore;
        return Optional.empty();
    }

    /** The payee has got so much in total. What that is more than before. */
    BigInteger give(Channel channel, BigInteger total) {
        BigInteger delta = total.subtract(channel.settled);
        captured = captured.add(delta);
        channel.settled = total;
        return delta;
    }

    String event(String topic, Channel channel, String data) {
        return "{\"address\":\"" + contract.address() + "\",\"topics\":[\"" + topic + "\",\"" + channel.id + "\",\"0x"
                + padded(channel.payer) + "\",\"0x" + padded(channel.payee) + "\"],\"data\":\"0x" + data + "\"}";
    }

    static String padded(BigInteger number) {
        return String.format("%064x", number);
    }

    static String padded(TempoAddress address) {
        return "0".repeat(24) + Hex.encode(address.bytes()).substring(2);
    }

    static String hex(Bytes32 bytes) {
        return bytes.toString().substring(2);
    }

    static TempoAddress addressAt(byte[] input, int word) {
        return TempoAddress.of(Arrays.copyOfRange(input, 4 + 32 * word + 12, 4 + 32 * word + 32));
    }

    static Bytes32 bytes32At(byte[] input, int word) {
        return Bytes32.of(Arrays.copyOfRange(input, 4 + 32 * word, 4 + 32 * word + 32));
    }

    static BigInteger numberAt(byte[] input, int word) {
        return new BigInteger(1, Arrays.copyOfRange(input, 4 + 32 * word, 4 + 32 * word + 32));
    }

    @Override
    public void close() {
        node.close();
    }
}
