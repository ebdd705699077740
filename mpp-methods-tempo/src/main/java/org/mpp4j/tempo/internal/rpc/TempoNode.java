package org.mpp4j.tempo.internal.rpc;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.tx.TempoCall;

/** What a charge needs of a Tempo chain, through one node or through several that stand in for each other. Thread-safe. */
public final class TempoNode {

    private static final Logger LOG = System.getLogger("org.mpp4j.tempo");

    /** EIP-7966: in the pool, but not mined as long as the node waits. */
    private static final long MINING_TIMEOUT = 4;

    private static final Set<Long> REFUSALS = Set.of(-32003L, -32602L, -32000L);

    /**
     * -32000 is also what some nodes say when they have the transaction already or didn't wait long enough. Taking a refusal
     * for one of these costs a few seconds; the reverse makes somebody pay twice.
     */
    private static final List<String> NOT_REFUSED_AFTER_ALL =
            List.of("already", "known transaction", "pending", "timeout", "timed out");

    private static final Pattern NUMBER = Pattern.compile("0x[0-9a-fA-F]{1,16}");
    private static final Pattern LONG_HEX = Pattern.compile("[0-9a-fA-F]{33,}");
    private static final int LONGEST_MESSAGE = 200;
    private static final int LONGEST_ANSWER = 4096;

    private static final long REVERTED = 3;
    private static final int WORD = 32;
    private static final byte[] BALANCE_OF = Arrays.copyOf(Keccak.hash("balanceOf(address)"), 4);

    private final RpcNodes rpc;

    /**
     * A chain.
     *
     * @param urls of its nodes' JSON-RPC over HTTP, preferred ones first
     * @param longestCall what no timeout of a call exceeds
     * @param clock tells when a node that has failed is asked again
     */
    public TempoNode(List<URI> urls, Duration longestCall, InstantSource clock) {
        this(RpcNodes.of(urls, longestCall, clock));
    }

    private TempoNode(RpcNodes rpc) {
        this.rpc = rpc;
    }

    /** The one node that is asked first now: conclusions from several answers need answers from one node. */
    public TempoNode one() {
        return new TempoNode(rpc.first());
    }

    /** Whether no node answers, as far as is known. */
    public boolean isDown() {
        return rpc.areDown();
    }

    /** Whether it is time that somebody tries a node that is down; whoever asks does, by {@link #chainId}. */
    public boolean mayBeTried() {
        return rpc.mayBeTried();
    }

    /** The id of the node's chain, or empty if it doesn't say. */
    public Optional<BigInteger> chainId(Duration timeout) {
        return number(rpc.read("eth_chainId", List.of(), timeout));
    }

    /** When the latest block was made, in seconds since 1970, or empty if the node doesn't say. */
    public Optional<BigInteger> latestBlockTime(Duration timeout) {
        return block("latest", timeout).map(Block::time);
    }

    /**
     * A block.
     *
     * @param number counted from the first
     * @param time when it was made, in seconds since 1970
     */
    public record Block(BigInteger number, BigInteger time) {}

    /**
     * Where the chain has got to.
     *
     * @param time when the latest block was made, in seconds since 1970
     * @param baseFee what a unit of gas costs at least, in 10<sup>-18</sup> USD
     */
    public record Tip(BigInteger time, BigInteger baseFee) {}

    /** Where the chain has got to, or empty if the node doesn't say. */
    public Optional<Tip> tip(Duration timeout) {
        return blockJson("latest", timeout)
                .flatMap(json -> number(json.value("timestamp"))
                        .flatMap(time -> number(json.value("baseFeePerGas")).map(fee -> new Tip(time, fee))));
    }

    /** The latest block, or empty if the node doesn't say. */
    public Optional<Block> latestBlock(Duration timeout) {
        return block("latest", timeout);
    }

    /** A block, or empty if the node doesn't say. */
    public Optional<Block> block(BigInteger number, Duration timeout) {
        return block(quantity(number), timeout);
    }

    private Optional<Block> block(String which, Duration timeout) {
        return blockJson(which, timeout).flatMap(TempoNode::block);
    }

    private Optional<JsonObject> blockJson(String which, Duration timeout) {
        RpcAnswer answer = rpc.read("eth_getBlockByNumber", List.of(which, false), timeout);
        try {
            return answer instanceof RpcAnswer.Result result ? result.envelope().object("result") : Optional.empty();
        } catch (ProtocolException notABlock) {
            return Optional.empty();
        }
    }

    /** Not every node tells the number of a block; whoever needs none does without. */
    private static Optional<Block> block(JsonObject json) {
        return number(json.value("timestamp"))
                .map(time -> new Block(number(json.value("number")).orElse(BigInteger.ONE.negate()), time));
    }

