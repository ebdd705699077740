package org.mpp4j.stripe.internal.api;

import com.stripe.exception.ApiConnectionException;
import com.stripe.net.HttpClient;
import com.stripe.net.HttpContent;
import com.stripe.net.HttpHeaders;
import com.stripe.net.StripeRequest;
import com.stripe.net.StripeResponse;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mpp4j.method.BoundedBody;

/**
 * Sends stripe-java's requests. The client that it brings waits for each piece of an answer anew, sends a request again when
 * a connection breaks, follows redirects with the key, and reads any length.
 */
final class DeadlineHttpClient extends HttpClient {

    private static final int MAX_RESPONSE_BYTES = 1 << 20;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    // One for each payment method and not one for all: a static one would keep a redeployed application's class loader
    // alive.
    private final java.net.http.HttpClient http;

    /**
     * @param longestCall what no call takes longer than; connecting gets at most half of it, because only a timeout of
     *     connecting, not one of the whole call, shows that nothing was sent
     */
    DeadlineHttpClient(Duration longestCall) {
        Duration half = longestCall.dividedBy(2);
        this.http = java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .followRedirects(java.net.http.HttpClient.Redirect.NEVER)
                .connectTimeout(half.compareTo(CONNECT_TIMEOUT) < 0 ? half : CONNECT_TIMEOUT)
                .build();
    }

    /** The read timeout of the request is what all of it may take. */
    @Override
    public StripeResponse request(StripeRequest request) throws ApiConnectionException {
        // The timeout of HttpRequest ends with the response's header; this one also covers a body that never ends.
        CompletableFuture<HttpResponse<byte[]>> response =
                http.sendAsync(toHttp(request), BoundedBody.upTo(MAX_RESPONSE_BYTES));
        try {
            HttpResponse<byte[]> answer = response.get(request.options().getReadTimeout(), TimeUnit.MILLISECONDS);
            return new StripeResponse(
                    answer.statusCode(),
                    HttpHeaders.of(answer.headers().map()),
                    new String(answer.body(), StandardCharsets.UTF_8));
        } catch (TimeoutException late) {
            response.cancel(true);
            throw new ApiConnectionException("No answer in time", late);
        } catch (InterruptedException interrupted) {
            response.cancel(true);
            Thread.currentThread().interrupt();
            throw new ApiConnectionException("Interrupted", interrupted);
        } catch (ExecutionException failed) {
            throw new ApiConnectionException(
                    "No connection, or it broke", failed.getCause() == null ? failed : failed.getCause());
        }
    }

    private static HttpRequest toHttp(StripeRequest request) {
        HttpRequest.Builder http =
                HttpRequest.newBuilder(URI.create(request.url().toString()));
        request.headers().map().forEach((name, values) -> http.setHeader(name, String.join(",", values)));
        http.setHeader("User-Agent", buildUserAgentString(request));
        HttpContent content = request.content();
        if (content == null) {
            return http.method(request.method().name(), HttpRequest.BodyPublishers.noBody())
                    .build();
        }
        http.setHeader("Content-Type", content.contentType());
        return http.method(request.method().name(), HttpRequest.BodyPublishers.ofByteArray(content.byteArrayContent()))
                .build();
    }
}
