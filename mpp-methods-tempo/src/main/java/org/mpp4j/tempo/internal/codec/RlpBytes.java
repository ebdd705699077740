package org.mpp4j.tempo.internal.codec;

import java.math.BigInteger;
import java.util.Arrays;
import org.mpp4j.protocol.ProtocolException;

/** Bytes, which may stand for a number. Immutable. */
public final class RlpBytes implements RlpItem {

    /** No bytes: the number zero, or something that is absent. */
    public static final RlpBytes EMPTY = new RlpBytes(new byte[0]);

    private final byte[] value;

    private RlpBytes(byte[] value) {
        this.value = value;
    }

    /** A copy of these bytes. */
    public static RlpBytes of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new RlpBytes(bytes.clone());
    }

    /** A number that is zero or more, in as few bytes as it takes. */
    public static RlpBytes of(BigInteger number) {
        if (number.signum() < 0) {
            throw new IllegalArgumentException("RLP has no negative numbers");
        }
        if (number.signum() == 0) {
            return EMPTY;
        }
        byte[] bytes = number.toByteArray();
        return new RlpBytes(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    /** A copy of the bytes. */
    public byte[] toArray() {
        return value.clone();
    }

    /** How many bytes. */
    public int length() {
        return value.length;
    }

    /**
     * The number these bytes stand for.
     *
     * @param maxBytes the longest that is taken
     * @param what names the number in the error
     */
    public BigInteger number(int maxBytes, String what) {
        if (value.length > maxBytes) {
            throw new ProtocolException(
                    "The " + what + " of the transaction is a number of more than " + maxBytes + " bytes");
        }
        if (value.length > 0 && value[0] == 0) {
            throw new ProtocolException("The " + what + " of the transaction is a number with leading zeros");
        }
        return new BigInteger(1, value);
    }

    @Override
    public RlpBytes asBytes(String what) {
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RlpBytes that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    /** The number of bytes; the bytes may be secret. */
    @Override
    public String toString() {
        return "RlpBytes[" + value.length + " bytes]";
    }
}