    /** How much of a token somebody has, in base units: nothing where there is no token. Empty if the node doesn't say. */
    public Optional<BigInteger> balance(TempoAddress token, TempoAddress account, Duration timeout) {
        return read(token, Keccak.concatenate(BALANCE_OF, new byte[WORD - 20], account.bytes()), timeout)
                .filter(answer -> answer.length == WORD || answer.length == 0)
                .map(answer -> new BigInteger(1, answer));
    }

    /** Whether these calls would be reverted if they were made now, each by itself. */
    public Trial trial(TempoAddress from, List<TempoCall> calls, Duration timeout) {
        List<List<?>> parameters = new ArrayList<>();
        for (TempoCall call : calls) {
            JsonObject.Builder json = JsonObject.builder()
                    .put("from", from.toString())
                    .put("data", Hex.encode(call.input().toArray()));
            if (call.to() != null) {
                json.put("to", call.to().toString());
            }
            parameters.add(List.of(json.build(), "latest"));
        }
        List<RpcAnswer> answers = rpc.readAll("eth_call", parameters, timeout);
        if (answers.stream()
                .anyMatch(answer -> answer instanceof RpcAnswer.Failure failure && failure.code() == REVERTED)) {
            return Trial.REVERTS;
        }
        return answers.stream().allMatch(RpcAnswer.Result.class::isInstance) ? Trial.PASSES : Trial.UNTRIED;
    }

    /**
     * The transactions in which a contract told of an event, or empty if the node doesn't say.
     *
     * @param topics the event and its indexed parameters
     */
    public Optional<List<String>> transactionsWithLog(
            TempoAddress contract, List<RlpBytes> topics, BigInteger from, BigInteger to, Duration timeout) {
        JsonObject filter = JsonObject.builder()
                .put("address", contract.toString())
                .put(
                        "topics",
                        topics.stream()
                                .map(topic -> Hex.encode(topic.toArray()))
                                .toList())
                .put("fromBlock", quantity(from))
                .put("toBlock", quantity(to))
                .build();
        RpcAnswer answer = rpc.read("eth_getLogs", List.of(filter), timeout);
        if (!(answer instanceof RpcAnswer.Result result)) {
            return Optional.empty();
        }
        try {
            return result.value() instanceof List<?>
                    ? Optional.of(result.envelope().objects("result").stream()
                            .map(log -> log.requireString("transactionHash"))
                            .distinct()
                            .toList())
                    : Optional.empty();
        } catch (ProtocolException notLogs) {
            return Optional.empty();
        }
    }

    /** What a contract answers to a call that changes nothing, or empty if the node doesn't say. */
    public Optional<byte[]> read(TempoAddress contract, byte[] input, Duration timeout) {
        return bytes(rpc.read("eth_call", call(contract, input), timeout), LONGEST_ANSWER);
    }

    /**
     * What a contract answers to several calls that change nothing, in their order, each empty if the node doesn't say.
     *
     * @param maxBytes the longest answer that is taken for one
     */
    public List<Optional<byte[]>> readAll(TempoAddress contract, List<byte[]> inputs, int maxBytes, Duration timeout) {
        Deadline deadline = Deadline.in(timeout);
        List<List<?>> calls = new ArrayList<>();
        inputs.forEach(input -> calls.add(call(contract, input)));
        List<RpcAnswer> answers = new ArrayList<>(rpc.readAll("eth_call", calls, timeout.dividedBy(2)));
        for (int i = 0; i < answers.size(); i++) {
            if (!(answers.get(i) instanceof RpcAnswer.Result) && !deadline.isOver()) {
                answers.set(i, rpc.read("eth_call", calls.get(i), deadline.left())); // maybe of another node
            }
        }
        return answers.stream().map(answer -> bytes(answer, maxBytes)).toList();
    }

    private static List<?> call(TempoAddress contract, byte[] input) {
        JsonObject call = JsonObject.builder()
                .put("to", contract.toString())
                .put("data", Hex.encode(input))
                .build();
        return List.of(call, "latest");
    }

    private static Optional<byte[]> bytes(RpcAnswer answer, int maxBytes) {
        try {
            return answer instanceof RpcAnswer.Result result && result.value() instanceof String text
                    ? Optional.of(Hex.decode(text, maxBytes, "answer of a contract"))
                    : Optional.empty();
        } catch (ProtocolException notBytes) {
            return Optional.empty();
        }
    }

    private static String quantity(BigInteger number) {
        return "0x" + number.toString(16);
    }

    private static Optional<BigInteger> number(RpcAnswer answer) {
        return answer instanceof RpcAnswer.Result result ? number(result.value()) : Optional.empty();
    }

