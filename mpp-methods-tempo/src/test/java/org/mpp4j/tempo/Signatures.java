package org.mpp4j.tempo;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.util.BigIntegers;
import org.mpp4j.tempo.internal.codec.Keccak;

/** Other forms of a signature in 65 bytes that says r, s, and 27 or 28. */
final class Signatures {

    private static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

    private Signatures() {}

    private static byte[] r(byte[] good) {
        return Arrays.copyOf(good, 32);
    }

    /** The other s that fits. */
    static byte[] withHighS(byte[] good) {
        BigInteger s = ORDER.subtract(new BigInteger(1, Arrays.copyOfRange(good, 32, 64)));
        return Keccak.concatenate(
                r(good), BigIntegers.asUnsignedByteArray(32, s), new byte[] {(byte) (27 + 28 - good[64])});
    }

    /** In 64 bytes (EIP-2098). */
    static byte[] compact(byte[] good) {
        byte[] compact = Arrays.copyOf(good, 64);
        compact[32] |= (byte) ((good[64] - 27) << 7);
        return compact;
    }

    /** With 0 or 1 at the end. */
    static byte[] withParity(byte[] good) {
        byte[] parity = good.clone();
        parity[64] -= 27;
        return parity;
    }

    /** Of an access key in the name of an account, in the older form (3) or the newer one (4). */
    static byte[] ofAccessKey(int type, TempoAddress account, byte[] inner) {
        return Keccak.concatenate(new byte[] {(byte) type}, account.bytes(), inner);
    }
}
