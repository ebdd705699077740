package org.mpp4j.tempo.internal.codec;

import java.nio.charset.StandardCharsets;
import org.web3j.crypto.Hash;

/** The hash function of Ethereum, Keccak-256: SHA-3 before its padding was changed. */
public final class Keccak {

    private Keccak() {}

    /** The hash of these parts, one after the other. */
    public static byte[] hash(byte[]... parts) {
        return Hash.sha3(parts.length == 1 ? parts[0] : concatenate(parts));
    }

    /** The hash of the bytes from one place to before another. */
    public static byte[] hash(byte[] bytes, int from, int to) {
        return Hash.sha3(bytes, from, to - from);
    }

    /** The hash of a text in UTF-8. */
    public static byte[] hash(String text) {
        return Hash.sha3(text.getBytes(StandardCharsets.UTF_8));
    }

    /** These parts, one after the other. */
    public static byte[] concatenate(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] whole = new byte[length];
        int end = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, end, part.length);
            end += part.length;
        }
        return whole;
    }
}
