package org.mpp4j.lightning.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.mpp4j.lightning.InvoiceState;
import org.mpp4j.lightning.LightningBackend;
import org.mpp4j.lightning.LightningNode;
import org.mpp4j.lightning.NodeConnection;
import org.mpp4j.lightning.OutgoingState;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.lightning.PaymentResult;
import org.mpp4j.lightning.Preimage;
import org.mpp4j.protocol.JsonObject;

/** The HTTP interface of a node, in the shape that its makers publish, before some wallet. */
public abstract class NodeFront implements AutoCloseable {

    public static final String CREDENTIAL = "0201036c6e64-a-secret-of-the-operator";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final String scheme;
    protected final Wallet wallet;

    public final AtomicInteger calls = new AtomicInteger();
    /** HTTP status of all answers if not 0. */
    public volatile int failingWith;
    /** Never answers. */
    public volatile boolean hanging;

    protected NodeFront(Wallet wallet, SSLContext tls) {
        this.wallet = wallet;
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try {
            if (tls == null) {
                server = HttpServer.create(anyPort, 0);
            } else {
                HttpsServer secure = HttpsServer.create(anyPort, 0);
                secure.setHttpsConfigurator(new HttpsConfigurator(tls));
                server = secure;
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        scheme = tls == null ? "http" : "https";
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    public static NodeFront of(LightningBackend backend, Wallet wallet) {
        return switch (backend) {
            case LND -> new Lnd(wallet, null);
            case CLN -> new Cln(wallet);
            case PHOENIXD -> new Phoenixd(wallet);
            case LNBITS -> new LnbitsFront(wallet);
        };
    }

    public abstract LightningBackend backend();

    abstract boolean isAuthorized(HttpExchange http);

    /** The JSON that answers a call, or null if there is no such thing. */
    abstract JsonObject answer(String call, String body);

    public URI url() {
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
    }

    public NodeConnection connection() {
        return NodeConnection.to(url(), CREDENTIAL).deadline(Duration.ofSeconds(5));
    }

    public LightningNode client() {
        return backend().at(connection());
    }

    final PaymentResult pay(String bolt11, long millisatoshi, Duration deadline) {
        return millisatoshi == 0 ? wallet.pay(bolt11, deadline) : wallet.pay(bolt11, millisatoshi, deadline);
    }

    /** The body that comes with 404. */
    String notFound() {
        return "{}";
    }

    private void serve(HttpExchange http) throws IOException {
        calls.incrementAndGet();
        try (http) {
            String body = new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (hanging) {
                closing.await();
                return;
            }
            if (failingWith != 0) {
                respond(http, failingWith, "{\"error\":\"" + CREDENTIAL + "\"}");
            } else if (!isAuthorized(http)) {
                respond(http, 401, "{}");
            } else {
                JsonObject answer = answer(
                        http.getRequestMethod() + " " + http.getRequestURI().getPath(), body);
                respond(http, answer == null ? 404 : 200, answer == null ? notFound() : answer.toCanonicalString());
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static void respond(HttpExchange http, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        http.sendResponseHeaders(status, bytes.length);
        http.getResponseBody().write(bytes);
    }

    static Map<String, String> form(String body) {
        Map<String, String> form = new TreeMap<>();
        for (String pair : body.split("&")) {
            String[] parts = pair.split("=", 2);
            form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    static PaymentHash lastPart(String call) {
        return new PaymentHash(call.substring(call.lastIndexOf('/') + 1));
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    /** LND's REST: 64-bit numbers are texts, bytes are base64. */
    public static final class Lnd extends NodeFront {

        public Lnd(Wallet wallet, SSLContext tls) {
            super(wallet, tls);
        }

        @Override
        public LightningBackend backend() {
            return LightningBackend.LND;
        }

        @Override
        String notFound() {
            return "{\"error\":{\"code\":5,\"message\":\"payment isn't initiated\",\"details\":[]}}";
        }

        @Override
        boolean isAuthorized(HttpExchange http) {
            return CREDENTIAL.equals(http.getRequestHeaders().getFirst("Grpc-Metadata-macaroon"));
        }

        @Override
        JsonObject answer(String call, String body) {
            if (call.equals("POST /v1/invoices")) {
                JsonObject json = JsonObject.parse(body);
                Wallet.Issued issued = wallet.create(
                        Long.parseLong(json.requireString("value_msat")),
                        json.requireString("memo"),
                        Duration.ofSeconds(Long.parseLong(json.requireString("expiry"))));
                return JsonObject.builder()
                        .put(
                                "r_hash",
                                Base64.getEncoder().encodeToString(issued.hash().bytes()))
                        .put("payment_request", issued.bolt11())
                        .put("add_index", "1")
                        .put("payment_addr", "")
                        .build();
            }
            if (call.startsWith("GET /v1/invoice/")) {
                PaymentHash hash = lastPart(call);
                InvoiceState state = wallet.state(hash);
                return state == InvoiceState.UNKNOWN
                        ? null
                        : JsonObject.builder()
                                .put("r_hash", Base64.getEncoder().encodeToString(hash.bytes()))
                                .put("settled", state == InvoiceState.SETTLED)
                                .put("state", state == InvoiceState.HELD ? "ACCEPTED" : state.name())
                                .build();
            }
            if (call.startsWith("GET /v2/router/track/")) {
                byte[] hash = Base64.getUrlDecoder().decode(call.substring(call.lastIndexOf('/') + 1));
                OutgoingState state = wallet.outgoing(PaymentHash.of(hash));
                return state == OutgoingState.NOT_SENT
                        ? null
                        : JsonObject.builder()
                                .put(
                                        "result",
                                        JsonObject.builder()
                                                .put("status", state == OutgoingState.PAID ? "SUCCEEDED" : "IN_FLIGHT")
                                                .build())
                                .build();
            }
            if (call.equals("POST /v2/router/send")) {
                JsonObject json = JsonObject.parse(body);
                if (Long.parseLong(json.requireString("fee_limit_msat")) < 0
                        || !json.bool("no_inflight_updates").get()) {
                    return null;
                }
                PaymentResult result = pay(
                        json.requireString("payment_request"),
                        json.string("amt_msat").map(Long::valueOf).orElse(0L),
                        Duration.ofSeconds(json.integer("timeout_seconds").getAsLong()));
                JsonObject.Builder payment = JsonObject.builder().put("fee_msat", "0");
                if (result instanceof PaymentResult.Paid paid) {
                    payment.put("status", "SUCCEEDED")
                            .put("payment_preimage", paid.preimage().reveal());
                } else {
                    payment.put("status", "FAILED").put("failure_reason", "FAILURE_REASON_NO_ROUTE");
                }
                return JsonObject.builder().put("result", payment.build()).build();
            }
            return null;
        }
    }

    /** Core Lightning's clnrest: everything is a POST, amounts are numbers of millisatoshi. */
    static final class Cln extends NodeFront {

        Cln(Wallet wallet) {
            super(wallet, null);
        }

        @Override
        public LightningBackend backend() {
            return LightningBackend.CLN;
        }

        @Override
        boolean isAuthorized(HttpExchange http) {
            return CREDENTIAL.equals(http.getRequestHeaders().getFirst("Rune"));
        }

        @Override
        JsonObject answer(String call, String body) {
            JsonObject json = JsonObject.parse(body);
            return switch (call) {
                case "POST /v1/invoice" -> {
                    json.requireString("label");
                    Wallet.Issued issued = wallet.create(
                            "any".equals(json.value("amount_msat"))
                                    ? 0
                                    : json.integer("amount_msat").getAsLong(),
                            json.requireString("description"),
                            Duration.ofSeconds(json.integer("expiry").getAsLong()));
                    yield JsonObject.builder()
                            .put("bolt11", issued.bolt11())
                            .put("payment_hash", issued.hash().hex())
                            .put("expires_at", issued.expiresAt())
                            .build();
                }
                case "POST /v1/listinvoices" -> {
                    PaymentHash hash = new PaymentHash(json.requireString("payment_hash"));
                    yield JsonObject.builder()
                            .put(
                                    "invoices",
                                    switch (wallet.state(hash)) {
                                        case UNKNOWN -> List.of();
                                        case SETTLED -> List.of(invoice(hash, "paid"));
                                        case CANCELED -> List.of(invoice(hash, "expired"));
                                        default -> List.of(invoice(hash, "unpaid"));
                                    })
                            .build();
                }
                case "POST /v1/listpays" -> {
                    OutgoingState state = wallet.outgoing(new PaymentHash(json.requireString("payment_hash")));
                    JsonObject payment = JsonObject.builder()
                            .put("status", state == OutgoingState.PAID ? "complete" : "pending")
                            .build();
                    yield JsonObject.builder()
                            .put("pays", state == OutgoingState.NOT_SENT ? List.of() : List.of(payment))
                            .build();
                }
                case "POST /v1/xpay" ->
                    pay(
                                            json.requireString("invstring"),
                                            json.integer("amount_msat").orElse(0),
                                            Duration.ofSeconds(
                                                    json.integer("retry_for").getAsLong()))
                                    instanceof PaymentResult.Paid paid
                            ? JsonObject.builder()
                                    .put("payment_preimage", paid.preimage().reveal())
                                    .put("failed_parts", 0)
                                    .put("successful_parts", 1)
                                    .build()
                            : null;
                default -> null;
            };
        }

        private static JsonObject invoice(PaymentHash hash, String status) {
            return JsonObject.builder()
                    .put("payment_hash", hash.hex())
                    .put("status", status)
                    .build();
        }
    }

    /** phoenixd: forms in, JSON out, and failures without an error status. */
    static final class Phoenixd extends NodeFront {

        Phoenixd(Wallet wallet) {
            super(wallet, null);
        }

        @Override
        public LightningBackend backend() {
            return LightningBackend.PHOENIXD;
        }

        @Override
        boolean isAuthorized(HttpExchange http) {
            String expected = Base64.getEncoder().encodeToString((":" + CREDENTIAL).getBytes(StandardCharsets.UTF_8));
            return ("Basic " + expected).equals(http.getRequestHeaders().getFirst("Authorization"));
        }

        @Override
        JsonObject answer(String call, String body) {
            if (call.equals("POST /createinvoice")) {
                Map<String, String> form = form(body);
                long amount = Long.parseLong(form.getOrDefault("amountSat", "0")) * 1000;
                Wallet.Issued issued = wallet.create(
                        amount, form.get("description"), Duration.ofSeconds(Long.parseLong(form.get("expirySeconds"))));
                return JsonObject.builder()
                        .put("amountSat", amount / 1000)
                        .put("paymentHash", issued.hash().hex())
                        .put("serialized", issued.bolt11())
                        .build();
            }
            if (call.startsWith("GET /payments/incoming/")) {
                PaymentHash hash = lastPart(call);
                InvoiceState state = wallet.state(hash);
                return state == InvoiceState.UNKNOWN
                        ? null
                        : JsonObject.builder()
                                .put("paymentHash", hash.hex())
                                .put(
                                        "preimage",
                                        wallet.preimage(hash)
                                                .map(Preimage::reveal)
                                                .orElse(""))
                                .put("isPaid", state == InvoiceState.SETTLED)
                                .put("isExpired", state == InvoiceState.CANCELED)
                                .build();
            }
            if (call.startsWith("GET /payments/outgoingbyhash/")) {
                OutgoingState state = wallet.outgoing(lastPart(call));
                return state == OutgoingState.NOT_SENT
                        ? null
                        : JsonObject.builder()
                                .put("isPaid", state == OutgoingState.PAID)
                                .build();
            }
            if (call.equals("POST /payinvoice")) {
                Map<String, String> form = form(body);
                PaymentResult result = pay(
                        form.get("invoice"),
                        Long.parseLong(form.getOrDefault("amountSat", "0")) * 1000,
                        Duration.ofSeconds(10));
                return result instanceof PaymentResult.Paid paid
                        ? JsonObject.builder()
                                .put("paymentPreimage", paid.preimage().reveal())
                                .put("paymentHash", paid.preimage().hash().hex())
                                .put("routingFeeSat", 0)
                                .build()
                        : JsonObject.builder().put("reason", "no route").build();
            }
            return null;
        }
    }
}
