package org.mpp4j.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.StoreUnavailableException;

/** What a script gave: numbers and byte strings, and nothing where it had nothing. */
final class Reply {

    /** With this number begin answers of scripts that found data of a format they don't know. */
    private static final long UNKNOWN_FORMAT = -1;

    private final List<@Nullable Object> parts;

    private Reply(List<@Nullable Object> parts) {
        this.parts = parts;
    }

    /** Fails closed on what another version wrote and this one can't read. */
    static Reply of(List<@Nullable Object> parts) {
        Reply reply = new Reply(parts);
        if (parts.size() == 2 && parts.get(0) instanceof Long number && number == UNKNOWN_FORMAT) {
            throw unknownFormat(reply.text(1));
        }
        return reply;
    }

    static StoreUnavailableException unknownFormat(String format) {
        return new StoreUnavailableException("Redis holds data of format " + format
                + " under this key prefix; this version of mpp-store-redis reads formats 1 to 3. Use the version that"
                + " wrote them, or another prefix");
    }

    int size() {
        return parts.size();
    }

    boolean has(int index) {
        return parts.get(index) != null;
    }

    boolean isTrue() {
        return parts.get(0) instanceof Long number && number == 1;
    }

    byte[] bytes(int index) {
        if (parts.get(index) instanceof byte[] bytes) {
            return bytes;
        }
        throw new StoreUnavailableException("Redis gave an answer of another kind than expected");
    }

    String text(int index) {
        return new String(bytes(index), StandardCharsets.UTF_8);
    }
}
