package org.mpp4j.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request as its handler sees it once the filter has read the body: streams, readers, parameters and parts come from the
 * buffer, as if nobody had read anything. Without a buffer, everything comes from the container.
 */
final class PaidRequest extends HttpServletRequestWrapper {

    private final @Nullable BufferedBody body;
    private final @Nullable PaidResponse response;
    private @Nullable BodyStream stream;
    private @Nullable BufferedReader reader;
    private @Nullable Map<String, String[]> parameters;
    private @Nullable List<Part> parts;
    private @Nullable PaidAsyncContext async;

    /**
     * Wraps a request.
     *
     * @param body that was read from it, if it was
     * @param response that asynchronous handling goes on with, if it is to run behind one
     */
    PaidRequest(HttpServletRequest request, @Nullable BufferedBody body, @Nullable PaidResponse response) {
        super(request);
        this.body = body;
        this.response = response;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (body == null) {
            return super.getInputStream();
        }
        if (reader != null) {
            throw new IllegalStateException("getReader() was called on this request");
        }
        if (stream == null) {
            stream = new BodyStream(body.open(), task -> startListener(task));
        }
        return stream;
    }

    private void startListener(Runnable task) {
        if (async == null) {
            throw new IllegalStateException("A ReadListener needs a request that is in asynchronous mode");
        }
        async.start(task);
    }

    @Override
    public BufferedReader getReader() throws IOException {
        if (body == null) {
            return super.getReader();
        }
        if (stream != null) {
            throw new IllegalStateException("getInputStream() was called on this request");
        }
        if (reader == null) {
            reader = new BufferedReader(new InputStreamReader(body.open(), charset(StandardCharsets.ISO_8859_1)));
        }
        return reader;
    }

    private Charset charset(Charset otherwise) {
        String encoding = getCharacterEncoding();
        if (encoding == null) {
            return otherwise;
        }
        try {
            return Charset.forName(encoding);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            throw new UncheckedIOException(
                    new java.io.UnsupportedEncodingException("The request's charset is not known"));
        }
    }

    private boolean hasContentType(String type) {
        String actual = getContentType();
        return actual != null && actual.toLowerCase(Locale.ROOT).startsWith(type);
    }

    private Map<String, String[]> parameters() {
        if (parameters == null) {
            parameters = readParameters();
        }
        return parameters;
    }

    private Map<String, String[]> readParameters() {
        boolean form = hasContentType("application/x-www-form-urlencoded");
        boolean multipart = hasContentType("multipart/form-data");
        if (body == null || !form && !multipart) {
            return super.getParameterMap();
        }
        BodyParameters all = new BodyParameters();
        try {
            if (form) {
                all.addAll(super.getParameterMap());
                try (InputStream in = body.open()) {
                    all.addForm(in, charset(StandardCharsets.UTF_8));
                }
            } else {
                // Jetty would look for parts in the body that isn't there any more, and fail.
                all.addEncoded(getQueryString() == null ? "" : getQueryString(), StandardCharsets.UTF_8);
                for (Part part : getParts()) {
                    if (part.getSubmittedFileName() == null) {
                        all.add(part.getName(), text(part));
                    }
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (ServletException malformed) {
            throw new IllegalStateException(malformed);
        }
        return all.asMap();
    }

    private String text(Part part) throws IOException {
        return new String(part.getInputStream().readAllBytes(), charset(StandardCharsets.UTF_8));
    }

    @Override
    public @Nullable String getParameter(String name) {
        String[] values = getParameterValues(name);
        return values == null ? null : values[0];
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        String[] values = parameters().get(name);
        return values == null ? null : values.clone();
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return parameters();
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(new ArrayList<>(parameters().keySet()));
    }

    @Override
    public Collection<Part> getParts() throws IOException, ServletException {
        if (body == null) {
            return super.getParts();
        }
        if (!hasContentType("multipart/form-data")) {
            throw new ServletException("The request is not multipart/form-data");
        }
        if (parts == null) {
            parts = MultipartBody.parts(body, getContentType(), charset(StandardCharsets.UTF_8));
        }
        return parts;
    }

    @Override
    public @Nullable Part getPart(String name) throws IOException, ServletException {
        if (body == null) {
            return super.getPart(name);
        }
        return getParts().stream()
                .filter(part -> name.equals(part.getName()))
                .findFirst()
                .orElse(null);
    }

    @Override
    public AsyncContext startAsync() {
        return response == null ? super.startAsync() : startAsync(this, response);
    }

    @Override
    public AsyncContext startAsync(ServletRequest asyncRequest, ServletResponse asyncResponse) {
        AsyncContext started = super.startAsync(asyncRequest, asyncResponse);
        if (response == null) {
            return started;
        }
        async = new PaidAsyncContext(started, response);
        return async;
    }

    @Override
    public AsyncContext getAsyncContext() {
        return async == null ? super.getAsyncContext() : async;
    }
}
