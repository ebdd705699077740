package org.mpp4j.servlet;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters of a request whose body the container can no longer read: those of the query, then those of the form. */
final class BodyParameters {

    /** As containers have it, against forms made of a million names. */
    private static final int MAX_PARAMETERS = 10_000;

    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private int count;

    /** Adds parameters that the container took from somewhere. */
    void addAll(Map<String, String[]> parameters) {
        parameters.forEach((name, texts) -> {
            for (String text : texts) {
                add(name, text);
            }
        });
    }

    /** Adds the fields of an application/x-www-form-urlencoded body. */
    void addForm(InputStream body, Charset charset) throws IOException {
        addEncoded(new String(body.readAllBytes(), StandardCharsets.ISO_8859_1), charset);
    }

    /** Adds the fields of a query or form. */
    void addEncoded(String encoded, Charset charset) {
        for (String pair : encoded.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                add(decode(name, charset), equals < 0 ? "" : decode(pair.substring(equals + 1), charset));
            }
        }
    }

    /** How many values there are. */
    int count() {
        return count;
    }

    private static String decode(String text, Charset charset) {
        return URLDecoder.decode(text, charset);
    }

    void add(String name, String value) {
        if (++count > MAX_PARAMETERS) {
            throw new IllegalArgumentException("The request has more than " + MAX_PARAMETERS + " parameters");
        }
        values.computeIfAbsent(name, unused -> new ArrayList<>()).add(value);
    }

    Map<String, String[]> asMap() {
        Map<String, String[]> map = new LinkedHashMap<>();
        values.forEach((name, texts) -> map.put(name, texts.toArray(new String[0])));
        return Collections.unmodifiableMap(map);
    }
}
