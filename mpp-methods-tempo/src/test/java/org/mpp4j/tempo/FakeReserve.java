package org.mpp4j.tempo;

import java.math.BigInteger;
import java.net.URI;
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
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ReserveCall;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/** The reserve of a chain behind a node on loopback: channels are opened, filled, settled and closed as the contract would. */
public final class FakeReserve implements AutoCloseable {

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

    private static final String OPENED = "0xdebaba36f0e9c7978f536fed432d9360b1f9646d7ca88531c34c3eae43f154a7";
    private static final String SETTLED = "0x11c4e4c79ad8802431b44c15047ed1ddb82fbfc1abd452c765f7ee3990df1399";
    private static final String TOP_UP = "0x2a96f534665f3150977dd4c35d91373c74030288edbb3cf83c527dd25012364f";
    private static final String CLOSED = "0x5613aed96d5bf39f928408dbe1d4143490b9bb5957eac2dd8e69b5dc4b2206e6";

    /** A channel on the chain. */
    private static final class Channel {
        private final ChannelDescriptor descriptor;
        private BigInteger settled = BigInteger.ZERO;
        private BigInteger deposit;
        private long closeRequestedAt;

        private Channel(ChannelDescriptor descriptor, BigInteger deposit) {
            this.descriptor = descriptor;
            this.deposit = deposit;
        }
    }

    private final FakeNode node = new FakeNode();
    private final ChannelContract reserve;
    private final Map<Bytes32, Channel> channels = new HashMap<>();
    private final Map<String, String> receipts = new HashMap<>();
    private final Map<String, TempoTransaction> pool = new LinkedHashMap<>();
    private Fate fate = Fate.MINED;
    private boolean isSilent;
    private long now;
    private BigInteger captured = BigInteger.ZERO;
    private int closes;
    private int settles;
    private int reads;

    public FakeReserve(long chainId, long now) {
        this.reserve = ChannelContract.reserve(chainId);
        this.now = now;
        node.answering("eth_chainId", call -> Reply.result("\"0x" + Long.toHexString(chainId) + "\""));
        node.answering("eth_getBlockByNumber", call -> block());
        node.answering(
                "eth_getTransactionReceipt",
                call -> receipt(call.strings("params").get(0)));
        node.answering("eth_call", this::call);
        node.answering(
                "eth_sendRawTransactionSync",
                call -> send(call.strings("params").get(0)));
    }

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

    /** How often somebody has asked for the state of a channel. */
    synchronized int reads() {
        return reads;
    }

    synchronized void requestClose(Bytes32 id) {
        channels.get(id).closeRequestedAt = now;
    }

    /** The payer takes what is left. */
    synchronized void withdraw(Bytes32 id) {
        channels.remove(id);
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
        byte[] data = Hex.decode(text, 8192, "data");
        String selector = text.substring(0, 10);
        if (selector.equals("0x70a08231")) {
            return word(BigInteger.TEN.pow(15).toString(16));
        }
        reads++;
        if (isSilent) {
            return Reply.error(-32603, "busy");
        }
        if (selector.equals("0xd18da8b1")) {
            return Reply.result("\"0x" + state(bytes32(data, 4)) + "\"");
        }
        if (!selector.equals("0xd1f4cda2")) {
            return Reply.error(3, "execution reverted");
        }
        int count = new BigInteger(1, java.util.Arrays.copyOfRange(data, 36, 68)).intValueExact();
        StringBuilder answer = new StringBuilder(padded(BigInteger.valueOf(32)) + padded(BigInteger.valueOf(count)));
        for (int i = 0; i < count; i++) {
            answer.append(state(bytes32(data, 68 + 32 * i)));
        }
        return Reply.result("\"0x" + answer + "\"");
    }

    private static Reply word(String hex) {
        return Reply.result("\"0x" + "0".repeat(64 - hex.length()) + hex + "\"");
    }

    private String state(Bytes32 id) {
        Channel channel = channels.get(id);
        return channel == null
                ? "0".repeat(192)
                : padded(channel.settled)
                        + padded(channel.deposit)
                        + padded(BigInteger.valueOf(channel.closeRequestedAt));
    }

    private static String padded(BigInteger number) {
        return String.format("%064x", number);
    }

