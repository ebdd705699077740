package org.mpp4j.tempo.internal.codec;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;

/** A signature of Ethereum's kind, from which the signer's address follows. Only the canonical one of two (low s) is one. */
public final class Secp256k1Signature {

    /** r, s and v. */
    public static final int LENGTH = 65;

    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final BigInteger ORDER = CURVE.getN();
    private static final BigInteger HALF_ORDER = ORDER.shiftRight(1);

    private final BigInteger r;
    private final BigInteger s;
    private final boolean odd;

    private Secp256k1Signature(BigInteger r, BigInteger s, boolean odd) {
        this.r = r;
        this.s = s;
        this.odd = odd;
    }

    /**
     * Reads r, s and v, where v is 27 or 28, or 0 or 1 as some clients and the node have it too.
     *
     * @throws ProtocolException if there are not {@value #LENGTH} bytes, or numbers no canonical signature has
     */
    public static Secp256k1Signature parse(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new ProtocolException("A secp256k1 signature has " + LENGTH + " bytes, this one has " + bytes.length);
        }
        BigInteger r = new BigInteger(1, Arrays.copyOfRange(bytes, 0, 32));
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(bytes, 32, 64));
        int v = bytes[64];
        if (v != 0 && v != 1 && v != 27 && v != 28) {
            throw new ProtocolException("The last byte of the signature must be 0, 1, 27 or 28");
        }
        if (r.signum() == 0 || r.compareTo(ORDER) >= 0 || s.signum() == 0 || s.compareTo(HALF_ORDER) > 0) {
            throw new ProtocolException("The signature is not in canonical form (r and s in range, s low)");
        }
        return new Secp256k1Signature(r, s, v == 1 || v == 28);
    }

    /** Who signed a hash, or nobody if no key can have made this signature. */
    public Optional<TempoAddress> signer(byte[] hash) {
        ECPoint nonce;
        try {
            byte[] compressed =
                    Keccak.concatenate(new byte[] {(byte) (odd ? 3 : 2)}, BigIntegers.asUnsignedByteArray(32, r));
            nonce = CURVE.getCurve().decodePoint(compressed);
        } catch (IllegalArgumentException notOnTheCurve) {
            return Optional.empty();
        }
        BigInteger inverse = BigIntegers.modOddInverseVar(ORDER, r);
        BigInteger e = new BigInteger(1, hash);
        ECPoint key = ECAlgorithms.sumOfTwoMultiplies(
                        CURVE.getG(),
                        e.negate().multiply(inverse).mod(ORDER),
                        nonce,
                        s.multiply(inverse).mod(ORDER))
                .normalize();
        if (key.isInfinity()) {
            return Optional.empty();
        }
        byte[] uncompressed = key.getEncoded(false);
        byte[] keyHash = Keccak.hash(Arrays.copyOfRange(uncompressed, 1, uncompressed.length));
        return Optional.of(TempoAddress.of(Arrays.copyOfRange(keyHash, 12, 32)));
    }

    /** r, s and v with 27 or 28, the form that the node hashes. */
    public byte[] canonicalBytes() {
        return Keccak.concatenate(
                BigIntegers.asUnsignedByteArray(32, r),
                BigIntegers.asUnsignedByteArray(32, s),
                new byte[] {(byte) (odd ? 28 : 27)});
    }

    /** Nothing of the signature. */
    @Override
    public String toString() {
        return "Secp256k1Signature";
    }
}
