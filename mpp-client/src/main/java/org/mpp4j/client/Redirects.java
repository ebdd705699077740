package org.mpp4j.client;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mpp4j.protocol.PaymentAuthorization;

/** Where a response sends the client next (RFC 9110 section 15.4), and what the client takes along. */
final class Redirects {

    private static final Set<Integer> METHOD_STAYS = Set.of(307, 308);
    private static final Set<Integer> METHOD_BECOMES_GET = Set.of(301, 302, 303);

    /** What says who the client is, or pays. Only those who were meant get it. */
    private static final Set<String> PERSONAL = Set.of(
            PaymentAuthorization.HEADER.toLowerCase(Locale.ROOT),
            PaymentAuthorization.ALTERNATIVE_HEADER.toLowerCase(Locale.ROOT),
            "proxy-authorization",
            "cookie",
            "idempotency-key");

    private Redirects() {}

    /**
     * The request to send next.
     *
     * @param credentialField in which this request carries a credential
     * @return empty if the response is no redirect, or one that isn't followed: without a place, or from https to http
     */
    static Optional<HttpRequest> next(HttpRequest sent, HttpResponse<?> response, String credentialField) {
        int status = response.statusCode();
        boolean sameMethod = METHOD_STAYS.contains(status);
        if (!sameMethod && !METHOD_BECOMES_GET.contains(status)) {
            return Optional.empty();
        }
        Optional<URI> place = response.headers().firstValue("Location").flatMap(text -> resolve(sent.uri(), text));
        if (place.isEmpty()) {
            return Optional.empty();
        }
        boolean sameOrigin = Origin.of(place.get()).equals(Origin.of(sent.uri()));
        boolean keepsMethod =
                sameMethod || sent.method().equals("GET") || sent.method().equals("HEAD");
        HttpRequest.Builder next = HttpRequest.newBuilder(sent, (name, value) -> {
                    String field = name.toLowerCase(Locale.ROOT);
                    return (sameOrigin || !PERSONAL.contains(field) && !field.equalsIgnoreCase(credentialField))
                            && (keepsMethod || !field.startsWith("content-"));
                })
                .uri(place.get());
        return Optional.of((keepsMethod ? next : next.method("GET", BodyPublishers.noBody())).build());
    }

    private static Optional<URI> resolve(URI from, String location) {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException notAPlace) {
            return Optional.empty();
        }
        String scheme = to.getScheme() == null ? "" : to.getScheme().toLowerCase(Locale.ROOT);
        boolean lessSafe = "https".equalsIgnoreCase(from.getScheme()) && !scheme.equals("https");
        boolean http = scheme.equals("https") || scheme.equals("http");
        return http && !lessSafe && to.getHost() != null && to.getUserInfo() == null
                ? Optional.of(to)
                : Optional.empty();
    }
}
