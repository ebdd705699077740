package org.mpp4j.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.mpp4j.protocol.JsonObject;

/** A Tempo chain of its own, in anvil: a real node with the real stablecoin contracts, whose money is worth nothing. */
final class Anvil implements AutoCloseable {

    static final String PATH_USD = "0x20C0000000000000000000000000000000000000";

    private static final String FEE_MANAGER = "0x000000000000000000000000feec000000000000000000000000000000000000";
    private static final String TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
    private static final String LISTENING = "Listening on ";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Program program;
    private final URI url;
    private final HttpClient http = HttpClient.newHttpClient();

    private Anvil(Program program) {
        this.program = program;
        String line = program.awaitLine(printed -> printed.startsWith(LISTENING), PATIENCE);
        this.url = URI.create("http://" + line.substring(LISTENING.length()));
    }

    /** Starts a chain, which makes a block for each transaction, and one each second so that its clock goes on. */
    static Anvil start(long chainId) {
        return new Anvil(Program.start(
                "anvil",
                NodeModules.DIRECTORY,
                NodeModules.environment(),
                List.of(
                        NodeModules.anvil().toString(),
                        "--network",
                        "tempo",
                        "--hardfork",
                        "T4",
                        "--chain-id",
                        Long.toString(chainId),
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "0",
                        "--block-time",
                        "1",
                        "--mixed-mining")));
    }

    URI url() {
        return url;
    }

    /** Of what somebody has in a token, in base units. */
    BigInteger balance(String token, String account) {
        JsonObject call = JsonObject.builder()
                .put("to", token)
                .put("data", "0x70a08231" + "0".repeat(24) + account.substring(2))
                .build();
        return new BigInteger(
                call("eth_call", call, "latest").requireString("result").substring(2), 16);
    }

    /** How a transaction went. */
    JsonObject receipt(String transactionHash) {
        return call("eth_getTransactionReceipt", transactionHash).requireObject("result");
    }

    /** What the token tells that somebody has paid as the fee of a transaction, in base units. */
    BigInteger feePaidBy(Account account, String transactionHash) {
        List<JsonObject> fees = receipt(transactionHash).objects("logs").stream()
                .filter(log -> log.strings("topics").get(2).equals(FEE_MANAGER))
                .toList();
        if (fees.size() != 1
                || !fees.get(0)
                        .strings("topics")
                        .get(1)
                        .endsWith(account.address().substring(2).toLowerCase(Locale.ROOT))) {
            throw new AssertionError("One fee of " + account + " was expected, there were " + fees);
        }
        return number(fees.get(0).requireString("data"));
    }

    /** All that an account has paid in pathUSD for its transactions so far, as the token's events tell it. */
    BigInteger fees(Account account) {
        String payer = "0x" + "0".repeat(24) + account.address().substring(2).toLowerCase(Locale.ROOT);
        JsonObject question = JsonObject.builder()
                .put("fromBlock", "0x0")
                .put("toBlock", "latest")
                .put("address", PATH_USD)
                .put("topics", List.of(TRANSFER, payer, FEE_MANAGER))
                .build();
        return call("eth_getLogs", question).objects("result").stream()
                .map(log -> number(log.requireString("data")))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** Calls a contract as an account whose key anvil has, and waits until that is mined. */
    void transact(String from, String contract, String data) {
        String hash = call(
                        "eth_sendTransaction",
                        JsonObject.builder()
                                .put("from", from)
                                .put("to", contract)
                                .put("gas", "0x4c4b40")
                                .put("data", data)
                                .build())
                .requireString("result");
        Awaitility.await()
                .until(() -> call("eth_getTransactionReceipt", hash)
                        .object("result")
                        .map(receipt -> receipt.requireString("status"))
                        .equals(Optional.of("0x1")));
    }

    long transactionsInBlocks() {
        BigInteger latest = number(call("eth_blockNumber").requireString("result"));
        long transactions = 0;
        for (long block = 0; block <= latest.longValueExact(); block++) {
            String count = call("eth_getBlockTransactionCountByNumber", "0x" + Long.toHexString(block))
                    .requireString("result");
            transactions += number(count).longValueExact();
        }
        return transactions;
    }

    /** Sets the clock of the chain forward and makes a block. */
    void passTime(Duration time) {
        call("evm_increaseTime", time.toSeconds());
        call("evm_mine");
    }

    static BigInteger number(String hex) {
        return new BigInteger(hex.substring(2), 16);
    }

    /** Calls the node; the answer is the whole envelope, which has a result. */
    JsonObject call(String method, Object... parameters) {
        JsonObject call = JsonObject.builder()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", method)
                .put("params", List.of(parameters))
                .build();
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(call.toCanonicalString()))
                .build();
        try {
            String answer =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            JsonObject envelope = JsonObject.parse(answer);
            if (envelope.value("error") != null) {
                throw new IllegalStateException("anvil answered " + method + " with " + answer);
            }
            return envelope;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
