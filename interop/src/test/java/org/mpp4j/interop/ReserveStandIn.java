package org.mpp4j.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.awaitility.Awaitility;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.session.ChannelContract;
import org.mpp4j.tempo.internal.session.ReserveCall;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/**
 * The channel reserve on a chain that is too old to have one: a contract in its place, and in front of the node what does the
 * things no contract can. Whoever opens channels or puts money into them has to talk to the node through it.
 *
 * <p>It differs from the real one in what gas it takes, in that it looks at no policies of tokens, and in that channels are
 * opened one after the other.
 */
final class ReserveStandIn implements AutoCloseable {

    private static final String RESERVE = ChannelContract.RESERVE.toString().toLowerCase(java.util.Locale.ROOT);
    private static final String CONTEXT_SLOT = "0x" + "0".repeat(63) + "1";
    private static final int ALLOWANCES_SLOT = 10;
    private static final String UNLIMITED = "0x" + "f".repeat(64);
    private static final BigInteger ENOUGH_GAS = BigInteger.valueOf(1_500_000);
    private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

    private final Anvil chain;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    /** There is one slot for the context of a transaction, so one that needs it has to be mined before the next. */
    private final ReentrantLock context = new ReentrantLock();

    private ReserveStandIn(Anvil chain) throws IOException {
        this.chain = chain;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** Puts the contract in its place, and listens. */
    static ReserveStandIn on(Anvil chain, Mppx compiler) {
        try {
            chain.call("anvil_setCode", RESERVE, Solidity.code("ChannelReserve", compiler));
            return new ReserveStandIn(chain);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Where the node is to be talked to. */
    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String call = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            JsonObject parsed = JsonObject.parse(call);
            String answer = switch (parsed.requireString("method")) {
                case "eth_sendRawTransaction", "eth_sendRawTransactionSync" -> send(call, parsed);
                case "eth_fillTransaction", "eth_estimateGas" -> estimate(call);
                default -> passOn(call);
            };
            byte[] body = answer.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private String send(String call, JsonObject parsed) throws IOException {
        byte[] raw = Hex.decode((String) ((List<?>) parsed.value("params")).get(0), 1 << 16, "transaction");
        if (raw[0] != TempoTransaction.TYPE) {
            return passOn(call);
        }
        TempoTransaction transaction = TempoTransaction.decode(raw);
        List<ReserveCall> calls = transaction.calls().stream()
                .filter(made -> ChannelContract.RESERVE.equals(made.to()))
                .map(TempoCall::input)
                .flatMap(input -> ReserveCall.decode(input.toArray()).stream())
                .toList();
        if (calls.isEmpty()) {
            return passOn(call);
        }
        TempoAddress sender = transaction.signer().orElseThrow().account();
        context.lock();
        try {
            for (ReserveCall made : calls) {
                if (made instanceof ReserveCall.Open open) {
                    allow(open.token(), sender);
                    store(RESERVE, CONTEXT_SLOT, Hex.encode(transaction.expiringNonceHash(sender)));
                } else if (made instanceof ReserveCall.TopUp topUp) {
                    allow(topUp.channel().token(), sender);
                }
            }
            String answer = passOn(call);
            awaitMined(answer);
            return answer;
        } finally {
            context.unlock();
        }
    }

    /** Until then its context has to stay. */
    private void awaitMined(String answer) {
        if (JsonObject.parse(answer).value("result") instanceof String hash) {
            Awaitility.await()
                    .atMost(LONGEST_CALL)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> chain.call("eth_getTransactionReceipt", hash).value("result") != null);
        }
    }

    private void allow(TempoAddress token, TempoAddress owner) {
        byte[] ofOwner = Keccak.hash(word(owner), word(BigInteger.valueOf(ALLOWANCES_SLOT)));
        byte[] slot = Keccak.hash(word(ChannelContract.RESERVE), ofOwner);
        store(token.toString(), Hex.encode(slot), UNLIMITED);
    }

    private void store(String contract, String slot, String value) {
        chain.call("anvil_setStorageAt", contract, slot, value);
    }

    private static byte[] word(TempoAddress address) {
        return Keccak.concatenate(new byte[12], address.bytes());
    }

    private static byte[] word(BigInteger number) {
        byte[] word = new byte[32];
        byte[] digits = number.toByteArray();
        System.arraycopy(digits, 0, word, word.length - digits.length, digits.length);
        return word;
    }

    /** The node doesn't look at the calls of a transaction when it estimates what gas it takes. */
    private String estimate(String call) throws IOException {
        String answer = passOn(call);
        JsonObject parsed = JsonObject.parse(answer);
        if (!call.toLowerCase(java.util.Locale.ROOT).contains(RESERVE)) {
            return answer;
        }
        if (parsed.value("result") instanceof String gas) {
            return parsed.toBuilder().put("result", atLeastEnough(gas)).build().toCanonicalString();
        }
        if (parsed.value("result") == null) {
            return answer;
        }
        JsonObject result = parsed.requireObject("result");
        JsonObject filled = result.requireObject("tx");
        return parsed.toBuilder()
                .put(
                        "result",
                        result.toBuilder()
                                .put(
                                        "tx",
                                        filled.toBuilder()
                                                .put("gas", atLeastEnough(filled.requireString("gas")))
                                                .build())
                                .build())
                .build()
                .toCanonicalString();
    }

    private static String atLeastEnough(String gas) {
        return "0x" + Anvil.number(gas).max(ENOUGH_GAS).toString(16);
    }

    private String passOn(String call) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(chain.url())
                .timeout(LONGEST_CALL)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(call))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