    private static Bytes32 bytes32(byte[] data, int offset) {
        return Bytes32.of(java.util.Arrays.copyOfRange(data, offset, offset + 32));
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
        byte[] input =
                transaction.calls().get(transaction.calls().size() - 1).input().toArray();
        Optional<String> log = fate == Fate.REVERTED ? Optional.empty() : log(input, transaction);
        receipts.put(
                hash,
                "{\"transactionHash\":\"" + hash + "\",\"status\":\"" + (log.isPresent() ? "0x1" : "0x0")
                        + "\",\"blockHash\":\"0x" + "1".repeat(64) + "\",\"logs\":[" + log.orElse("") + "]}");
    }

    private Optional<String> log(byte[] input, TempoTransaction transaction) {
        TempoAddress sender = transaction.signer().orElseThrow().account();
        ReserveCall call = ReserveCall.decode(input).orElse(null);
        if (call instanceof ReserveCall.Open open) {
            return Optional.of(open(open, sender, Bytes32.of(transaction.expiringNonceHash(sender))));
        }
        if (call instanceof ReserveCall.TopUp topUp) {
            Channel channel = channels.get(topUp.channel().channelId(reserve));
            channel.deposit = channel.deposit.add(topUp.additionalDeposit());
            channel.closeRequestedAt = 0;
            return Optional.of(event(TOP_UP, channel, padded(topUp.additionalDeposit()) + padded(channel.deposit)));
        }
        return fetched(input, Hex.encode(input).substring(0, 10), sender);
    }

    private String open(ReserveCall.Open open, TempoAddress sender, Bytes32 nonceHash) {
        ChannelDescriptor descriptor = new ChannelDescriptor(
                sender, open.payee(), open.operator(), open.token(), open.salt(), open.authorizedSigner(), nonceHash);
        Channel channel = new Channel(descriptor, open.deposit());
        channels.put(descriptor.channelId(reserve), channel);
        return event(
                OPENED,
                channel,
                address(open.operator())
                        + address(open.token())
                        + address(open.authorizedSigner())
                        + hex(open.salt())
                        + hex(nonceHash)
                        + padded(open.deposit()));
    }

    private Optional<String> fetched(byte[] input, String selector, TempoAddress sender) {
        ChannelDescriptor descriptor = new ChannelDescriptor(
                addressAt(input, 0),
                addressAt(input, 1),
                addressAt(input, 2),
                addressAt(input, 3),
                bytes32(input, 4 + 4 * 32),
                addressAt(input, 5),
                bytes32(input, 4 + 6 * 32));
        Channel channel = channels.get(descriptor.channelId(reserve));
        boolean mayFetch = sender.equals(descriptor.payee()) || sender.equals(descriptor.operator());
        BigInteger cumulative = numberAt(input, 7);
        if (channel == null || !mayFetch) {
            return Optional.empty();
        }
        BigInteger total = selector.equals("0x73b57f74") ? numberAt(input, 8) : cumulative;
        if (total.compareTo(cumulative) > 0
                || total.compareTo(channel.deposit) > 0
                || total.compareTo(channel.settled) < 0) {
            return Optional.empty();
        }
        BigInteger delta = total.subtract(channel.settled);
        captured = captured.add(delta);
        channel.settled = total;
        if (selector.equals("0x97fb5104")) {
            settles++;
            return Optional.of(event(SETTLED, channel, padded(cumulative) + padded(delta) + padded(total)));
        }
        closes++;
        channels.remove(descriptor.channelId(reserve));
        return Optional.of(event(CLOSED, channel, padded(total) + padded(channel.deposit.subtract(total))));
    }

    private String event(String topic, Channel channel, String data) {
        return "{\"address\":\"" + reserve.address() + "\",\"topics\":[\"" + topic + "\",\""
                + channel.descriptor.channelId(reserve) + "\",\"0x" + address(channel.descriptor.payer()) + "\",\"0x"
                + address(channel.descriptor.payee()) + "\"],\"data\":\"0x" + data + "\"}";
    }

    private static String address(TempoAddress address) {
        return "0".repeat(24) + Hex.encode(address.bytes()).substring(2);
    }

    private static String hex(Bytes32 bytes) {
        return bytes.toString().substring(2);
    }

    private static TempoAddress addressAt(byte[] input, int word) {
        return TempoAddress.of(java.util.Arrays.copyOfRange(input, 4 + 32 * word + 12, 4 + 32 * word + 32));
    }

    private static BigInteger numberAt(byte[] input, int word) {
        return new BigInteger(1, java.util.Arrays.copyOfRange(input, 4 + 32 * word, 4 + 32 * word + 32));
    }

    @Override
    public void close() {
        node.close();
    }
}
