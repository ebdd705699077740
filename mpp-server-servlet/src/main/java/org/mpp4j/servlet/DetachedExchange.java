package org.mpp4j.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.mpp4j.gate.Exchange;
import org.mpp4j.protocol.BodyDigest;

/**
 * A request as the gate sees it, copied. A container gives its request object to the next client once a request is over, be
 * it by a timeout, so nothing that may outlive a request may look into one.
 */
record DetachedExchange(
        String target,
        String resource,
        Map<String, List<String>> fields,
        Supplier<Optional<String>> asking,
        Optional<BodyDigest> bodyDigest,
        boolean isForResource)
        implements Exchange {

    /**
     * Copies a request, whose body is read for that if it is to be bound.
     *
     * @throws BufferedBody.TooLarge if it is too long
     * @throws BufferedBody.AlreadyRead if it is gone
     */
    static DetachedExchange of(ServletExchange exchange, HttpServletRequest request, boolean bindsBody) {
        Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : Collections.list(request.getHeaderNames())) {
            fields.put(name, exchange.headers(name));
        }
        return new DetachedExchange(
                exchange.target(),
                exchange.resource(),
                fields,
                askedNow(exchange),
                bindsBody ? exchange.bodyDigest() : Optional.empty(),
                exchange.isForResource());
    }

    /** What the application says who asks, or that it can't; the gate knows what to do then. */
    private static Supplier<Optional<String>> askedNow(ServletExchange exchange) {
        try {
            Optional<String> client = exchange.client();
            return () -> client;
        } catch (RuntimeException failed) {
            return () -> {
                throw failed;
            };
        }
    }

    @Override
    public List<String> headers(String name) {
        return fields.getOrDefault(name, List.of());
    }

    @Override
    public Optional<String> client() {
        return asking.get();
    }

    /** Nothing of the header fields. */
    @Override
    public String toString() {
        return "DetachedExchange[" + target + "]";
    }
}
