package org.mpp4j.examples.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A small HTTP proxy that gives requests to the instances in turn, in place of the load balancer that stands there in earnest.
 * Its answers say in {@value #ANSWERED_BY} which instance they are from.
 *
 * <p>Before it sends a request it knocks. An instance that doesn't open is passed over, as nothing was sent to it. If something
 * goes wrong later, the answer is 502: the instance may have done what it was asked for. Thread-safe.
 */
final class RoundRobin implements AutoCloseable {

    /** The number of the instance, from 1. */
    static final String ANSWERED_BY = "X-Instance";

    private static final int KNOCK_MILLIS = 1000;
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** What is about one connection only (RFC 9110 section 7.6.1), or is written anew. */
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "expect",
            "host",
            "content-length");

    private final Supplier<List<URI>> instances;
    private final HttpServer server;
    private final ExecutorService threads;
    private final AtomicInteger turn = new AtomicInteger();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private RoundRobin(HttpServer server, Supplier<List<URI>> instances) {
        this.server = server;
        this.instances = instances;
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "round-robin");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::serve);
    }

    /**
     * Opens one at a free port of the loopback address.
     *
     * @param instances asked at each request
     */
    static RoundRobin start(Supplier<List<URI>> instances) {
        try {
            RoundRobin started = new RoundRobin(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), instances);
            started.server.start();
            return started;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            List<URI> all = instances.get();
            int first = Math.floorMod(turn.getAndIncrement(), all.size());
            for (int i = 0; i < all.size(); i++) {
                int chosen = (first + i) % all.size();
                if (opens(all.get(chosen))) {
                    Optional<HttpResponse<byte[]>> response = send(exchange, body, all.get(chosen));
                    if (response.isPresent()) {
                        answer(exchange, response.get(), chosen + 1);
                    } else {
                        exchange.sendResponseHeaders(502, -1);
                    }
                    return;
                }
            }
            exchange.getResponseHeaders().set("Retry-After", "1");
            exchange.sendResponseHeaders(503, -1);
        }
    }

    private static boolean opens(URI instance) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(instance.getHost(), instance.getPort()), KNOCK_MILLIS);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    /** Empty if it is not known what became of it. */
    private Optional<HttpResponse<byte[]>> send(HttpExchange exchange, byte[] body, URI instance) {
        String query = exchange.getRequestURI().getRawQuery();
        URI target = URI.create(instance + exchange.getRequestURI().getRawPath() + (query == null ? "" : "?" + query));
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .timeout(DEADLINE)
                .method(
                        exchange.getRequestMethod(),
                        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (isPassedOn(name)) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try {
            return Optional.of(http.send(request.build(), BodyHandlers.ofByteArray()));
        } catch (IOException broken) {
            return Optional.empty();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static void answer(HttpExchange exchange, HttpResponse<byte[]> response, int instance) throws IOException {
        response.headers().map().forEach((name, values) -> {
            if (isPassedOn(name)) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        exchange.getResponseHeaders().set(ANSWERED_BY, Integer.toString(instance));
        byte[] body = response.body();
        exchange.sendResponseHeaders(response.statusCode(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private static boolean isPassedOn(String header) {
        return !NOT_PASSED_ON.contains(header.toLowerCase(Locale.ROOT));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Override
    public String toString() {
        return "RoundRobin[" + url() + "]";
    }
}
