package org.mpp4j.lightning;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The secret that a payee gives out for a payment, and so the proof of it (draft-lightning-charge section "Terminology").
 * Until its challenge is used up, whoever knows it can show it; so it is shown nowhere, and nothing keeps it.
 *
 * @since 0.1
 */
public final class Preimage {

    private static final int BYTES = 32;

    private final byte[] bytes;

    private Preimage(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A preimage from its bytes.
     *
     * @param bytes 32 of them
     * @return the preimage
     * @throws IllegalArgumentException if there are more or fewer
     */
    public static Preimage of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("A preimage has 32 bytes, not " + bytes.length);
        }
        return new Preimage(bytes.clone());
    }

    /**
     * Reads a preimage.
     *
     * @param hex 64 lower-case hexadecimal digits
     * @return the preimage
     * @throws IllegalArgumentException if it is anything else; the message doesn't say what
     */
    public static Preimage parse(String hex) {
        if (!LowerHex.is(hex, BYTES)) {
            throw new IllegalArgumentException("A preimage has 64 lower-case hexadecimal digits");
        }
        return new Preimage(HexFormat.of().parseHex(hex));
    }

    /**
     * What this is the secret of.
     *
     * @return its SHA-256
     */
    public PaymentHash hash() {
        return PaymentHash.of(hashed());
    }

    private byte[] hashed() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    /**
     * Whether this is the secret of a hash, found out in constant time.
     *
     * @param hash that may be public
     * @return true if it is this one's SHA-256
     */
    public boolean isOf(PaymentHash hash) {
        return MessageDigest.isEqual(hashed(), hash.bytes());
    }

    /**
     * The secret itself, for the payload of a credential and nothing else.
     *
     * @return 64 lower-case hexadecimal digits
     */
    public String reveal() {
        return HexFormat.of().formatHex(bytes);
    }

    /** Equal when the bytes are, in constant time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Preimage that && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Nothing of the secret. */
    @Override
    public String toString() {
        return "Preimage[hidden]";
    }
}
