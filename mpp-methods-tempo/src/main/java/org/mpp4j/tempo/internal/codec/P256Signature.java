package org.mpp4j.tempo.internal.codec;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECPoint;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;

/**
 * A signature on the curve P-256 together with the key that made it, whose account it is. As with secp256k1, only the
 * canonical one of two (low s) is one.
 */
public final class P256Signature {

    /** r, s, and the key's x and y. */
    public static final int LENGTH = 128;

    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");
    private static final ECDomainParameters DOMAIN = new ECDomainParameters(CURVE);
    private static final BigInteger HALF_ORDER = CURVE.getN().shiftRight(1);

    private final byte[] bytes;
    private final BigInteger r;
    private final BigInteger s;
    private final ECPublicKeyParameters key;

    private P256Signature(byte[] bytes, BigInteger r, BigInteger s, ECPublicKeyParameters key) {
        this.bytes = bytes;
        this.r = r;
        this.s = s;
        this.key = key;
    }

    /**
     * Reads r, s, x and y.
     *
     * @throws ProtocolException if there are not {@value #LENGTH} bytes, numbers no canonical signature has, or no key
     */
    public static P256Signature parse(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new ProtocolException(
                    "A P-256 signature with its key has " + LENGTH + " bytes, this one has " + bytes.length);
        }
        BigInteger r = number(bytes, 0);
        BigInteger s = number(bytes, 1);
        if (r.signum() == 0 || r.compareTo(CURVE.getN()) >= 0 || s.signum() == 0 || s.compareTo(HALF_ORDER) > 0) {
            throw new ProtocolException("The P-256 signature is not in canonical form (r and s in range, s low)");
        }
        try {
            ECPoint point = CURVE.getCurve().validatePoint(number(bytes, 2), number(bytes, 3));
            return new P256Signature(bytes.clone(), r, s, new ECPublicKeyParameters(point, DOMAIN));
        } catch (IllegalArgumentException notOnTheCurve) {
            throw new ProtocolException("The P-256 signature comes with a key that isn't one");
        }
    }

    private static BigInteger number(byte[] bytes, int index) {
        return new BigInteger(1, Arrays.copyOfRange(bytes, 32 * index, 32 * index + 32));
    }

    /** Whether the key has signed this hash. */
    public boolean isOf(byte[] hash) {
        ECDSASigner verifier = new ECDSASigner();
        verifier.init(false, key);
        return verifier.verifySignature(hash, r, s);
    }

    /** The account of the key. */
    public TempoAddress address() {
        byte[] keyHash = Keccak.hash(Arrays.copyOfRange(bytes, 64, LENGTH));
        return TempoAddress.of(Arrays.copyOfRange(keyHash, 12, 32));
    }

    /** r, s, x and y. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Nothing of the signature. */
    @Override
    public String toString() {
        return "P256Signature";
    }
}
