package org.mpp4j.lightning;

import java.util.HexFormat;

/**
 * The SHA-256 of a {@link Preimage}. It names a payment, and everybody may know it.
 *
 * @param hex 64 lower-case hexadecimal digits
 * @since 0.1
 */
public record PaymentHash(String hex) {

    private static final int BYTES = 32;

    /**
     * Checks the form.
     *
     * @param hex 64 lower-case hexadecimal digits
     * @throws IllegalArgumentException if it is anything else
     */
    public PaymentHash {
        if (!LowerHex.is(hex, BYTES)) {
            throw new IllegalArgumentException("A payment hash has 64 lower-case hexadecimal digits");
        }
    }

    /**
     * A hash from its bytes.
     *
     * @param bytes 32 of them
     * @return the hash
     * @throws IllegalArgumentException if there are more or fewer
     */
    public static PaymentHash of(byte[] bytes) {
        return new PaymentHash(HexFormat.of().formatHex(bytes));
    }

    /**
     * The hash itself.
     *
     * @return 32 bytes, the caller's own
     */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** The hash. */
    @Override
    public String toString() {
        return hex;
    }
}
