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

    /** The same of a P-256 key's signature, whose s is where that of the others is, behind a byte for its type. */
    static byte[] p256WithHighS(byte[] good) {
        BigInteger s = PasskeyPayer.ORDER.subtract(new BigInteger(1, Arrays.copyOfRange(good, 33, 65)));
        return Keccak.concatenate(
                Arrays.copyOf(good, 33),
                BigIntegers.asUnsignedByteArray(32, s),
                Arrays.copyOfRange(good, 65, good.length));
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

    /** What an access key signs in the name of an account, in the older form (3) or the newer one (4). */
    static byte[] hashForAccessKey(int type, TempoAddress account, byte[] hash) {
        return type == 3 ? hash : Keccak.hash(new byte[] {(byte) type}, hash, account.bytes());
    }

    /** Of an access key in the name of an account, in one of these forms. */
    static byte[] ofAccessKey(int type, TempoAddress account, byte[] inner) {
        return Keccak.concatenate(new byte[] {(byte) type}, account.bytes(), inner);
    }
}
