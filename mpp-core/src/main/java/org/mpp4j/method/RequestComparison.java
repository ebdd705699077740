package org.mpp4j.method;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
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
        return areSame(ours, theirs) ? Optional.empty() : difference(ours, theirs);
    }

    private Optional<String> difference(JsonObject ours, JsonObject theirs) {
        return difference(
                        ours.toBuilder().remove("methodDetails").build(),
                        theirs.toBuilder().remove("methodDetails").build(),
                        "")
                .or(() -> difference(details(ours), details(theirs), DETAILS));
    }

    /** Nearly all are, and this is asked with every request of a session. */
    private boolean areSame(JsonObject ours, JsonObject theirs) {
        return areSame(ours, theirs, "") && areSame(details(ours), details(theirs), DETAILS);
    }

    private boolean areSame(JsonObject ours, JsonObject theirs, String prefix) {
        for (String name : ours.names()) {
            if (counts(prefix, name) && !Objects.equals(ours.value(name), theirs.value(name))) {
                return false;
            }
        }
        for (String name : theirs.names()) {
            if (ours.value(name) == null && theirs.value(name) != null && counts(prefix, name)) {
                return false;
            }
        }
        return true;
    }

    private boolean counts(String prefix, String name) {
        return prefix.isEmpty()
                ? !name.equals("methodDetails") && !ignored.contains(name)
                : !ignored.contains(prefix + name);
    }

    private static JsonObject details(JsonObject request) {
        return request.object("methodDetails").orElse(JsonObject.EMPTY);
    }

    private Optional<String> difference(JsonObject ours, JsonObject theirs, String prefix) {
        Set<String> names = new TreeSet<>(ours.names());
        names.addAll(theirs.names());
        return names.stream()
                .map(name -> prefix + name)
                .filter(path -> !ignored.contains(path))
                .filter(path -> !Objects.equals(
                        ours.value(path.substring(prefix.length())), theirs.value(path.substring(prefix.length()))))
                .findFirst();
    }
}
