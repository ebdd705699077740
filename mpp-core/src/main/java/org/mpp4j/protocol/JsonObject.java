package org.mpp4j.protocol;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.mpp4j.internal.Malformed;
import org.mpp4j.internal.http.Base64Url;
import org.mpp4j.internal.json.CanonicalJson;
import org.mpp4j.internal.json.JsonReader;

/**
 * A JSON object with typed access to its members. Reading is strict (no duplicate names, no trailing text, at most 32
 * levels); writing is canonical as RFC 8785 says.
 *
 * <p>An accessor answers empty for a member that is absent or null, and throws {@link ProtocolException} for one of another
 * type. {@code toString} gives the member names only, as the values may be secret.
 *
 * @since 0.1
 */
public final class JsonObject {

    /** An object without members. */
    public static final JsonObject EMPTY = new JsonObject(Map.of());

    private final Map<String, @Nullable Object> members;

    private JsonObject(Map<String, @Nullable Object> members) {
        this.members = members;
    }

    /**
     * Reads the object that is the whole of the text.
     *
     * @param json for example {@code {"amount":"1000"}}
     * @return the object
     * @throws ProtocolException if the text is anything else
     */
    public static JsonObject parse(String json) {
        try {
            return new JsonObject(JsonReader.read(json));
        } catch (Malformed malformed) {
            throw new ProtocolException(malformed.rule());
        }
    }

    /**
     * Reads the object that a base64url text holds, as the protocol writes objects everywhere.
     *
     * @param what names the text in the message of the exception
     */
    static JsonObject parseBase64Url(String text, String what) {
        byte[] json;
        try {
            json = Base64Url.decode(text);
        } catch (Malformed malformed) {
            throw new ProtocolException(what + " " + malformed.rule());
        }
        try {
            return new JsonObject(JsonReader.read(json));
        } catch (Malformed malformed) {
            throw new ProtocolException(
                    malformed.rule().startsWith("is ") ? what + " " + malformed.rule() : malformed.rule());
        }
    }

    /**
     * Starts a new object.
     *
     * @return an empty builder
     */
    public static Builder builder() {
        return new Builder(Map.of());
    }

    /**
     * Starts a new object with the members of this one.
     *
     * @return a builder with a copy of the members
     */
    public Builder toBuilder() {
        return new Builder(members);
    }

    /**
     * The names of all members.
     *
     * @return in the order they were read or put
     */
    public Set<String> names() {
        return members.keySet();
    }

    /**
     * A text member.
     *
     * @param name of the member
     * @return its text, or empty if it is absent or null
     * @throws ProtocolException if it isn't a string
     */
    public Optional<String> string(String name) {
        return typed(name, String.class, "a string");
    }

    /**
     * A text member that has to be there.
     *
     * @param name of the member
     * @return its text
     * @throws ProtocolException if it is absent or not a string
     */
    public String requireString(String name) {
        return string(name).orElseThrow(() -> missing(name));
    }

    /**
     * A true or false member.
     *
     * @param name of the member
     * @return its value, or empty if it is absent or null
     * @throws ProtocolException if it isn't a boolean
     */
    public Optional<Boolean> bool(String name) {
        return typed(name, Boolean.class, "true or false");
    }

    /**
     * A whole number that fits a long.
     *
     * @param name of the member
     * @return its value, or empty if it is absent or null
     * @throws ProtocolException if it isn't such a number
     */
    public OptionalLong integer(String name) {
        Optional<Long> value = typed(name, Long.class, "an integer");
        return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
    }

