package org.mpp4j.client;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.protocol.Receipt;

/**
 * What became of a request of {@link PayingHttpClient}: the final response, and what was paid for it.
 *
 * @param <T> the type of the body
 * @since 0.1
 */
public final class PaidResponse<T> implements HttpResponse<T> {

    private final HttpResponse<T> response;
    private final @Nullable Supplier<HttpResponse<T>> paymentRequired;
    private final @Nullable Credential credential;
    private final @Nullable String unpaidBecause;

    PaidResponse(
            HttpResponse<T> response,
            @Nullable Supplier<HttpResponse<T>> paymentRequired,
            @Nullable Credential credential,
            @Nullable String unpaidBecause) {
        this.response = response;
        this.paymentRequired = paymentRequired;
        this.credential = credential;
        this.unpaidBecause = unpaidBecause;
    }

    /**
     * The confirmation of the payment (draft-httpauth-payment section "Payment-Receipt Header"). It is what the server says.
     *
     * @return empty if the final response has none
     * @throws ProtocolException if it has one that can't be read
     */
    public Optional<Receipt> receipt() {
        return headers().firstValue(Receipt.HEADER).map(Receipt::parse);
    }

    /**
     * The challenge that was answered.
     *
     * @return empty if nothing was sent to pay
     */
    public Optional<Challenge> challenge() {
        return credential().map(Credential::challenge);
    }

    /**
     * What was sent to pay. It is worth money until the server has used it.
     *
     * @return empty if nothing was sent to pay
     */
    public Optional<Credential> credential() {
        return Optional.ofNullable(credential);
    }

    /**
     * The 402 that came first. Its body is given to the body handler now, so with a handler that writes files rather look at
     * its header only through {@link #challenge}.
     *
     * @return empty if none came
     * @throws UncheckedIOException if its body was too long, or the handler fails
     */
    public Optional<HttpResponse<T>> paymentRequired() {
        return Optional.ofNullable(paymentRequired).map(Supplier::get);
    }

    /**
     * Why the last 402 was not answered, for people.
     *
     * @return empty if the final response isn't a 402
     */
    public Optional<String> unpaidBecause() {
        return Optional.ofNullable(unpaidBecause);
    }

    @Override
    public int statusCode() {
        return response.statusCode();
    }

    /** The last request that was sent. With it go its header fields, so it may have the credential in it. */
    @Override
    public HttpRequest request() {
        return response.request();
    }

    @Override
    public Optional<HttpResponse<T>> previousResponse() {
        return response.previousResponse();
    }

    @Override
    public HttpHeaders headers() {
        return response.headers();
    }

    @Override
    public T body() {
        return response.body();
    }

    @Override
    public Optional<SSLSession> sslSession() {
        return response.sslSession();
    }

    @Override
    public URI uri() {
        return response.uri();
    }

    @Override
    public HttpClient.Version version() {
        return response.version();
    }

    /** The status, and whether it was paid for. */
    @Override
    public String toString() {
        return "PaidResponse[" + statusCode() + (credential != null ? ", paid" : ", not paid") + "]";
    }
}
