package org.mpp4j.tempo.client;

import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mpp4j.client.PaymentFailedException;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.protocol.WwwAuthenticate;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.client.SessionOrder;

/** Chooses the challenges that may be answered, and remembers them to be answered once more. Thread-safe. */
final class SessionOffers {

    private static final int MAX_CHALLENGES = 32;
    private static final int MAX_REMEMBERED = 256;
    /** A challenge has to be valid when the server reads the answer. */
    private static final Duration LEAST_VALIDITY = Duration.ofSeconds(5);

    private final long chainId;
    private final BigInteger maxUnitPrice;
    private final Set<TempoAddress> recipients;
    private final boolean plainHttp;
    private final InstantSource clock;
    private final Map<String, SessionOrder> remembered = new LinkedHashMap<>(16, 0.75f, true);

    SessionOffers(
            long chainId,
            BigInteger maxUnitPrice,
            Set<TempoAddress> recipients,
            boolean plainHttp,
            InstantSource clock) {
        this.chainId = chainId;
        this.maxUnitPrice = maxUnitPrice;
        this.recipients = Set.copyOf(recipients);
        this.plainHttp = plainHttp;
        this.clock = clock;
    }

    /** Whom a request goes to: a channel isn't used elsewhere, as other servers don't know it. */
    static String origin(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        int port = uri.getPort() != -1 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return scheme + "://" + host + ":" + port;
    }

    private static String key(String method, URI uri) {
        return method + " " + origin(uri) + (uri.getRawPath() == null ? "" : uri.getRawPath());
    }

    /** What was asked for the same thing the last time, if it can still be answered. */
    Optional<SessionOrder> known(HttpRequest request) {
        synchronized (remembered) {
            return Optional.ofNullable(remembered.get(key(request.method(), request.uri())))
                    .filter(this::isValid);
        }
    }

    /** What was asked for anything there. */
    Optional<SessionOrder> knownAt(URI uri) {
        String suffix = key("", uri);
        synchronized (remembered) {
            return remembered.entrySet().stream()
                    .filter(entry -> entry.getKey().endsWith(suffix))
                    .map(Map.Entry::getValue)
                    .filter(this::isValid)
                    .findFirst();
        }
    }

    private boolean isValid(SessionOrder order) {
        return order.isValidAt(clock.instant().plus(LEAST_VALIDITY));
    }

    /**
     * The challenge of an answer that may be answered.
     *
     * @param before the challenge before, whose terms this one has to share, or null if there was none
     * @throws PaymentFailedException if there is none
     */
    SessionOrder choose(HttpHeaders headers, HttpRequest request, @Nullable SessionOrder before) {
        requireConfidential(request.uri());
        List<String> reasons = new ArrayList<>();
        for (Challenge challenge : challenges(headers, reasons)) {
            if (!SessionOrder.isSession(challenge)) {
                continue;
            }
            try {
                SessionOrder order = SessionOrder.of(challenge);
                Optional<String> objection = objection(order, before);
                if (objection.isEmpty()) {
                    SessionCredentials.requireSendable(order.field());
                    remember(request, order);
                    return order;
                }
                reasons.add(objection.get());
            } catch (ProtocolException malformed) {
                reasons.add(malformed.getMessage());
            }
        }
        throw new PaymentFailedException(
                reasons.isEmpty()
                        ? "The server asks for payment, but not by a session on Tempo"
                        : String.join("; ", reasons),
                false);
    }

    void requireConfidential(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        boolean thisMachine = host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
        if (!plainHttp && !thisMachine && !"https".equalsIgnoreCase(uri.getScheme())) {
            throw new PaymentFailedException("Nothing is paid over plain HTTP to another machine", false);
        }
    }

    static List<Challenge> challenges(HttpHeaders headers, List<String> reasons) {
        List<Challenge> challenges = new ArrayList<>();
        for (String field : headers.allValues(WwwAuthenticate.HEADER)) {
            try {
                challenges.addAll(WwwAuthenticate.parse(List.of(field)));
            } catch (ProtocolException malformed) {
                reasons.add(malformed.getMessage());
            }
            if (challenges.size() > MAX_CHALLENGES) {
                return challenges.subList(0, MAX_CHALLENGES);
            }
        }
        return challenges;
    }

    private Optional<String> objection(SessionOrder order, @Nullable SessionOrder before) {
        if (order.details().contract().chainId() != chainId) {
            return Optional.of("The challenge is for another chain");
        }
        if (!order.isValidAt(clock.instant())) {
            return Optional.of("The challenge has expired");
        }
        if (order.price().compareTo(maxUnitPrice) > 0) {
            return Optional.of("The price of " + order.price() + " for a unit is over the limit of " + maxUnitPrice);
        }
        if (!recipients.isEmpty() && !recipients.contains(order.recipient())) {
            return Optional.of("The recipient is none of those that may be paid");
        }
        if (before != null && !before.terms().equals(order.terms())) {
            return Optional.of("The server asks to pay somebody else, or in something else, than it did before");
        }
        return Optional.empty();
    }

    /** One that is for the body of a request can't be answered with another. */
    private void remember(HttpRequest request, SessionOrder order) {
        if (order.challenge().digest().isPresent()) {
            return;
        }
        synchronized (remembered) {
            remembered.put(key(request.method(), request.uri()), order);
            if (remembered.size() > MAX_REMEMBERED) {
                remembered.remove(remembered.keySet().iterator().next());
            }
        }
    }
}