    /**
     * An object member.
     *
     * @param name of the member
     * @return it, or empty if it is absent or null
     * @throws ProtocolException if it isn't an object
     */
    public Optional<JsonObject> object(String name) {
        Object value = members.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Map<?, ?> map) {
            return Optional.of(new JsonObject(asMembers(map)));
        }
        throw new ProtocolException("The member \"" + name + "\" must be an object");
    }

    /**
     * An object member that has to be there.
     *
     * @param name of the member
     * @return it
     * @throws ProtocolException if it is absent or not an object
     */
    public JsonObject requireObject(String name) {
        return object(name).orElseThrow(() -> missing(name));
    }

    /**
     * An array of objects.
     *
     * @param name of the member
     * @return its elements, or none if it is absent or null
     * @throws ProtocolException if it isn't an array of objects
     */
    public List<JsonObject> objects(String name) {
        List<JsonObject> objects = new ArrayList<>();
        for (Object element : typed(name, List.class, "an array").orElse(List.of())) {
            if (!(element instanceof Map<?, ?> map)) {
                throw new ProtocolException("The member \"" + name + "\" must be an array of objects");
            }
            objects.add(new JsonObject(asMembers(map)));
        }
        return Collections.unmodifiableList(objects);
    }

    /**
     * An array of strings.
     *
     * @param name of the member
     * @return its elements, or none if it is absent or null
     * @throws ProtocolException if it isn't an array of strings
     */
    public List<String> strings(String name) {
        List<String> strings = new ArrayList<>();
        for (Object element : typed(name, List.class, "an array").orElse(List.of())) {
            if (!(element instanceof String text)) {
                throw new ProtocolException("The member \"" + name + "\" must be an array of strings");
            }
            strings.add(text);
        }
        return Collections.unmodifiableList(strings);
    }

    /**
     * A member of whatever type: text, boolean, number, list, map or null.
     *
     * @param name of the member
     * @return its plain value, or null if it is absent or null
     */
    public @Nullable Object value(String name) {
        return members.get(name);
    }

    /** Hands over every member with its plain value, in order. */
    void forEachMember(BiConsumer<String, @Nullable Object> reader) {
        members.forEach(reader);
    }

    private <T> Optional<T> typed(String name, Class<T> type, String described) {
        Object value = members.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw new ProtocolException("The member \"" + name + "\" must be " + described);
        }
        return Optional.of(type.cast(value));
    }

    private static ProtocolException missing(String name) {
        return new ProtocolException("The member \"" + name + "\" is missing");
    }

    @SuppressWarnings("unchecked") // the keys of a nested map are strings by construction
    private static Map<String, @Nullable Object> asMembers(Map<?, ?> map) {
        return (Map<String, @Nullable Object>) map;
    }

    /**
     * The one text RFC 8785 allows for this object.
     *
     * @return canonical JSON
     * @throws IllegalArgumentException if a number can't be carried exactly
     */
    public String toCanonicalString() {
        return CanonicalJson.write(members);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonObject that && members.equals(that.members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    /** The member names, without their values. */
    @Override
    public String toString() {
        return "JsonObject" + members.keySet();
    }

    /** Builds a {@link JsonObject}. Not thread-safe. */
    public static final class Builder {

        private Map<String, @Nullable Object> members;
        private boolean isShared = true; // by an object, so they are copied before they are changed

        private Builder(Map<String, @Nullable Object> members) {
            this.members = members;
        }

        private Map<String, @Nullable Object> ownMembers() {
            if (isShared) {
                members = new LinkedHashMap<>(members);
                isShared = false;
            }
            return members;
        }

        /**
         * Puts a member, in place of one with the same name.
         *
         * @param name of the member
         * @param value a string
         * @return this
         */
        public Builder put(String name, String value) {
            return set(name, Objects.requireNonNull(value, name));
        }

        /**
         * Puts a member, in place of one with the same name.
         *
         * @param name of the member
         * @param value a whole number
         * @return this
         */
        public Builder put(String name, long value) {
            return set(name, value);
        }

        /**
         * Puts a member, in place of one with the same name.
         *
         * @param name of the member
         * @param value true or false
         * @return this
         */
        public Builder put(String name, boolean value) {
            return set(name, value);
        }

        /**
         * Puts a member, in place of one with the same name.
         *
         * @param name of the member
         * @param value an object
         * @return this
         */
        public Builder put(String name, JsonObject value) {
            return set(name, value.members);
        }

        /**
         * Puts a member, in place of one with the same name.
         *
         * @param name of the member
         * @param values strings, numbers, booleans, nested lists and {@link JsonObject}s
         * @return this
         */
        public Builder put(String name, List<?> values) {
            return set(name, plainList(values));
        }

        /**
         * Takes a member away.
         *
         * @param name of the member
         * @return this
         */
        public Builder remove(String name) {
            ownMembers().remove(name);
            return this;
        }

        private Builder set(String name, Object value) {
            ownMembers().put(Objects.requireNonNull(name, "name"), value);
            return this;
        }

        private static List<@Nullable Object> plainList(List<?> values) {
            List<@Nullable Object> plain = new ArrayList<>(values.size());
            for (Object value : values) {
                plain.add(plainValue(value));
            }
            return Collections.unmodifiableList(plain);
        }

        private static @Nullable Object plainValue(@Nullable Object value) {
            if (value instanceof JsonObject object) {
                return object.members;
            } else if (value instanceof List<?> list) {
                return plainList(list);
            } else if (value instanceof Integer number) {
                return number.longValue();
            } else if (value == null
                    || value instanceof String
                    || value instanceof Boolean
                    || value instanceof Long
                    || value instanceof BigInteger
                    || value instanceof BigDecimal) {
                return value;
            }
            throw new IllegalArgumentException(
                    "Not a JSON value: " + value.getClass().getName());
        }

        /**
         * The object with all members put so far.
         *
         * @return an immutable object
         */
        public JsonObject build() {
            isShared = true;
            return new JsonObject(Collections.unmodifiableMap(members));
        }
    }
}
