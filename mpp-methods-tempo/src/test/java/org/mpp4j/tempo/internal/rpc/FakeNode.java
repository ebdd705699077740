package org.mpp4j.tempo.internal.rpc;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;

/** A JSON-RPC node on loopback that says and does what a test wants of it, and remembers what it was asked. */
public final class FakeNode implements AutoCloseable {

    /** What happens to a call. */
    public interface Reply {
        void to(HttpExchange exchange, long id, CountDownLatch closed) throws IOException;

        /** The JSON of a result. */
        static Reply result(String json) {
            return (exchange, id, closed) ->
                    answer(exchange, 200, "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + json + "}");
        }

        static Reply error(int code, String message) {
            return (exchange, id, closed) -> answer(
                    exchange,
                    200,
                    JsonObject.builder()
                            .put("jsonrpc", "2.0")
                            .put("id", id)
                            .put(
                                    "error",
                                    JsonObject.builder()
                                            .put("code", code)
                                            .put("message", message)
                                            .build())
                            .build()
                            .toCanonicalString());
        }

        static Reply http(int status, String body) {
            return (exchange, id, closed) -> answer(exchange, status, body);
        }

        /** The connection ends without an answer. */
        static Reply drop() {
            return (exchange, id, closed) -> exchange.close();
        }

        /** No answer for as long as the node lives. */
        static Reply hang() {
            return (exchange, id, closed) -> awaitThenClose(exchange, closed);
        }

        /** The header and a bit of a body, then nothing for as long as the node lives. */
        static Reply trickle() {
            return (exchange, id, closed) -> {
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
                awaitThenClose(exchange, closed);
            };
        }

        /** More than anybody should take. */
        static Reply endless() {
            return (exchange, id, closed) -> {
                exchange.sendResponseHeaders(200, 0);
                byte[] spaces = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
                for (int i = 0; i < 1 << 10; i++) {
                    exchange.getResponseBody().write(spaces);
                }
                exchange.close();
            };
        }

        private static void awaitThenClose(HttpExchange exchange, CountDownLatch closed) {
            try {
                closed.await();
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        }

        private static void answer(HttpExchange exchange, int status, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
    private final Map<String, Function<JsonObject, Reply>> thoughtful = new ConcurrentHashMap<>();
    private final List<JsonObject> calls = new CopyOnWriteArrayList<>();

    public FakeNode() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/a-key-of-the-operator");
    }

    /** Replies to the calls of a method one after the other; the last one also to all calls after it. */
    public FakeNode on(String method, Reply... inOrder) {
        replies.put(method, new ArrayDeque<>(List.of(inOrder)));
        return this;
    }

    /** The same for calls of one function of contracts, whatever replies there are to {@code eth_call}. */
    public FakeNode onFunction(String signature, Reply... inOrder) {
        return on(Hex.encode(Arrays.copyOf(Keccak.hash(signature), 4)), inOrder);
    }

    /** Replies to the calls of a method as it finds best for each. */
    public FakeNode answering(String method, Function<JsonObject, Reply> answers) {
        thoughtful.put(method, answers);
        return this;
    }

    /** The methods that were called, in order. */
    public List<String> methods() {
        return calls.stream().map(call -> call.requireString("method")).toList();
    }

    /** The parameters of the calls of a method, in order. */
    public List<List<String>> parameters(String method) {
        return calls.stream()
                .filter(call -> call.requireString("method").equals(method))
                .map(call -> call.strings("params"))
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        JsonObject call =
                JsonObject.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        calls.add(call);
        reply(call).to(exchange, call.integer("id").orElseThrow(), closed);
    }

    private Reply reply(JsonObject call) {
        Function<JsonObject, Reply> answers = thoughtful.get(call.requireString("method"));
        return answers == null ? next(called(call)) : answers.apply(call);
    }

    private String called(JsonObject call) {
        String text = call.toCanonicalString();
        return replies.keySet().stream()
                .filter(key -> text.contains("\"data\":\"" + key))
                .findFirst()
                .orElse(call.requireString("method"));
    }

    private Reply next(String method) {
        Deque<Reply> left = replies.get(method);
        if (left == null) {
            return Reply.error(-32601, "the method " + method + " does not exist");
        }
        synchronized (left) {
            return left.size() > 1 ? left.pop() : left.peek();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
