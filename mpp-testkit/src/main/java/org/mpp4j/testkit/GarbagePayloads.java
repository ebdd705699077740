package org.mpp4j.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mpp4j.protocol.JsonObject;

/** Payloads as no honest client sends them, made from a valid one. */
final class GarbagePayloads {

    /** Stands in every garbage text, so that a problem which repeats what the client sent is found out. */
    static final String MARKER = "must-not-be-repeated";

    private static final String PLACE = "@@@";

    private static final Map<String, String> WRONG_VALUES = wrongValues();

    private GarbagePayloads() {}

    private static Map<String, String> wrongValues() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("null", "null");
        values.put("a number", "7");
        values.put("a negative number", "-1");
        values.put("a fraction", "1.5");
        values.put("true", "true");
        values.put("an array", "[]");
        values.put("an array of null", "[null]");
        values.put("an array of texts", "[\"" + MARKER + "\"]");
        values.put("an object", "{}");
        values.put("nested objects", nested(24));
        values.put("an empty text", "\"\"");
        values.put("a blank text", "\" \"");
        values.put("another text", "\"" + MARKER + "\"");
        values.put("a text with control characters", "\"\\u0000\\r\\n\\u2028" + MARKER + "\"");
        values.put("half a surrogate pair", "\"\\ud800" + MARKER + "\"");
        values.put("a huge text", "\"" + MARKER.repeat(1_000) + "\"");
        values.put("a huge number as text", "\"" + "9".repeat(5_000) + "\"");
        return values;
    }

    private static String nested(int levels) {
        return "{\"a\":".repeat(levels) + "{}" + "}".repeat(levels);
    }

    /** By what is wrong with them. Members that may be anything are left as they are. */
    static Map<String, JsonObject> madeFrom(JsonObject valid, Set<String> optionalMembers) {
        Map<String, JsonObject> garbage = new LinkedHashMap<>();
        List<String> members = new ArrayList<>(valid.names());
        members.removeAll(optionalMembers);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("A valid payload needs at least one member that has to be right");
        }
        garbage.put("no members", JsonObject.EMPTY);
        garbage.put("unknown members only", JsonObject.parse("{\"" + MARKER + "\":" + nested(24) + "}"));
        for (String member : members) {
            garbage.put("without " + member, valid.toBuilder().remove(member).build());
            WRONG_VALUES.forEach(
                    (description, json) -> garbage.put(member + " is " + description, with(valid, member, json)));
        }
        return garbage;
    }

    /** By way of text, because a builder takes no wrong values. */
    private static JsonObject with(JsonObject valid, String member, String json) {
        String text = valid.toBuilder().put(member, PLACE).build().toCanonicalString();
        return JsonObject.parse(text.replace("\"" + PLACE + "\"", json));
    }
}