    private static Optional<BigInteger> number(@Nullable Object value) {
        return value instanceof String text && NUMBER.matcher(text).matches()
                ? Optional.of(new BigInteger(text.substring(2), 16))
                : Optional.empty();
    }

    /** How a transaction went. */
    public ReceiptAnswer receipt(String hash, Duration timeout) {
        RpcAnswer answer = rpc.read("eth_getTransactionReceipt", List.of(hash), timeout);
        if (answer instanceof RpcAnswer.Result result) {
            try {
                return receipt(result.envelope(), hash)
                        .<ReceiptAnswer>map(ReceiptAnswer.Mined::new)
                        .orElseGet(ReceiptAnswer.NotMined::new);
            } catch (ProtocolException malformed) {
                return new ReceiptAnswer.Silent(
                        new NodeException("The node answered with something else than a receipt of the transaction"));
            }
        }
        return new ReceiptAnswer.Silent(whyNot(answer));
    }

    /** The receipt in a result. One without a block is of a transaction that isn't mined. */
    private static Optional<TransactionReceipt> receipt(JsonObject envelope, String hash) {
        return envelope.object("result")
                .filter(json -> json.value("blockHash") != null)
                .map(json -> TransactionReceipt.parse(json, hash));
    }

    /**
     * Hands over a transaction and waits for it to be mined, where the node can do that.
     *
     * @param patience how long each way of sending may take, for all nodes together and within the deadline
     */
    public SendAnswer send(byte[] transaction, String hash, Duration patience, Deadline deadline) {
        return sent(rpc.send(Hex.encode(transaction), patience, deadline), hash);
    }

    /** Hands over a transaction to one node, and waits for nothing but its word that it has it. */
    public Offered offer(byte[] transaction, String hash, Duration timeout) {
        RpcAnswer answer = rpc.offer(Hex.encode(transaction), timeout);
        if (answer instanceof RpcAnswer.Result result
                && result.value() instanceof String text
                && text.equalsIgnoreCase(hash)) {
            return Offered.TAKEN;
        }
        SendAnswer sent = sent(answer, hash);
        return sent instanceof SendAnswer.NotSent || sent instanceof SendAnswer.Refused
                ? Offered.NOT_TAKEN
                : Offered.UNCLEAR;
    }

    private static SendAnswer sent(RpcAnswer answer, String hash) {
        if (answer instanceof RpcAnswer.Result result) {
            return sent(result, hash);
        }
        if (answer instanceof RpcAnswer.NotSent unconnected) {
            return new SendAnswer.NotSent(unconnected.cause());
        }
        if (answer instanceof RpcAnswer.NoAnswer silent && silent.timedOut()) {
            return new SendAnswer.Pending();
        }
        if (answer instanceof RpcAnswer.Failure failure) {
            LOG.log(
                    Level.DEBUG,
                    "The node refused a transaction: {0} {1}",
                    Long.toString(failure.code()),
                    safe(failure.message()));
            if (failure.code() == MINING_TIMEOUT) {
                return new SendAnswer.Pending();
            }
            if (REFUSALS.contains(failure.code())) {
                String message = failure.message().toLowerCase(Locale.ROOT);
                return NOT_REFUSED_AFTER_ALL.stream().anyMatch(message::contains)
                        ? new SendAnswer.Pending()
                        : new SendAnswer.Refused();
            }
        }
        return new SendAnswer.Unclear(whyNot(answer));
    }

    private static SendAnswer sent(RpcAnswer.Result result, String hash) {
        Object value = result.value();
        if (value == null || (value instanceof String text && text.equalsIgnoreCase(hash))) {
            return new SendAnswer.Pending();
        }
        try {
            return receipt(result.envelope(), hash)
                    .<SendAnswer>map(SendAnswer.Mined::new)
                    .orElseGet(SendAnswer.Pending::new);
        } catch (ProtocolException malformed) {
            return new SendAnswer.Unclear(new NodeException("The node answered with something else than a receipt"));
        }
    }

    private static NodeException whyNot(RpcAnswer answer) {
        if (answer instanceof RpcAnswer.NotSent unconnected) {
            return unconnected.cause();
        }
        if (answer instanceof RpcAnswer.NoAnswer silent) {
            return silent.cause();
        }
        return new NodeException(
                answer instanceof RpcAnswer.Failure failure
                        ? "The node answered with error " + failure.code()
                        : "The node answered with something unexpected");
    }

    /** A message that may go into a log: nodes like to quote what they were sent, and that is a signed transaction. */
    private static String safe(String message) {
        String cut = message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + "…" : message;
        return LONG_HEX.matcher(cut).replaceAll("…").replaceAll("\\p{Cntrl}", " ");
    }
}
