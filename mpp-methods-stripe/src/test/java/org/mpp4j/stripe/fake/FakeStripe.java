package org.mpp4j.stripe.fake;

import com.stripe.param.PaymentIntentCancelParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentSearchParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.mpp4j.protocol.JsonObject;

/**
 * The part of Stripe that is used here, on loopback: it takes only parameters that stripe-java knows, remembers what was asked
 * for under each idempotency key, charges each token once, and keeps a book. What it is asked, and what it refuses as
 * unheard-of, can be looked at.
 */
public final class FakeStripe implements AutoCloseable {

    public static final String KEY = "rk_test_canary51KeyOfTheMerchant";
    public static final String VERSION = "2026-07-29.preview";

    /** Stands in all that Stripe says to people. */
    public static final String WORDS = "words-of-the-provider";

    private static final String TOKEN = "shared_payment_granted_token";

    /** A request as it came. */
    public record Asked(String method, String path, Map<String, String> headers, Map<String, String> parameters) {
        public String header(String name) {
            return headers.get(name.toLowerCase(java.util.Locale.ROOT));
        }
    }

    /** An answer to be given; null for none. */
    private record Reply(int status, String body, boolean isKept) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final Map<String, Map<String, String>> parametersByKey = new ConcurrentHashMap<>();
    private final Map<String, Reply> repliesByKey = new ConcurrentHashMap<>();
    private final FakeBook book = new FakeBook();
    private volatile boolean indexed = true;
    private volatile int searchStatus = 200;

    public FakeStripe() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What happens to the next attempts to charge or give back, one after the other. */
    public FakeStripe next(Fault... inOrder) {
        faults.addAll(List.of(inOrder));
        return this;
    }

    /** Whether payments are found by their metadata at once, or not at all yet. */
    public void indexed(boolean atOnce) {
        indexed = atOnce;
    }

    /** What all searches are answered with. */
    public void refuseSearches(int status) {
        searchStatus = status;
    }

    /** As Stripe does after a day. */
    public void forgetKeys() {
        parametersByKey.clear();
        repliesByKey.clear();
    }

    public FakeBook book() {
        return book;
    }

    public List<Asked> asked(String method, String path) {
        return asked.stream()
                .filter(one -> one.method().equals(method) && one.path().equals(path))
                .toList();
    }

    /** What no Stripe would have understood. */
    public List<String> complaints() {
        return complaints;
    }

    private void handle(HttpExchange exchange) throws IOException {
        Asked one = read(exchange);
        asked.add(one);
        check(one);
        switch (one.method() + " " + one.path().replaceFirst("(pi|re)_[A-Za-z0-9]+", "ID")) {
            case "POST /v1/payment_intents" -> once(exchange, one, () -> charge(exchange, one));
            case "POST /v1/refunds" -> once(exchange, one, () -> giveBack(exchange, one));
            case "POST /v1/payment_intents/ID/cancel" ->
                answer(exchange, book.cancel(one.path().split("/", -1)[3]));
            case "GET /v1/payment_intents/search" -> search(exchange, one);
            case "GET /v1/refunds" ->
                answer(
                        exchange,
                        200,
                        FakeBook.list("list", book.refundsOf(one.parameters().get("payment_intent"))));
            default -> answer(exchange, 404, error("invalid_request_error", "url_invalid", "", ""));
        }
    }

