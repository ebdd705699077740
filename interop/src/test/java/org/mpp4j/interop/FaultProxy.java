package org.mpp4j.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.mpp4j.protocol.JsonObject;

/** Stands between paid-api and the node, counts what gets through to it, and breaks what it is told to break. */
final class FaultProxy implements AutoCloseable {

    /** What becomes of a call. */
    enum Fault {
        NONE,
        /** It never reaches the node, and the caller waits in vain. */
        NO_ANSWER,
        /** The node does what is asked, but the caller's connection breaks before the answer. */
        ANSWER_LOST,
        /** The node does what is asked, and the caller waits in vain for the answer. */
        ANSWER_HELD,
        /** The node does what is asked, but it takes two seconds more. */
        SLOW,
        /** It never reaches the node, but the answer is that it is being worked on, as EIP-7966 has it. */
        SWALLOWED,
        /** Never reaches the node; the answer is the error that nodes give to transactions they won't take. */
        REFUSED_BY_NODE,
        /** Never reaches the node; the answer is an error that says nothing about the transaction. */
        INTERNAL_ERROR,
        /** Never reaches the node; the answer is that there is no such method. */
        UNKNOWN_METHOD,
        /** Never reaches the node; the answer is that of a call that succeeds. */
        YES,
        HTTP_500,
        GARBAGE
    }

    static final List<String> SENDING = List.of("eth_sendRawTransaction", "eth_sendRawTransactionSync");

    private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

    private final URI node;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final Queue<String> passedOn = new ConcurrentLinkedQueue<>();
    private final AtomicInteger held = new AtomicInteger();
    private final InetSocketAddress address;
    private volatile CountDownLatch healed = new CountDownLatch(1);
    private HttpServer server;

    FaultProxy(URI node) {
        this.node = node;
        this.server = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.address = server.getAddress();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + address.getPort());
    }

    /** From now on, for the calls that send a transaction. */
    void whenSending(Fault fault) {
        SENDING.forEach(method -> when(method, fault));
    }

    /** From now on, for one method. */
    void when(String method, Fault fault) {
        faults.put(method, fault);
    }

    /** From now on, for every call. */
    void always(Fault fault) {
        faults.put("", fault);
    }

    /** From now on nobody listens here. */
    void refuseConnections() {
        server.stop(0);
    }

    /** Ends every fault. */
    void heal() {
        faults.clear();
        healed.countDown();
        healed = new CountDownLatch(1);
        server.stop(0);
        server = listen(address);
    }

    /** How many transactions were handed to the node, each as often as it was. */
    long transactionsPassedOn() {
        return passedOn.stream().filter(SENDING::contains).count();
    }

    /** How often paid-api has tried to send a transaction. */
    long transactionsReceived() {
        return received.stream().filter(SENDING::contains).count();
    }

    /** How many calls wait in vain now; what was to reach the node has. */
    int held() {
        return held.get();
    }

    private HttpServer listen(InetSocketAddress where) {
        try {
            HttpServer fresh = HttpServer.create(where, 0);
            fresh.createContext("/", this::handle);
            fresh.setExecutor(threads);
            fresh.start();
            return fresh;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String call = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            JsonObject parsed = JsonObject.parse(call);
            String method = parsed.requireString("method");
            received.add(method);
            Fault fault = faults.getOrDefault(method, faults.getOrDefault("", Fault.NONE));
            switch (fault) {
                case NONE -> answer(exchange, 200, passOn(method, call));
                case NO_ANSWER -> hold();
                case ANSWER_HELD -> {
                    passOn(method, call);
                    hold();
                }
                case ANSWER_LOST -> passOn(method, call);
                case SLOW -> {
                    await(healed, Duration.ofSeconds(2));
                    answer(exchange, 200, passOn(method, call));
                }
                case SWALLOWED -> answer(exchange, 200, error(parsed, 4, "not mined in time"));
                case REFUSED_BY_NODE -> answer(exchange, 200, error(parsed, -32003, "insufficient fee token balance"));
                case INTERNAL_ERROR -> answer(exchange, 200, error(parsed, -32603, "internal error"));
                case UNKNOWN_METHOD -> answer(exchange, 200, error(parsed, -32601, "the method does not exist"));
                case YES -> answer(exchange, 200, result(parsed, "0x" + "0".repeat(63) + "1"));
                case HTTP_500 -> answer(exchange, 500, "{}");
                case GARBAGE -> answer(exchange, 200, "<html>not what you asked for</html>");
            }
        }
    }

    private static String result(JsonObject call, String result) {
        return JsonObject.builder()
                .put("jsonrpc", "2.0")
                .put("id", call.integer("id").orElseThrow())
                .put("result", result)
                .build()
                .toCanonicalString();
    }

    private void hold() throws IOException {
        held.incrementAndGet();
        try {
            await(healed, LONGEST_CALL);
        } finally {
            held.decrementAndGet();
        }
    }

    private static String error(JsonObject call, long code, String message) {
        return JsonObject.builder()
                .put("jsonrpc", "2.0")
                .put("id", call.integer("id").orElseThrow())
                .put(
                        "error",
                        JsonObject.builder()
                                .put("code", code)
                                .put("message", message)
                                .build())
                .build()
                .toCanonicalString();
    }

    private String passOn(String method, String call) throws IOException {
        passedOn.add(method);
        HttpRequest request = HttpRequest.newBuilder(node)
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

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static void await(CountDownLatch latch, Duration longest) throws IOException {
        try {
            // Whether it was counted down or the time is over is all the same here.
            boolean ignored = latch.await(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    @Override
    public void close() {
        healed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
