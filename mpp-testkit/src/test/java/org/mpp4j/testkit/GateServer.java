package org.mpp4j.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.Route;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.protocol.WwwAuthenticate;

/** One paid resource on loopback, which echoes what was sent to it. As little HTTP around a gate as will do. */
final class GateServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger deliveries = new AtomicInteger();
    private final PaymentGate gate;
    private final Route route;

    GateServer(PaymentGate gate, Route route) throws IOException {
        this.gate = gate;
        this.route = route;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/echo");
    }

    int requests() {
        return requests.get();
    }

    int deliveries() {
        return deliveries.get();
    }

    private void serve(HttpExchange http) throws IOException {
        requests.incrementAndGet();
        try (http) {
            byte[] body = http.getRequestBody().readAllBytes();
            TestExchange exchange = TestExchange.of(
                    http.getRequestMethod() + " " + http.getRequestURI().getPath());
            for (var header : http.getRequestHeaders().entrySet()) {
                for (String value : header.getValue()) {
                    exchange = exchange.withHeader(header.getKey(), value);
                }
            }
            answer(http, body, gate.admit(body.length == 0 ? exchange : exchange.withBody(body), route));
        }
    }

    private void answer(HttpExchange http, byte[] body, Admission admission) throws IOException {
        if (admission instanceof Admission.Granted granted) {
            deliveries.incrementAndGet();
            http.getResponseHeaders()
                    .add(Receipt.HEADER, granted.payment().receipt().toHeader());
            respond(http, 200, "paid: " + new String(body, StandardCharsets.UTF_8));
        } else if (admission instanceof Admission.Challenged challenged) {
            http.getResponseHeaders()
                    .put(
                            WwwAuthenticate.HEADER,
                            challenged.challenges().stream()
                                    .map(WwwAuthenticate::format)
                                    .toList());
            respond(http, 402, challenged.problem());
        } else if (admission instanceof Admission.Undecided undecided) {
            retryAfter(http, undecided.retryAfter());
            respond(http, undecided.problem().status(), undecided.problem());
        } else if (admission instanceof Admission.Refused refused) {
            refused.retryAfter().ifPresent(wait -> retryAfter(http, wait));
            respond(http, refused.problem().status(), refused.problem());
        } else {
            throw new IllegalStateException("The sandbox has no management actions");
        }
    }

    private static void retryAfter(HttpExchange http, Duration wait) {
        http.getResponseHeaders().put("Retry-After", List.of(Long.toString(wait.toSeconds())));
    }

    private static void respond(HttpExchange http, int status, Problem problem) throws IOException {
        respond(http, status, problem.json().toCanonicalString());
    }

    private static void respond(HttpExchange http, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        http.sendResponseHeaders(status, bytes.length);
        http.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
