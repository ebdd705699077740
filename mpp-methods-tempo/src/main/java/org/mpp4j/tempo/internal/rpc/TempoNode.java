package org.mpp4j.tempo.internal.rpc;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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

/** What a charge needs of a Tempo node. Thread-safe. */
public final class TempoNode {

    private static final Logger LOG = System.getLogger("org.mpp4j.tempo");

    private static final long METHOD_NOT_FOUND = -32601;
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

    private final JsonRpc rpc;
    private volatile boolean sendsSynchronously = true;

    /**
     * A node.
     *
     * @param url of its JSON-RPC over HTTP
     * @param longestCall what no timeout of a call exceeds
     */
    public TempoNode(URI url, Duration longestCall) {
        this.rpc = new JsonRpc(url, longestCall);
    }

    /** The id of the node's chain, or empty if it doesn't say. */
    public Optional<BigInteger> chainId(Duration timeout) {
        return number(rpc.call("eth_chainId", List.of(), timeout));
    }

    /** When the latest block was made, in seconds since 1970, or empty if the node doesn't say. */
    public Optional<BigInteger> latestBlockTime(Duration timeout) {
        RpcAnswer answer = rpc.call("eth_getBlockByNumber", List.of("latest", false), timeout);
        try {
            return answer instanceof RpcAnswer.Result result
                    ? result.envelope().object("result").flatMap(block -> number(block.value("timestamp")))
                    : Optional.empty();
        } catch (ProtocolException notABlock) {
            return Optional.empty();
        }
    }

    /** What a contract answers to a call that changes nothing, or empty if the node doesn't say. */
    public Optional<byte[]> read(TempoAddress contract, byte[] input, Duration timeout) {
        JsonObject call = JsonObject.builder()
                .put("to", contract.toString())
                .put("data", Hex.encode(input))
                .build();
        RpcAnswer answer = rpc.call("eth_call", List.of(call, "latest"), timeout);
        try {
            return answer instanceof RpcAnswer.Result result && result.value() instanceof String text
                    ? Optional.of(Hex.decode(text, LONGEST_ANSWER, "answer of a contract"))
                    : Optional.empty();
        } catch (ProtocolException notBytes) {
            return Optional.empty();
        }
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
        RpcAnswer answer = rpc.call("eth_getTransactionReceipt", List.of(hash), timeout);
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
     * Hands the node a transaction and waits for it to be mined, where the node can do that.
     *
     * @param patience how long each of the node's ways of sending may take, within the deadline
     */
    public SendAnswer send(byte[] transaction, String hash, Duration patience, Deadline deadline) {
        List<String> parameters = List.of(Hex.encode(transaction));
        if (sendsSynchronously) {
            RpcAnswer answer = rpc.call("eth_sendRawTransactionSync", parameters, deadline.leftUpTo(patience));
            if (!(answer instanceof RpcAnswer.Failure failure) || failure.code() != METHOD_NOT_FOUND) {
                return sent(answer, hash);
            }
            sendsSynchronously = false;
        }
        return sent(rpc.call("eth_sendRawTransaction", parameters, deadline.leftUpTo(patience)), hash);
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
