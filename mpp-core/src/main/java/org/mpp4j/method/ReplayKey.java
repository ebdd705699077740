package org.mpp4j.method;

import java.util.Objects;

/**
 * Something that may be used only once.
 *
 * @param key what it is, with the payment method's name in front: {@code tempo:4217:tx:0x…}
 * @param retention how long it has to be remembered
 * @since 0.1
 */
public record ReplayKey(String key, Retention retention) {

    /** How long a used key has to be remembered. */
    public enum Retention {
        /** Until the challenge has expired, because the proof is bound to that challenge. */
        UNTIL_EXPIRY,
        /** For ever, because the proof could be shown for another challenge. */
        FOREVER
    }

    /**
     * Checks the parts.
     *
     * @param key what it is, with the payment method's name in front: {@code tempo:4217:tx:0x…}
     * @param retention how long it has to be remembered
     */
    public ReplayKey {
        Objects.requireNonNull(retention, "retention");
        if (key.isBlank() || key.length() > 512) {
            throw new IllegalArgumentException("A replay key has 1 to 512 characters, got " + key.length());
        }
    }

    /**
     * A key to remember until the challenge has expired.
     *
     * @param key what may be used only once
     * @return the key
     */
    public static ReplayKey untilExpiry(String key) {
        return new ReplayKey(key, Retention.UNTIL_EXPIRY);
    }

    /**
     * A key to remember for ever.
     *
     * @param key what may be used only once
     * @return the key
     */
    public static ReplayKey forever(String key) {
        return new ReplayKey(key, Retention.FOREVER);
    }
}
