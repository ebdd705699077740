package org.mpp4j.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mpp4j.internal.http.Base64Url;
import org.mpp4j.protocol.BindingText;
import org.mpp4j.protocol.Challenge;

/**
 * The HMAC secrets of a server: a primary one that signs, and any number that are still accepted, so that a secret can be
 * changed while challenges are open (draft-httpauth-payment sections "Recommended: HMAC-SHA256 Binding" and
 * "Challenge-Binding Secret Management").
 *
 * <p>To change the secret: first accept the new one everywhere, then make it the primary everywhere, and drop the old one
 * when the last challenge it signed has expired. Nothing gives a secret back. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class ChallengeKeys {

    /** How long a secret has to be, in bytes of UTF-8. */
    public static final int MIN_SECRET_BYTES = 32;

    private final List<Hmac> macs;

    private ChallengeKeys(List<Hmac> macs) {
        this.macs = macs;
    }

    /**
     * One secret. Its UTF-8 bytes are the key, as in mppx, so that servers of both kinds can share it.
     *
     * @param secret at least {@value #MIN_SECRET_BYTES} bytes, best random: {@code openssl rand -base64 32}
     * @return keys that sign and accept with this secret
     * @throws IllegalArgumentException if the secret is too short
     */
    public static ChallengeKeys of(String secret) {
        return new ChallengeKeys(List.of(mac(secret)));
    }

    /**
     * These keys, accepting one more secret.
     *
     * @param secret one that signed before, or will soon; at least {@value #MIN_SECRET_BYTES} bytes
     * @return keys that sign as these do
     * @throws IllegalArgumentException if the secret is too short
     */
    public ChallengeKeys accepting(String secret) {
        List<Hmac> more = new ArrayList<>(macs);
        more.add(mac(secret));
        return new ChallengeKeys(List.copyOf(more));
    }

    private static Hmac mac(String secret) {
        byte[] key = Objects.requireNonNull(secret, "secret").getBytes(StandardCharsets.UTF_8);
        if (key.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException("A challenge secret needs at least " + MIN_SECRET_BYTES
                    + " bytes, this one has " + key.length + "; make one with: openssl rand -base64 32");
        }
        return Hmac.withKey(key);
    }

    /**
     * Finishes a challenge with the id that binds all its parts.
     *
     * @param challenge everything but the id
     * @return the challenge
     * @throws IllegalArgumentException if a part holds a {@code |}, which the binding uses as separator
     */
    public Challenge sign(Challenge.Builder challenge) {
        BindingText text = challenge
                .binding()
                .orElseThrow(() -> new IllegalArgumentException("No part of a challenge may hold the character |"));
        return challenge.build(macs.get(0).of(text));
    }

    /**
     * Whether a challenge was signed with one of these secrets and is unchanged. Takes the same time whatever is wrong.
     *
     * @param challenge as a client echoed it
     * @return true if it is authentic
     */
    public boolean verify(Challenge challenge) {
        Optional<String> text = challenge.bindingText();
        if (text.isEmpty()) {
            return false;
        }
        byte[] id = challenge.id().getBytes(StandardCharsets.UTF_8);
        boolean authentic = false;
        for (Hmac mac : macs) {
            byte[] expected = Base64Url.encodeToBytes(mac.of(text.get()));
            authentic |= MessageDigest.isEqual(expected, id);
        }
        return authentic;
    }

    /** How many secrets there are, nothing else. */
    @Override
    public String toString() {
        return "ChallengeKeys[" + macs.size() + "]";
    }
}
