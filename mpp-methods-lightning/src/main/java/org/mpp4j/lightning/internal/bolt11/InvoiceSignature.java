package org.mpp4j.lightning.internal.bolt11;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;

/** Finds out who signed an invoice: an ECDSA signature on secp256k1 of r, s and a recovery id. */
final class InvoiceSignature {

    static final int BYTES = 65;

    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final BigInteger ORDER = CURVE.getN();
    private static final BigInteger HALF_ORDER = ORDER.shiftRight(1);
    private static final BigInteger FIELD = CURVE.getCurve().getField().getCharacteristic();

    private InvoiceSignature() {}

    /** The compressed public key of who signed a hash, in lower-case hexadecimal digits. */
    static String signer(byte[] hash, byte[] signature) throws InvalidInvoiceException {
        BigInteger r = new BigInteger(1, Arrays.copyOfRange(signature, 0, 32));
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
        int recoveryId = signature[64];
        // A high s is the same signature by another name, which no node writes.
        if (r.signum() == 0 || r.compareTo(ORDER) >= 0 || s.signum() == 0 || s.compareTo(HALF_ORDER) > 0) {
            throw invalid();
        }
        if (recoveryId < 0 || recoveryId > 3) {
            throw invalid();
        }
        BigInteger x = (recoveryId & 2) == 0 ? r : r.add(ORDER);
        if (x.compareTo(FIELD) >= 0) {
            throw invalid();
        }
        ECPoint point = point(x, (recoveryId & 1) == 1);
        BigInteger inverse = r.modInverse(ORDER);
        BigInteger ofBase = new BigInteger(1, hash).negate().multiply(inverse).mod(ORDER);
        ECPoint key = ECAlgorithms.sumOfTwoMultiplies(
                        CURVE.getG(), ofBase, point, s.multiply(inverse).mod(ORDER))
                .normalize();
        if (key.isInfinity()) {
            throw invalid();
        }
        return HexFormat.of().formatHex(key.getEncoded(true));
    }

    private static ECPoint point(BigInteger x, boolean odd) throws InvalidInvoiceException {
        byte[] encoded = new byte[33];
        encoded[0] = (byte) (odd ? 3 : 2);
        byte[] bytes = x.toByteArray();
        int length = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - length, encoded, 33 - length, length);
        try {
            return CURVE.getCurve().decodePoint(encoded);
        } catch (IllegalArgumentException notOnTheCurve) {
            throw invalid();
        }
    }

    private static InvalidInvoiceException invalid() {
        return new InvalidInvoiceException("The invoice has an invalid signature");
    }
}
