package org.mpp4j.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/** A response that says of itself what another one says, but for its body and what came before. */
abstract class ForwardedResponse<T> implements HttpResponse<T> {

    private final HttpResponse<?> response;

    ForwardedResponse(HttpResponse<?> response) {
        this.response = response;
    }

    @Override
    public final int statusCode() {
        return response.statusCode();
    }

    /** The last request that was sent. With it go its header fields, so it may have the credential in it. */
    @Override
    public final HttpRequest request() {
        return response.request();
    }

    @Override
    public final HttpHeaders headers() {
        return response.headers();
    }

    @Override
    public final Optional<SSLSession> sslSession() {
        return response.sslSession();
    }

    @Override
    public final URI uri() {
        return response.uri();
    }

    @Override
    public final HttpClient.Version version() {
        return response.version();
    }
}
