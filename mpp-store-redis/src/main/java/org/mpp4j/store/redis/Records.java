package org.mpp4j.store.redis;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Values that are put once, and are there until they are removed or their time is over. */
final class Records {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TOKEN_BYTES = 12;

    private final RedisLink link;

    Records(RedisLink link) {
        this.link = link;
    }

    /** A value to be put. */
    record Entry(byte[] name, byte[] value, Instant expiresAt) {}

    /**
     * Puts values whose names are in one slot.
     *
     * @param token of the writer, without spaces
     */
    static Call put(List<Entry> entries, String token) {
        Call call = Call.of(Script.PUT, entries.stream().map(Entry::name).toList());
        for (Entry entry : entries) {
            long expiry = Millis.roundedUp(entry.expiresAt());
            call.with(expiry).with(token).with(stored(expiry, token, entry.value()));
        }
        return call;
    }

    private static byte[] stored(long expiry, String token, byte[] value) {
        byte[] head = ("3 " + expiry + " " + token + " ").getBytes(StandardCharsets.UTF_8);
        byte[] whole = Arrays.copyOf(head, head.length + value.length);
        System.arraycopy(value, 0, whole, head.length, value.length);
        return whole;
    }

    Optional<byte[]> find(byte[] name) {
        Reply reply = link.call(Call.of(Script.FIND, name));
        return reply.has(1) ? Optional.of(reply.bytes(1)) : Optional.empty();
    }

    /** By which a writer knows what it wrote itself, should the answer have been lost. */
    static String newToken() {
        byte[] token = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(token);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }
}
