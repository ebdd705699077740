package org.mpp4j.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mpp4j.gate.Exchange;
import org.mpp4j.protocol.BodyDigest;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentAuthorization;

/**
 * A request without a transport, for tests of a {@link org.mpp4j.gate.PaymentGate}:
 * {@code TestExchange.of("GET /fortune").withCredential(credential)}. Immutable; each {@code with} gives a copy.
 *
 * @since 0.1
 */
public final class TestExchange implements Exchange {

    private final String target;
    private final Map<String, List<String>> headers;
    private final @Nullable BodyDigest bodyDigest;
    private final @Nullable String client;

    private TestExchange(
            String target,
            Map<String, List<String>> headers,
            @Nullable BodyDigest bodyDigest,
            @Nullable String client) {
        this.target = Objects.requireNonNull(target, "target");
        this.headers = headers;
        this.bodyDigest = bodyDigest;
        this.client = client;
    }

    /**
     * A request without header fields and body.
     *
     * @param target for example {@code GET /fortune}
     * @return the request
     */
    public static TestExchange of(String target) {
        return new TestExchange(target, Map.of(), null, null);
    }

    /**
     * This request with one more header field.
     *
     * @param name in any case
     * @param value of the field
     * @return a copy
     */
    public TestExchange withHeader(String name, String value) {
        Map<String, List<String>> more = new TreeMap<>(headers);
        List<String> values = new ArrayList<>(headers(name));
        values.add(Objects.requireNonNull(value, "value"));
        more.put(name.toLowerCase(Locale.ROOT), List.copyOf(values));
        return new TestExchange(target, more, bodyDigest, client);
    }

    /**
     * This request with a credential in the field its challenge asks for.
     *
     * @param credential the answer to a challenge
     * @return a copy
     */
    public TestExchange withCredential(Credential credential) {
        return withHeader(
                credential.challenge().credentialHeader().orElse(PaymentAuthorization.HEADER),
                PaymentAuthorization.format(credential));
    }

    /**
     * This request with a body.
     *
     * @param text sent as UTF-8
     * @return a copy
     */
    public TestExchange withBody(String text) {
        return withBody(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * This request with a body.
     *
     * @param body all its bytes
     * @return a copy
     */
    public TestExchange withBody(byte[] body) {
        return new TestExchange(target, headers, BodyDigest.of(body), client);
    }

    /**
     * This request as one of a client.
     *
     * @param asking stands for the client, such as a network address
     * @return a copy
     */
    public TestExchange from(String asking) {
        return new TestExchange(target, headers, bodyDigest, Objects.requireNonNull(asking, "asking"));
    }

    @Override
    public String target() {
        return target;
    }

    @Override
    public Optional<String> client() {
        return Optional.ofNullable(client);
    }

    @Override
    public List<String> headers(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    @Override
    public Optional<BodyDigest> bodyDigest() {
        return Optional.ofNullable(bodyDigest);
    }

    /** The target, without header fields, which may be credentials. */
    @Override
    public String toString() {
        return "TestExchange[" + target + "]";
    }
}
