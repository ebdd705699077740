package org.mpp4j.tempo.internal.codec;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;
import org.mpp4j.tempo.TempoAddress;

/** A private key of Ethereum's kind. Its signatures are those of RFC 6979, so the same each time. Thread-safe. */
public final class Secp256k1Key {

    private static final int LENGTH = 32;
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final ECDomainParameters DOMAIN = new ECDomainParameters(CURVE);
    private static final BigInteger HALF_ORDER = DOMAIN.getN().shiftRight(1);

    private final ECPrivateKeyParameters key;
    private final TempoAddress address;

    private Secp256k1Key(BigInteger secret) {
        this.key = new ECPrivateKeyParameters(secret, DOMAIN);
        byte[] point = new FixedPointCombMultiplier()
                .multiply(DOMAIN.getG(), secret)
                .normalize()
                .getEncoded(false);
        byte[] hash = Keccak.hash(Arrays.copyOfRange(point, 1, point.length));
        this.address = TempoAddress.of(Arrays.copyOfRange(hash, 12, 32));
    }

    /**
     * The key with these bytes.
     *
     * @throws IllegalArgumentException if there are not 32, or they are no key of the curve
     */
    public static Secp256k1Key of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("A private key has " + LENGTH + " bytes, got " + bytes.length);
        }
        BigInteger secret = new BigInteger(1, bytes);
        if (secret.signum() == 0 || secret.compareTo(DOMAIN.getN()) >= 0) {
            throw new IllegalArgumentException("The number is no private key of the curve secp256k1");
        }
        return new Secp256k1Key(secret);
    }

    /** The account that this is the key of. */
    public TempoAddress address() {
        return address;
    }

    /** Signs a hash of 32 bytes: r, s (low) and v as 27 or 28. */
    public byte[] sign(byte[] hash) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, key);
        BigInteger[] numbers = signer.generateSignature(hash);
        BigInteger s = numbers[1].compareTo(HALF_ORDER) > 0 ? DOMAIN.getN().subtract(numbers[1]) : numbers[1];
        for (byte v = 27; v <= 28; v++) {
            byte[] signature = Keccak.concatenate(
                    BigIntegers.asUnsignedByteArray(LENGTH, numbers[0]),
                    BigIntegers.asUnsignedByteArray(LENGTH, s),
                    new byte[] {v});
            if (Secp256k1Signature.parse(signature)
                    .signer(hash)
                    .filter(address::equals)
                    .isPresent()) {
                return signature;
            }
        }
        // r would have to exceed the order, of which nobody has ever seen a case.
        throw new IllegalStateException("The signature doesn't lead back to the key");
    }

    /** The address, never the key. */
    @Override
    public String toString() {
        return "Secp256k1Key[" + address + "]";
    }
}
