package org.mpp4j.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.mpp4j.internal.http.Base64Url;
import org.mpp4j.internal.json.CanonicalJson;

/**
 * Opaque data of which one value changes from challenge to challenge, such as a nonce. What is always the same is encoded
 * ahead; base64 goes in steps of three bytes, so only the steps that the value has a part in are left to do. Immutable.
 *
 * @since 0.1
 */
public final class OpaqueTemplate {

    private static final int BYTES = 3;
    private static final int CHARACTERS = 4;

    private final int length;
    private final String encodedBefore;
    private final String before;
    private final String after;
    private final String encodedAfter;

    private OpaqueTemplate(String jsonBefore, int length, String jsonAfter) {
        this.length = length;
        byte[] blank = (jsonBefore + "0".repeat(length) + jsonAfter).getBytes(StandardCharsets.UTF_8);
        int valueAt = jsonBefore.getBytes(StandardCharsets.UTF_8).length;
        int from = valueAt / BYTES * BYTES;
        int to = Math.min(blank.length, (valueAt + length + BYTES - 1) / BYTES * BYTES);
        String encoded = Base64Url.encode(blank);
        this.encodedBefore = encoded.substring(0, from / BYTES * CHARACTERS);
        this.before = new String(blank, from, valueAt - from, StandardCharsets.ISO_8859_1);
        this.after = new String(blank, valueAt + length, to - valueAt - length, StandardCharsets.ISO_8859_1);
        this.encodedAfter = to == blank.length ? "" : encoded.substring(to / BYTES * CHARACTERS);
    }

    /**
     * Data with a value to be filled in.
     *
     * @param entries names and texts that stay the same
     * @param name of the value that changes; not among them
     * @param length of that value, in characters
     * @return the template
     */
    public static OpaqueTemplate of(Map<String, String> entries, String name, int length) {
        if (entries.containsKey(name)) {
            throw new IllegalArgumentException("The value that changes is among those that stay the same: " + name);
        }
        Map<String, String> all = new TreeMap<>(entries);
        all.put(name, "");
        String json = CanonicalJson.write(all);
        all.put(name, "0");
        String filled = CanonicalJson.write(all);
        int at = 0;
        while (json.charAt(at) == filled.charAt(at)) {
            at++;
        }
        return new OpaqueTemplate(json.substring(0, at), length, json.substring(at));
    }

    /**
     * Fills in the value.
     *
     * @param value as long as was said, of letters, digits, {@code -} and {@code _}, which no JSON has to escape
     * @return the data
     */
    public Opaque with(String value) {
        if (value.length() != length) {
            throw new IllegalArgumentException(
                    "The value has " + length + " characters in this template, got " + value.length());
        }
        byte[] middle = before.concat(value).concat(after).getBytes(StandardCharsets.ISO_8859_1);
        return Opaque.encoded(encodedBefore.concat(Base64Url.encode(middle)).concat(encodedAfter));
    }

    /** How long it is, not what. */
    @Override
    public String toString() {
        return "OpaqueTemplate[" + (encodedBefore.length() + encodedAfter.length()) + " characters and a value]";
    }
}
