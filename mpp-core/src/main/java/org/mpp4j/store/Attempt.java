package org.mpp4j.store;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;

/**
 * One try to use what may be used only once. The same credential may be tried again, by another request or on another
 * instance; then the holder is the same, and the token is not. A store takes news of a try only from that try itself, so a
 * process that comes too late, after others have taken over, changes nothing.
 *
 * @param holder stands for the credential, 1 to 128 characters; never a secret
 * @param token stands for this try, 1 to 64 characters
 * @since 0.1
 */
public record Attempt(String holder, String token) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TOKEN_BYTES = 12;

    /**
     * Checks the parts.
     *
     * @param holder stands for the credential, 1 to 128 characters; never a secret
     * @param token stands for this try, 1 to 64 characters
     */
    public Attempt {
        requireLength("holder", holder, 128);
        requireLength("token", token, 64);
    }

    /**
     * A new try.
     *
     * @param holder stands for the credential
     * @return with a token of its own
     */
    public static Attempt by(String holder) {
        byte[] token = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(token);
        return new Attempt(holder, Base64.getUrlEncoder().withoutPadding().encodeToString(token));
    }

    private static void requireLength(String what, String text, int most) {
        Objects.requireNonNull(text, what);
        if (text.isEmpty() || text.length() > most) {
            throw new IllegalArgumentException(
                    "The " + what + " of an attempt has 1 to " + most + " characters, got " + text.length());
        }
    }
}
