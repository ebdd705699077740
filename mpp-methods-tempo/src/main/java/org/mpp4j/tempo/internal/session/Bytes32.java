package org.mpp4j.tempo.internal.session;

import java.nio.ByteBuffer;
import org.mpp4j.tempo.internal.codec.Hex;

/**
 * 32 bytes, such as the id of a channel. Four numbers rather than an array, as they stand in millions of keys of maps.
 *
 * @param a the first eight bytes
 * @param b the second
 * @param c the third
 * @param d the last
 */
public record Bytes32(long a, long b, long c, long d) {

    /** How many. */
    public static final int LENGTH = 32;

    /** Zeros only. */
    public static final Bytes32 ZERO = new Bytes32(0, 0, 0, 0);

    /**
     * These bytes.
     *
     * @throws IllegalArgumentException if there are not {@value #LENGTH}
     */
    public static Bytes32 of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("Expected " + LENGTH + " bytes, got " + bytes.length);
        }
        return at(bytes, 0);
    }

    static Bytes32 at(byte[] bytes, int offset) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, LENGTH);
        return new Bytes32(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    }

    /**
     * Reads hexadecimal text, in any case.
     *
     * @param what names the text in the error
     * @throws org.mpp4j.protocol.ProtocolException if it is anything else, or of another length
     */
    public static Bytes32 parse(String text, String what) {
        return of(Hex.decodeExactly(text, LENGTH, what));
    }

    /** The bytes. */
    public byte[] bytes() {
        byte[] bytes = new byte[LENGTH];
        writeTo(bytes, 0);
        return bytes;
    }

    void writeTo(byte[] target, int offset) {
        ByteBuffer.wrap(target, offset, LENGTH).putLong(a).putLong(b).putLong(c).putLong(d);
    }

    /** Lower-case hexadecimal text, in which clients compare ids. */
    @Override
    public String toString() {
        return Hex.encode(bytes());
    }
}
