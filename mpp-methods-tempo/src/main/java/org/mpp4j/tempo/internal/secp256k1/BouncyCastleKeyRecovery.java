package org.mpp4j.tempo.internal.secp256k1;

import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/** By BouncyCastle. */
final class BouncyCastleKeyRecovery implements KeyRecovery {

    static final BouncyCastleKeyRecovery INSTANCE = new BouncyCastleKeyRecovery();

    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final BigInteger ORDER = CURVE.getN();

    private BouncyCastleKeyRecovery() {}

    @Override
    public byte @Nullable [] recover(byte[] signature, boolean odd, byte[] hash) {
        if (signature.length != SIGNATURE_BYTES || hash.length != HASH_BYTES) {
            throw new IllegalArgumentException("A signature has 64 bytes, and what it is of has 32");
        }
        BigInteger r = new BigInteger(1, signature, 0, 32);
        BigInteger s = new BigInteger(1, signature, 32, 32);
        if (isOutOfRange(r) || isOutOfRange(s)) {
            return null;
        }
        byte[] compressed = new byte[33];
        compressed[0] = (byte) (odd ? 3 : 2);
        System.arraycopy(signature, 0, compressed, 1, 32);
        ECPoint nonce;
        try {
            nonce = CURVE.getCurve().decodePoint(compressed);
        } catch (IllegalArgumentException notOnTheCurve) {
            return null;
        }
        BigInteger inverse = BigIntegers.modOddInverseVar(ORDER, r);
        BigInteger e = new BigInteger(1, hash);
        ECPoint key = ECAlgorithms.sumOfTwoMultiplies(
                        CURVE.getG(),
                        e.negate().multiply(inverse).mod(ORDER),
                        nonce,
                        s.multiply(inverse).mod(ORDER))
                .normalize();
        return key.isInfinity() ? null : key.getEncoded(false);
    }

    private static boolean isOutOfRange(BigInteger number) {
        return number.signum() == 0 || number.compareTo(ORDER) >= 0;
    }

    /** For the log. */
    @Override
    public String toString() {
        return "BouncyCastle";
    }
}
