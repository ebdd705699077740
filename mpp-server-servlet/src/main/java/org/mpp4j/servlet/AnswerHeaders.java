package org.mpp4j.servlet;

import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.StoredAnswer.Header;

/**
 * The header fields of a response at one moment. What filters in front of the handler set isn't part of its answer: they set
 * it anew for each request, such as who may read it across origins.
 */
record AnswerHeaders(
        Map<String, List<String>> fields, @Nullable String contentType) {

    /** Fields to which everybody who has a part in a response adds, and nobody takes away what others said. */
    private static final Set<String> ADDED_TO = Set.of("access-control-expose-headers", "link", "set-cookie", "vary");

    static AnswerHeaders of(HttpServletResponse response) {
        Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : response.getHeaderNames()) {
            fields.put(name, List.copyOf(response.getHeaders(name)));
        }
        return new AnswerHeaders(fields, response.getContentType());
    }

    /**
     * What has changed, but for the type of the content, which containers keep elsewhere.
     *
     * @param names in lower case, to be passed over
     */
    List<Header> without(AnswerHeaders before, Set<String> names) {
        List<Header> changed = new ArrayList<>();
        fields.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            List<String> old = before.fields.getOrDefault(name, List.of());
            if (!names.contains(lower)
                    && !lower.startsWith("proxy-")
                    && !lower.equals("content-type")
                    && !values.equals(old)) {
                for (String value : values) {
                    if (!ADDED_TO.contains(lower) || !old.contains(value)) {
                        changed.add(new Header(name, value));
                    }
                }
            }
        });
        return changed;
    }

    /** Gives these fields back to a response that was reset. */
    void restore(HttpServletResponse response) {
        fields.forEach((name, values) -> {
            if (!name.equalsIgnoreCase("Content-Length") && !name.equalsIgnoreCase("Content-Type")) {
                response.setHeader(name, values.get(0));
                values.stream().skip(1).forEach(value -> response.addHeader(name, value));
            }
        });
    }

    /** Gives fields to a response, in place of those that it has, or besides them if they are such as everybody adds to. */
    static void write(List<Header> headers, HttpServletResponse response) {
        Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Header header : headers) {
            fields.computeIfAbsent(header.name(), unused -> new ArrayList<>()).add(header.value());
        }
        fields.forEach((name, values) -> {
            if (name.equalsIgnoreCase("Content-Type")) {
                response.setContentType(values.get(0));
            } else if (ADDED_TO.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> add(name, value, response));
            } else {
                response.setHeader(name, values.get(0));
                values.stream().skip(1).forEach(value -> response.addHeader(name, value));
            }
        });
    }

    /** Adds a value to a field, unless it is there. */
    static void add(String name, String value, HttpServletResponse response) {
        if (!response.getHeaders(name).contains(value)) {
            response.addHeader(name, value);
        }
    }
}
