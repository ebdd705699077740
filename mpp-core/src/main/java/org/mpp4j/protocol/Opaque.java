package org.mpp4j.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.internal.http.Base64Url;
import org.mpp4j.internal.json.CanonicalJson;

/**
 * The {@code opaque} of a challenge: names and texts of the server's own that the client returns unchanged
 * (draft-httpauth-payment section "Optional Parameters"). Keeps the exact text on the wire, as {@link PaymentRequest} does.
 *
 * @since 0.1
 */
public final class Opaque {

    private final String text;
    private final boolean encodedHere;
    private @Nullable Map<String, String> entries;

    private Opaque(String text, boolean encodedHere) {
        this.text = text;
        this.encodedHere = encodedHere;
    }

    /**
     * Data to send.
     *
     * @param entries names and texts
     * @return its text in canonical form
     */
    public static Opaque of(Map<String, String> entries) {
        return encoded(Base64Url.encode(CanonicalJson.write(entries)));
    }

    /** Data whose text was made here. */
    static Opaque encoded(String base64Url) {
        return new Opaque(base64Url, true);
    }

    /**
     * Data as received. It is decoded when its entries are first asked for.
     *
     * @param text base64url
     * @return the data with exactly this text
     */
    public static Opaque ofText(String text) {
        return new Opaque(text, false);
    }

    /**
     * The exact text on the wire.
     *
     * @return base64url without padding
     */
    public String text() {
        return text;
    }

    /** Whether the text was made by this class, so that it is certainly base64url. */
    boolean isEncodedHere() {
        return encodedHere;
    }

    /**
     * All entries.
     *
     * @return names and texts
     * @throws ProtocolException if the text isn't base64url of a JSON object of strings
     */
    public Map<String, String> entries() {
        Map<String, String> decoded = entries;
        if (decoded == null) {
            JsonObject json = JsonObject.parseBase64Url(text, "The opaque data of the challenge");
            decoded = new LinkedHashMap<>();
            for (String name : json.names()) {
                decoded.put(name, json.requireString(name));
            }
            decoded = Collections.unmodifiableMap(decoded);
            entries = decoded;
        }
        return decoded;
    }

    /**
     * One entry.
     *
     * @param name of the entry
     * @return its text if there is one
     * @throws ProtocolException as {@link #entries}
     */
    public Optional<String> get(String name) {
        return Optional.ofNullable(entries().get(name));
    }

    /** Equal when the text on the wire is. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Opaque that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "Opaque[" + text.length() + " characters]";
    }
}
