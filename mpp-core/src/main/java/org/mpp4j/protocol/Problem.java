package org.mpp4j.protocol;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.internal.json.CanonicalJson;

/**
 * What went wrong, for the client to read: a problem of RFC 9457. The detail says what to do about it, and never carries a
 * provider's message, a payload or a proof.
 *
 * @since 0.1
 */
public final class Problem {

    /** The media type of the JSON form. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private final ProblemType type;
    private final String detail;
    private final @Nullable String challengeId;
    private final JsonObject more;
    private final JsonTail tail;

    private Problem(ProblemType type, String detail, JsonObject more, @Nullable String challengeId, JsonTail tail) {
        this.type = Objects.requireNonNull(type, "type");
        this.detail = Objects.requireNonNull(detail, "detail");
        this.more = more;
        this.challengeId = challengeId;
        this.tail = tail;
    }

    /** The JSON text from the detail on. The same for all problems that differ in the challenge only, so it is made once. */
    private static final class JsonTail {

        private @Nullable String text; // made when first asked for; a race makes it twice, to the same text
    }

    /**
     * A problem.
     *
     * @param type its kind
     * @param detail one or two sentences about this occurrence
     * @return the problem
     */
    public static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, JsonObject.EMPTY, null, new JsonTail());
    }

    /**
     * This problem with the id of the challenge that mends it.
     *
     * @param id of a fresh challenge
     * @return a copy with the member {@code challengeId}
     */
    public Problem withChallengeId(String id) {
        return new Problem(type, detail, more, Objects.requireNonNull(id, "id"), tail);
    }

    /**
     * This problem by another name.
     *
     * @param kind what a payment method calls it
     * @return a copy, or this if it is called that
     */
    public Problem as(ProblemType kind) {
        return kind.equals(type) ? this : new Problem(kind, detail, more, challengeId, new JsonTail());
    }

    /**
     * This problem with members of the payment method's own (RFC 9457 section 3.2).
     *
     * @param members further members; those of every problem can't be changed by them
     * @return a copy
     */
    public Problem with(JsonObject members) {
        return new Problem(type, detail, Objects.requireNonNull(members, "members"), challengeId, new JsonTail());
    }

    /**
     * Its kind.
     *
     * @return type URI, title and status
     */
    public ProblemType type() {
        return type;
    }

    /**
     * The HTTP status.
     *
     * @return 400 to 599
     */
    public int status() {
        return type.status();
    }

    /**
     * What happened this time.
     *
     * @return one or two sentences
     */
    public String detail() {
        return detail;
    }

    /**
     * The challenge to answer next.
     *
     * @return the id of the fresh challenge if there is one
     */
    public Optional<String> challengeId() {
        return Optional.ofNullable(challengeId);
    }

    /**
     * The {@value #MEDIA_TYPE} form.
     *
     * @return a JSON object
     */
    public JsonObject json() {
        JsonObject.Builder json = more.toBuilder()
                .put("type", type.uri().toString())
                .put("title", type.title())
                .put("status", type.status())
                .put("detail", detail);
        if (challengeId != null) {
            json.put("challengeId", challengeId);
        }
        return json.build();
    }

    /**
     * The text of {@link #json}, in canonical form (RFC 8785).
     *
     * @return a JSON object
     */
    public String toJson() {
        if (!more.equals(JsonObject.EMPTY)) {
            return json().toCanonicalString();
        }
        String rest = tail.text;
        if (rest == null) {
            // Without its opening brace. The name of the challenge comes before all the others.
            rest = Problem.of(type, detail).json().toCanonicalString().substring(1);
            tail.text = rest;
        }
        return challengeId == null ? "{" + rest : "{\"challengeId\":" + CanonicalJson.quoted(challengeId) + "," + rest;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Problem that
                && type.equals(that.type)
                && detail.equals(that.detail)
                && more.equals(that.more)
                && Objects.equals(challengeId, that.challengeId);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, detail, more, challengeId);
    }

    @Override
    public String toString() {
        return "Problem[" + type.status() + " " + type.uri() + ": " + detail + "]";
    }
}
