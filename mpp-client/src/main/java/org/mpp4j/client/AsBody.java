package org.mpp4j.client;

import java.net.http.HttpResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A response with another body. */
final class AsBody<T> extends ForwardedResponse<T> {

    private final @Nullable T held;

    AsBody(HttpResponse<?> response, @Nullable T held) {
        super(response);
        this.held = held;
    }

    /** Responses in between aren't shown: they may be to requests with credentials, and have bodies of another kind. */
    @Override
    public Optional<HttpResponse<T>> previousResponse() {
        return Optional.empty();
    }

    @Override
    @SuppressWarnings("NullAway") // as handlers such as discarding() have it
    public T body() {
        return held;
    }

    @Override
    public String toString() {
        return "Response[" + statusCode() + "]";
    }
}