    private static Asked read(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String query = exchange.getRequestURI().getRawQuery();
        Map<String, String> parameters = new TreeMap<>();
        for (String pair : (body + (query == null ? "" : "&" + query)).split("&", -1)) {
            if (!pair.isEmpty()) {
                String[] parts = pair.split("=", 2);
                parameters.put(decode(parts[0]), decode(parts[1]));
            }
        }
        return new Asked(exchange.getRequestMethod(), exchange.getRequestURI().getPath(), headers, parameters);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private void check(Asked one) {
        String place = one.method() + " " + one.path().replaceFirst("/(pi|re)_[A-Za-z0-9]+", "/ID");
        Class<?> parameters = switch (place) {
            case "POST /v1/payment_intents" -> PaymentIntentCreateParams.class;
            case "POST /v1/refunds" -> RefundCreateParams.class;
            case "POST /v1/payment_intents/ID/cancel" -> PaymentIntentCancelParams.class;
            case "GET /v1/payment_intents/search" -> PaymentIntentSearchParams.class;
            case "GET /v1/refunds" -> RefundListParams.class;
            default -> Void.class;
        };
        StripeParameters.unknown(
                        parameters, one.parameters().keySet(), Set.of(TOKEN, "payment_method_data[" + TOKEN + "]"))
                .forEach(name -> complaints.add(place + " has no parameter " + name));
        if (!("Bearer " + KEY).equals(one.header("Authorization"))) {
            complaints.add(place + " came without the key");
        }
        if (!VERSION.equals(one.header("Stripe-Version"))) {
            complaints.add(place + " came with the version " + one.header("Stripe-Version"));
        }
    }

    private interface Work {
        Reply run() throws IOException;
    }

    /** As Stripe keeps idempotency keys: with parameters and answer, from when it has begun. */
    private void once(HttpExchange exchange, Asked one, Work work) throws IOException {
        String key = one.header("Idempotency-Key");
        if (key == null || key.length() > 255) {
            complaints.add(one.path() + " came without an idempotency key of up to 255 characters");
            answer(exchange, 400, error("invalid_request_error", "", "", ""));
            return;
        }
        Map<String, String> before = parametersByKey.putIfAbsent(key, one.parameters());
        if (before != null && !before.equals(one.parameters())) {
            answer(exchange, 400, error("idempotency_error", "", "", ""));
            return;
        }
        Reply kept = repliesByKey.get(key);
        if (kept != null) {
            exchange.getResponseHeaders().set("Idempotent-Replayed", "true");
            answer(exchange, kept.status(), kept.body());
            return;
        }
        if (before != null) {
            answer(exchange, 409, error("invalid_request_error", "idempotency_key_in_use", "", ""));
            return;
        }
        Reply reply = work.run();
        if (reply == null) {
            return;
        }
        if (reply.isKept()) {
            repliesByKey.put(key, reply);
        } else {
            parametersByKey.remove(key);
        }
        answer(exchange, reply.status(), reply.body());
    }

    private Reply charge(HttpExchange exchange, Asked one) throws IOException {
        Fault fault = faults.poll();
        Map<String, String> parameters = one.parameters();
        String token = parameters.getOrDefault(TOKEN, parameters.get("payment_method_data[" + TOKEN + "]"));
        if (fault == null) {
            return pay(one, token, "succeeded", 0);
        }
        return switch (fault) {
            case RATE_LIMITED, CONFLICT, UNAUTHORIZED, TOKEN_REFUSED, SETTING_REFUSED -> untried(fault, token);
            case DECLINED -> declined(one, token, "card_declined", "generic_decline");
            case INSUFFICIENT_FUNDS -> declined(one, token, "card_declined", "insufficient_funds");
            case AUTHENTICATION_REQUIRED -> declined(one, token, "authentication_required", "authentication_required");
            case REQUIRES_ACTION -> pay(one, token, "requires_action", 0);
            case REQUIRES_ACTION_FOR_EVER -> pay(one, token, "requires_action", 0, false);
            case PROCESSING -> pay(one, token, "processing", 0);
            case WRONG_AMOUNT -> pay(one, token, "succeeded", 1);
            case ERROR_BEFORE_EFFECT -> new Reply(500, error("api_error", "", "", token), true);
            case ERROR_AFTER_EFFECT -> after(pay(one, token, "succeeded", 0), 500, error("api_error", "", "", token));
            case GARBAGE_AFTER_EFFECT -> after(pay(one, token, "succeeded", 0), 200, "<html>" + WORDS + token);
            case PROXY_REFUSES_AFTER_EFFECT -> after(pay(one, token, "succeeded", 0), 402, "<html>" + WORDS + token);
            case SILENT_BEFORE_EFFECT -> unanswered(exchange, one, null, true);
            case SILENT_AFTER_EFFECT -> unanswered(exchange, one, pay(one, token, "succeeded", 0), true);
            case DROPPED_BEFORE_EFFECT -> unanswered(exchange, one, null, false);
            case DROPPED_AFTER_EFFECT -> unanswered(exchange, one, pay(one, token, "succeeded", 0), false);
        };
    }

    private static Reply untried(Fault fault, String token) {
        return switch (fault) {
            case RATE_LIMITED -> new Reply(429, error("invalid_request_error", "rate_limit", "", token), false);
            case CONFLICT -> new Reply(409, error("invalid_request_error", "lock_timeout", "", token), false);
            case UNAUTHORIZED -> new Reply(401, error("invalid_request_error", "", "", token), false);
            case TOKEN_REFUSED ->
                new Reply(400, error("invalid_request_error", "resource_missing", TOKEN, token), false);
            default -> new Reply(400, error("invalid_request_error", "parameter_unknown", "currency", token), false);
        };
    }

    private static Reply after(Reply effect, int status, String body) {
        return effect.status() == 200 ? new Reply(status, body, true) : effect;
    }

    private Reply pay(Asked one, String token, String status, int more) {
        return pay(one, token, status, more, true);
    }

    private Reply pay(Asked one, String token, String status, int more, boolean cancelable) {
        JsonObject made = book.pay(one, token, status, more, cancelable);
        return made == null
                ? new Reply(400, error("invalid_request_error", "resource_missing", TOKEN, token), false)
                : new Reply(200, made.toCanonicalString(), true);
    }

    private Reply declined(Asked one, String token, String code, String declineCode) {
        book.pay(one, token, "requires_payment_method", 0, true);
        JsonObject error = JsonObject.builder()
                .put("type", "card_error")
                .put("code", code)
                .put("decline_code", declineCode)
                .put("message", WORDS + token)
                .build();
        return new Reply(402, JsonObject.builder().put("error", error).build().toCanonicalString(), true);
    }

    /** Nobody hears of it; whoever asks again with the same key does, if anything was done. */
    private Reply unanswered(HttpExchange exchange, Asked one, Reply effect, boolean silent) {
        String key = one.header("Idempotency-Key");
        if (effect == null) {
            parametersByKey.remove(key);
        } else {
            repliesByKey.put(key, effect);
        }
        if (silent) {
            try {
                closed.await();
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
        }
        exchange.close();
        return null;
    }

    private Reply giveBack(HttpExchange exchange, Asked one) {
        Fault fault = faults.poll();
        JsonObject made = fault == Fault.DROPPED_BEFORE_EFFECT ? null : book.refund(one.parameters());
        if (fault == Fault.DROPPED_BEFORE_EFFECT || fault == Fault.DROPPED_AFTER_EFFECT) {
            return unanswered(
                    exchange, one, made == null ? null : new Reply(200, made.toCanonicalString(), true), false);
        }
        return made == null
                ? new Reply(400, error("invalid_request_error", "charge_already_refunded", "", ""), false)
                : new Reply(200, made.toCanonicalString(), true);
    }

    private void search(HttpExchange exchange, Asked one) throws IOException {
        if (searchStatus != 200) {
            answer(exchange, searchStatus, error("invalid_request_error", "", "", ""));
            return;
        }
        String query = one.parameters().get("query");
        String prefix = "metadata[\"mpp_challenge_id\"]:\"";
        if (!query.startsWith(prefix) || !query.endsWith("\"")) {
            complaints.add("A search for " + query);
        }
        String id = query.substring(prefix.length(), query.length() - 1);
        List<JsonObject> found = indexed ? book.byChallenge(id) : List.of();
        answer(exchange, 200, FakeBook.list("search_result", new ArrayList<>(found)));
    }

    private static String error(String type, String code, String parameter, String token) {
        JsonObject.Builder error = JsonObject.builder()
                .put("type", type)
                .put("message", WORDS + ": " + token + " with " + KEY)
                .put("request_log_url", "https://dashboard.example/" + WORDS);
        if (!code.isEmpty()) {
            error.put("code", code);
        }
        if (!parameter.isEmpty()) {
            error.put("param", parameter);
        }
        return JsonObject.builder().put("error", error.build()).build().toCanonicalString();
    }

    private static void answer(HttpExchange exchange, JsonObject changed) throws IOException {
        answer(
                exchange,
                changed == null ? 400 : 200,
                changed == null
                        ? error("invalid_request_error", "payment_intent_unexpected_state", "", "")
                        : changed.toCanonicalString());
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Request-Id", "req_fake1");
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
