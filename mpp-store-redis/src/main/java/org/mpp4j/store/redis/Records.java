package org.mpp4j.store.redis;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Values that are put once, and are there until they are removed or their time is over. */
final class Records {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TOKEN_BYTES = 12;

    private final RedisLink link;

    Records(RedisLink link) {
        this.link = link;
    }

    static Call put(byte[] name, byte[] value, Instant expiresAt) {
        return Call.of(Script.PUT, name)
                .with(value)
                .with(Millis.roundedUp(expiresAt))
                .with(newToken());
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
