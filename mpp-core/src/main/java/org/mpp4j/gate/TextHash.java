package org.mpp4j.gate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.mpp4j.internal.http.Base64Url;
import org.mpp4j.protocol.BodyDigest;

/** What stands for a text in keys of stores and in challenges: its SHA-256, as text. Stores outlive releases, so it stays. */
final class TextHash {

    private static final int SHORT_BYTES = 16;

    private TextHash() {}

    static String of(String text) {
        return Base64Url.encode(sha256(text));
    }

    /** Short enough to be sent with each challenge. */
    static String shortOf(String text) {
        return Base64Url.encode(Arrays.copyOf(sha256(text), SHORT_BYTES));
    }

    /** Of several texts. With its length in front of each, no two lists of texts look the same. */
    static String ofAll(String... texts) {
        StringBuilder all = new StringBuilder();
        for (String text : texts) {
            all.append(text.getBytes(StandardCharsets.UTF_8).length).append(':').append(text);
        }
        return of(all.toString());
    }

    private static byte[] sha256(String text) {
        return BodyDigest.newSha256().digest(text.getBytes(StandardCharsets.UTF_8));
    }
}
