package org.mpp4j.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.protocol.WwwAuthenticate;

/** A server on loopback that says what a test wants of it, honest or not, and remembers what it was asked. */
final class Merchant implements AutoCloseable {

    /** What happens to a request. */
    interface Reply {
        void to(HttpExchange exchange) throws IOException;
    }

    /** A request that came. */
    record Seen(String method, String path, com.sun.net.httpserver.Headers headers, String body) {

        Optional<String> field(String name) {
            return Optional.ofNullable(headers.getFirst(name));
        }

        boolean paid() {
            return field("Authorization")
                    .filter(value -> value.startsWith("Payment "))
                    .isPresent();
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Deque<Reply> replies = new ArrayDeque<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    Merchant() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** One after the other; the last one for all requests after it. */
    Merchant replies(Reply... inOrder) {
        replies.clear();
        replies.addAll(List.of(inOrder));
        return this;
    }

    List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** The credentials that came, each as often as it came. */
    List<String> credentials() {
        return seen.stream()
                .filter(Seen::paid)
                .map(request -> request.field("Authorization").orElseThrow())
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Reply reply;
        synchronized (replies) {
            seen.add(new Seen(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    body));
            reply = replies.size() > 1 ? replies.pop() : replies.peek();
        }
        reply.to(exchange);
    }

    static Reply asks(Challenge... challenges) {
        return asks(List.of(challenges).stream().map(WwwAuthenticate::format).toArray(String[]::new));
    }

    static Reply asks(String... fields) {
        return exchange -> {
            exchange.getResponseHeaders().put(WwwAuthenticate.HEADER, List.of(fields));
            write(exchange, 402, "pay");
        };
    }

    static Reply delivers() {
        return exchange -> {
            exchange.getResponseHeaders()
                    .set(
                            Receipt.HEADER,
                            Receipt.of("paper", "receipt-1", Instant.EPOCH).toHeader());
            write(exchange, 200, "delivered");
        };
    }

    /** With fields as names and values by turns. */
    static Reply status(int status, String... fields) {
        return exchange -> {
            for (int i = 0; i < fields.length; i += 2) {
                exchange.getResponseHeaders().set(fields[i], fields[i + 1]);
            }
            write(exchange, status, "status " + status);
        };
    }

    /** Asks for payment once, then delivers to whoever has any credential. */
    static Reply sells(Challenge challenge) {
        return exchange ->
                (exchange.getRequestHeaders().containsKey("Authorization") ? delivers() : asks(challenge)).to(exchange);
    }

    /** The connection ends without an answer. */
    static Reply drops() {
        return HttpExchange::close;
    }

    /** A 402 whose body doesn't end until the client goes away. */
    static Reply asksWithoutEnd(Challenge challenge) {
        return exchange -> {
            exchange.getResponseHeaders().set(WwwAuthenticate.HEADER, WwwAuthenticate.format(challenge));
            exchange.sendResponseHeaders(402, 0);
            byte[] spaces = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
            try {
                while (true) {
                    exchange.getResponseBody().write(spaces);
                }
            } catch (IOException gone) {
                exchange.close();
            }
        };
    }

    private static void write(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** What it costs, in play money. */
    static JsonObject.Builder terms(String amount) {
        return JsonObject.builder().put("amount", amount).put("currency", "usd").put("recipient", "Merchant");
    }

    static Challenge challenge(String method, JsonObject terms) {
        return Challenge.builder("127.0.0.1", method, "charge", PaymentRequest.of(terms))
                .expires(Instant.parse("2999-01-01T00:00:00Z"))
                .build("id-" + method + "-" + terms.requireString("amount"));
    }

    static Challenge challenge(String amount) {
        return challenge("paper", terms(amount).build());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
