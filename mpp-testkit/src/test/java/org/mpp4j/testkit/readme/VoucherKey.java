package org.mpp4j.testkit.readme;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key of a voucher, at the seller's and at the owner's. */
final class VoucherKey {

    private VoucherKey() {}

    static Mac of(String secret) {
        try {
            Mac key = Mac.getInstance("HmacSHA256");
            key.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return key;
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("Every Java platform has HMAC-SHA-256", impossible);
        }
    }

    /** What the owner shows. */
    static String proof(String secret, String challengeId) {
        return Base64.getEncoder().encodeToString(of(secret).doFinal(challengeId.getBytes(StandardCharsets.UTF_8)));
    }
}
