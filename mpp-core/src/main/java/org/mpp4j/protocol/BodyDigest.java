package org.mpp4j.protocol;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * The SHA-256 of a request body, which binds a challenge to it (draft-httpauth-payment section "Request Body Digest
 * Binding", written as RFC 9530 says).
 *
 * @since 0.1
 */
public final class BodyDigest {

    private static final String PREFIX = "sha-256=";

    private final byte[] sha256;

    private BodyDigest(byte[] sha256) {
        this.sha256 = sha256;
    }

    /**
     * The digest of a body.
     *
     * @param body all its bytes
     * @return the digest
     */
    public static BodyDigest of(byte[] body) {
        return new BodyDigest(newSha256().digest(body));
    }

    /**
     * A digest that was computed elsewhere.
     *
     * @param sha256 its 32 bytes
     * @return the digest
     */
    public static BodyDigest ofSha256(byte[] sha256) {
        if (sha256.length != 32) {
            throw new IllegalArgumentException("A SHA-256 has 32 bytes, got " + sha256.length);
        }
        return new BodyDigest(sha256.clone());
    }

    /**
     * A fresh SHA-256, for bodies that come in pieces.
     *
     * @return for {@link #ofSha256}
     */
    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    /**
     * Whether this is the body a challenge was issued for. Besides the form of RFC 9530 it takes the one of mppx 0.11, which
     * has no colons.
     *
     * @param written the {@code digest} of the challenge
     * @return true if it is a SHA-256 and the same one
     */
    public boolean matches(String written) {
        if (!written.startsWith(PREFIX)) {
            return false;
        }
        String base64 = written.substring(PREFIX.length());
        if (base64.length() >= 2 && base64.startsWith(":") && base64.endsWith(":")) {
            base64 = base64.substring(1, base64.length() - 1);
        }
        try {
            return MessageDigest.isEqual(sha256, Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BodyDigest that && Arrays.equals(sha256, that.sha256);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sha256);
    }

    /** The form of RFC 9530: {@code sha-256=:…:}. */
    @Override
    public String toString() {
        return PREFIX + ":" + Base64.getEncoder().encodeToString(sha256) + ":";
    }
}
