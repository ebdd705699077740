package org.mpp4j.tempo.internal.rpc;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.mpp4j.method.BoundedBody;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;

/** Calls one JSON-RPC node over HTTP. Never calls again by itself. Thread-safe. */
final class JsonRpc {

    private static final int MAX_RESPONSE_BYTES = 1 << 20;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final URI url;
    private final AtomicLong lastId = new AtomicLong();

    // One for each node and not one for all: a static one would keep a redeployed application's class loader alive.
    private final HttpClient http;

    /**
     * @param longestCall what no call's timeout exceeds; connecting gets at most half of it, because only a timeout of
     *     connecting, not one of the whole call, shows that nothing was sent
     */
    JsonRpc(URI url, Duration longestCall) {
        this.url = url;
        Duration half = longestCall.dividedBy(2);
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(half.compareTo(CONNECT_TIMEOUT) < 0 ? half : CONNECT_TIMEOUT)
                .build();
    }

    RpcAnswer call(String method, List<?> parameters, Duration timeout) {
        return start(method, parameters).await(Deadline.in(timeout));
    }

    /** Makes several calls of a method at once, and waits for all answers, which are in the order of the calls. */
    List<RpcAnswer> callAll(String method, List<List<?>> parameters, Duration timeout) {
        Deadline deadline = Deadline.in(timeout);
        List<Call> calls = parameters.stream().map(each -> start(method, each)).toList();
        return calls.stream().map(call -> call.await(deadline)).toList();
    }

    /** A call that is under way. */
    private record Call(String method, long id, CompletableFuture<HttpResponse<byte[]>> response) {

        RpcAnswer await(Deadline deadline) {
            try {
                // The timeout of HttpRequest ends with the response's header; this also covers a body that never ends.
                return read(response.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS), id);
            } catch (TimeoutException late) {
                response.cancel(true);
                return new RpcAnswer.NoAnswer(new NodeException(method + ": no answer in time"), true);
            } catch (InterruptedException interrupted) {
                response.cancel(true);
                Thread.currentThread().interrupt();
                return new RpcAnswer.NoAnswer(new NodeException(method + ": interrupted"), false);
            } catch (ExecutionException failed) {
                return failure(method, failed.getCause() == null ? failed : failed.getCause());
            }
        }
    }

    private Call start(String method, List<?> parameters) {
        long id = lastId.incrementAndGet();
        String body = JsonObject.builder()
                .put("jsonrpc", "2.0")
                .put("id", id)
                .put("method", method)
                .put("params", parameters)
                .build()
                .toCanonicalString();
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return new Call(method, id, http.sendAsync(request, BoundedBody.upTo(MAX_RESPONSE_BYTES)));
    }

    /** Only the kind of failure is kept, as messages may tell addresses and keys in them. */
    private static RpcAnswer failure(String method, Throwable cause) {
        NodeException told = new NodeException(method + ": " + cause.getClass().getSimpleName());
        // A ConnectException is also what unknown host names end in.
        boolean unconnected = cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
        return unconnected ? new RpcAnswer.NotSent(told) : new RpcAnswer.NoAnswer(told, false);
    }

    private static RpcAnswer read(HttpResponse<byte[]> response, long id) {
        if (response.statusCode() != 200) {
            return senseless("HTTP status " + response.statusCode());
        }
        try {
            JsonObject envelope = JsonObject.parse(new String(response.body(), StandardCharsets.UTF_8));
            if (!envelope.integer("id").equals(OptionalLong.of(id))) {
                return senseless("an answer to another call");
            }
            if (envelope.value("error") != null) {
                JsonObject error = envelope.requireObject("error");
                OptionalLong code = error.integer("code");
                return code.isPresent()
                        ? new RpcAnswer.Failure(
                                code.getAsLong(), error.string("message").orElse(""))
                        : senseless("an error without a code");
            }
            return envelope.names().contains("result")
                    ? new RpcAnswer.Result(envelope)
                    : senseless("neither a result nor an error");
        } catch (ProtocolException malformed) {
            return senseless("not a JSON-RPC response");
        }
    }

    private static RpcAnswer senseless(String what) {
        return new RpcAnswer.NoAnswer(new NodeException("The node answered with " + what), false);
    }
}
