package org.mpp4j.tempo.internal.rpc;

import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
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

/** What a payer needs of a Tempo node. Thread-safe. */
public final class PayerNode {

    private static final Pattern NUMBER = Pattern.compile("0x[0-9a-fA-F]{1,32}");

    /** The node looked at the transaction and won't have it: it wasn't given to others. */
    private static final Set<Long> REFUSALS = Set.of(-32003L, -32602L);

    /** Words of refusals that aren't: the node has the transaction already. */
    private static final List<String> HAS_IT = List.of("already", "known transaction");

    private final JsonRpc rpc;

    /**
     * A node.
     *
     * @param url of its JSON-RPC over HTTP
     * @param longestCall what no timeout of a call exceeds
     */
    public PayerNode(URI url, Duration longestCall) {
        this.rpc = new JsonRpc(url, longestCall);
    }

    /**
     * The latest block.
     *
     * @param time when it was made, in seconds since 1970
     * @param baseFee what a unit of gas costs at least, in 10<sup>-18</sup> USD
     */
    public record Block(BigInteger time, BigInteger baseFee) {}

    /** The id of the node's chain, or empty if it doesn't say. */
    public Optional<BigInteger> chainId(Duration timeout) {
        return rpc.call("eth_chainId", List.of(), timeout) instanceof RpcAnswer.Result result
                ? number(result.value())
                : Optional.empty();
    }

    /** The latest block, or empty if the node doesn't say. */
    public Optional<Block> latestBlock(Duration timeout) {
        if (!(rpc.call("eth_getBlockByNumber", List.of("latest", false), timeout) instanceof RpcAnswer.Result result)) {
            return Optional.empty();
        }
        try {
            return result.envelope().object("result").flatMap(PayerNode::block);
        } catch (ProtocolException notABlock) {
            return Optional.empty();
        }
    }

    private static Optional<Block> block(JsonObject json) {
        Optional<BigInteger> baseFee = number(json.value("baseFeePerGas"));
        return number(json.value("timestamp")).flatMap(time -> baseFee.map(fee -> new Block(time, fee)));
    }

    private static Optional<BigInteger> number(@Nullable Object value) {
        return value instanceof String text && NUMBER.matcher(text).matches()
                ? Optional.of(new BigInteger(text.substring(2), 16))
                : Optional.empty();
    }

    /**
     * What a contract answers, as of the latest block.
     *
     * @param longest the most bytes that are read
     * @return empty if the node doesn't say
     */
    public Optional<byte[]> call(TempoAddress contract, byte[] input, int longest, Duration timeout) {
        JsonObject call = JsonObject.builder()
                .put("to", contract.toString())
                .put("data", Hex.encode(input))
                .build();
        if (rpc.call("eth_call", List.of(call, "latest"), timeout) instanceof RpcAnswer.Result result
                && result.value() instanceof String text) {
            try {
                return Optional.of(Hex.decode(text, longest, "answer of a contract"));
            } catch (ProtocolException notHexadecimal) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /**
     * Hands over a transaction.
     *
     * @return false if the node certainly hasn't taken it; true says nothing
     */
    public boolean send(byte[] transaction, Duration timeout) {
        RpcAnswer answer = rpc.call("eth_sendRawTransaction", List.of(Hex.encode(transaction)), timeout);
        if (answer instanceof RpcAnswer.Failure failure && REFUSALS.contains(failure.code())) {
            String message = failure.message().toLowerCase(Locale.ROOT);
            return HAS_IT.stream().anyMatch(message::contains);
        }
        return !(answer instanceof RpcAnswer.NotSent);
    }

    /** How a transaction went. */
    public ReceiptAnswer receipt(String hash, Duration timeout) {
        RpcAnswer answer = rpc.call("eth_getTransactionReceipt", List.of(hash), timeout);
        if (answer instanceof RpcAnswer.Result result) {
            try {
                return result.envelope()
                        .object("result")
                        .filter(json -> json.value("blockHash") != null)
                        .<ReceiptAnswer>map(json -> new ReceiptAnswer.Mined(TransactionReceipt.parse(json, hash)))
                        .orElseGet(ReceiptAnswer.NotMined::new);
            } catch (ProtocolException malformed) {
                return new ReceiptAnswer.Silent(
                        new NodeException("The node answered with something else than a receipt"));
            }
        }
        return new ReceiptAnswer.Silent(new NodeException("The node doesn't say how a transaction went"));
    }
}
