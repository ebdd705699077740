package org.mpp4j.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mpp4j.gate.Exchange;
import org.mpp4j.protocol.BodyDigest;

/** A servlet request as the gate sees it. Its body is read when its digest is first asked for. */
final class ServletExchange implements Exchange, AutoCloseable {

    private final HttpServletRequest request;
    private final long bodyLimit;
    private final int bodyInMemory;
    private final String target;
    private final String resource;
    private final Function<? super HttpServletRequest, @Nullable String> client;
    private boolean isForResource;
    private @Nullable BufferedBody body;

    ServletExchange(
            HttpServletRequest request,
            long bodyLimit,
            int bodyInMemory,
            Function<? super HttpServletRequest, @Nullable String> client) {
        this.request = request;
        // Now, because a request that is forwarded or complete tells something else, or nothing.
        this.target = request.getMethod() + " " + request.getRequestURI();
        this.resource = target + (request.getQueryString() == null ? "" : "?" + request.getQueryString());
        this.isForResource = asksForResource(request);
        this.bodyLimit = bodyLimit;
        this.bodyInMemory = bodyInMemory;
        this.client = client;
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public String resource() {
        return resource;
    }

    @Override
    public Optional<String> client() {
        return Optional.ofNullable(client.apply(request));
    }

    @Override
    public List<String> headers(String name) {
        return Collections.list(request.getHeaders(name));
    }

    @Override
    public Optional<BodyDigest> bodyDigest() {
        return bufferBody().flatMap(BufferedBody::digest);
    }

    /** As other servers of sessions tell them apart: nobody asks for a resource with HEAD, or with POST and nothing to post. */
    private boolean asksForResource(HttpServletRequest asking) {
        return switch (asking.getMethod()) {
            case "HEAD" -> false;
            case "POST" -> asking.getQueryString() != null || mayHaveBody();
            default -> true;
        };
    }

    /** Whatever it looks like, the request only tells a session something. */
    void isForSessionOnly() {
        isForResource = false;
    }

    @Override
    public boolean isForResource() {
        return isForResource;
    }

    /** The body, read now if it wasn't, or empty if there is none. */
    Optional<BufferedBody> bufferBody() {
        if (body == null && mayHaveBody()) {
            try {
                body = BufferedBody.read(request, bodyLimit, bodyInMemory);
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }
        return Optional.ofNullable(body);
    }

    /** In HTTP/1 a body is announced by one of two header fields (RFC 9112 section 6); in later versions it may just come. */
    private boolean mayHaveBody() {
        return request.getContentLengthLong() > 0
                || request.getHeader("Transfer-Encoding") != null
                || request.getContentLengthLong() < 0 && !request.getProtocol().startsWith("HTTP/1");
    }

    /** The body if it was read. */
    @Nullable
    BufferedBody bufferedBody() {
        return body;
    }

    @Override
    public void close() {
        if (body != null) {
            body.close();
        }
    }
}
