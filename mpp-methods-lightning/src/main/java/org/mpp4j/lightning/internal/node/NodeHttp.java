package org.mpp4j.lightning.internal.node;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.mpp4j.lightning.NodeConnection;
import org.mpp4j.method.BoundedBody;
import org.mpp4j.protocol.JsonObject;

/** Calls one node over HTTP. Never calls again by itself, follows no redirect, and reads no more than a bound. Thread-safe. */
final class NodeHttp {

    private static final int MAX_RESPONSE_BYTES = 1 << 20;
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(2);

    private final String base;
    private final String header;
    private final String credential;
    private final Duration deadline;
    private final HttpClient http;

    /**
     * A node.
     *
     * @param header that carries the credential
     * @param credential in the form in which that header carries it
     */
    NodeHttp(NodeConnection connection, String header, String credential) {
        this.base = connection.url().toString().replaceAll("/+$", "");
        this.header = header;
        this.credential = credential;
        this.deadline = connection.deadline();
        Duration half = deadline.dividedBy(2);
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(half.compareTo(LONGEST_CONNECT) < 0 ? half : LONGEST_CONNECT);
        connection.pinned().ifPresent(certificate -> client.sslContext(trustingOnly(certificate)));
        this.http = client.build();
    }

    private static SSLContext trustingOnly(X509Certificate certificate) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("node", certificate);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("Every Java platform can trust a certificate", impossible);
        }
    }

    NodeAnswer get(String path) {
        return send(request(path).GET(), deadline);
    }

    NodeAnswer post(String path, JsonObject json) {
        return post(path, json, deadline);
    }

    NodeAnswer post(String path, JsonObject json, Duration patience) {
        return post(path, "application/json", BodyPublishers.ofString(json.toCanonicalString()), patience);
    }

    NodeAnswer postForm(String path, Map<String, String> form) {
        return postForm(path, form, deadline);
    }

    NodeAnswer postForm(String path, Map<String, String> form, Duration patience) {
        String body = form.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return post(path, "application/x-www-form-urlencoded", BodyPublishers.ofString(body), patience);
    }

    private NodeAnswer post(String path, String type, BodyPublisher body, Duration patience) {
        return send(request(path).header("Content-Type", type).POST(body), patience);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .header(header, credential)
                .header("Accept", "application/json");
    }

    private NodeAnswer send(HttpRequest.Builder request, Duration patience) {
        // The timeout of HttpRequest ends with the response's header; this one also covers a body that never ends.
        CompletableFuture<HttpResponse<byte[]>> response =
                http.sendAsync(request.build(), BoundedBody.upTo(MAX_RESPONSE_BYTES));
        try {
            HttpResponse<byte[]> answer = response.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return new NodeAnswer.Answered(answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8));
        } catch (TimeoutException late) {
            response.cancel(true);
            return new NodeAnswer.Lost("The node didn't answer in time");
        } catch (InterruptedException interrupted) {
            response.cancel(true);
            Thread.currentThread().interrupt();
            return new NodeAnswer.Lost("Interrupted while waiting for the node");
        } catch (ExecutionException failed) {
            return failure(failed.getCause() == null ? failed : failed.getCause());
        }
    }

    /** Only the kind of failure is kept, as messages may tell addresses and keys in them. */
    private static NodeAnswer failure(Throwable cause) {
        boolean unconnected = cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof SSLHandshakeException;
        String why = "The node can't be reached: " + cause.getClass().getSimpleName();
        return unconnected ? new NodeAnswer.NotSent(why) : new NodeAnswer.Lost(why);
    }
}
