package org.mpp4j.method;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;

/**
 * Compares an echoed request with the one that is offered now, member by member, except for the members that may differ.
 * What is the same text is equal without decoding it.
 *
 * @since 0.1
 */
public final class RequestComparison {

    private static final String DETAILS = "methodDetails.";

    private final Set<String> ignored;
    private final UnaryOperator<JsonObject> normalization;

    private RequestComparison(Set<String> ignored, UnaryOperator<JsonObject> normalization) {
        this.ignored = ignored;
        this.normalization = normalization;
    }

    /**
     * A comparison of all members as they are.
     *
     * @return the comparison
     */
    public static RequestComparison exact() {
        return new RequestComparison(Set.of(), UnaryOperator.identity());
    }

    /**
     * This comparison without some members.
     *
     * @param members names, with {@code methodDetails.} before those within it
     * @return a copy
     */
    public RequestComparison ignoring(String... members) {
        return new RequestComparison(Set.of(members), normalization);
    }

    /**
     * This comparison of requests that were brought into a normal form first, such as addresses in lower case.
     *
     * @param toNormalForm applied to both
     * @return a copy
     */
    public RequestComparison normalizing(UnaryOperator<JsonObject> toNormalForm) {
        return new RequestComparison(ignored, toNormalForm);
    }

    /**
     * Compares.
     *
     * @param offered now
     * @param echoed by a client
     * @return the name of the first member that differs, or empty if none does
     */
    public Optional<String> firstDifference(PaymentRequest offered, PaymentRequest echoed) {
        if (offered.text().equals(echoed.text())) {
            return Optional.empty();
        }
        JsonObject ours = normalization.apply(offered.json());
        JsonObject theirs = normalization.apply(echoed.json());
        return difference(ours, theirs, "").or(() -> difference(details(ours), details(theirs), DETAILS));
    }

    private static JsonObject details(JsonObject request) {
        return request.object("methodDetails").orElse(JsonObject.EMPTY);
    }

    /** The first in order; asked with every request of a session, and nearly always there is none. */
    private Optional<String> difference(JsonObject ours, JsonObject theirs, String prefix) {
        String first = null;
        for (String name : ours.names()) {
            if (!Objects.equals(ours.value(name), theirs.value(name)) && counts(prefix, name)) {
                first = earlier(first, name);
            }
        }
        for (String name : theirs.names()) {
            if (ours.value(name) == null && theirs.value(name) != null && counts(prefix, name)) {
                first = earlier(first, name);
            }
        }
        return Optional.ofNullable(first).map(name -> prefix + name);
    }

    private static String earlier(@Nullable String first, String name) {
        return first == null || name.compareTo(first) < 0 ? name : first;
    }

    private boolean counts(String prefix, String name) {
        return prefix.isEmpty()
                ? !name.equals("methodDetails") && !ignored.contains(name)
                : !ignored.contains(prefix + name);
    }
}
