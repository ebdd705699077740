package org.mpp4j.tempo.internal.tx;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.codec.RlpItem;
import org.mpp4j.tempo.internal.codec.RlpList;
import org.mpp4j.tempo.internal.codec.Secp256k1Signature;

/** Who pays the fees: the sender, somebody who is yet to sign, or somebody who has signed. */
public sealed interface FeePayerSignature {

    /** The sender pays. */
    record None() implements FeePayerSignature {}

    /** The sender expects whoever sends the transaction to pay. */
    record Wanted() implements FeePayerSignature {}

    /** Somebody has signed that they pay. */
    record Signed(BigInteger yParity, BigInteger r, BigInteger s) implements FeePayerSignature {

        /** The signature in these 65 bytes: r, s and v. */
        public static Signed of(Secp256k1Signature signature) {
            byte[] bytes = signature.canonicalBytes();
            return new Signed(
                    BigInteger.valueOf(bytes[64] - 27),
                    new BigInteger(1, Arrays.copyOfRange(bytes, 0, 32)),
                    new BigInteger(1, Arrays.copyOfRange(bytes, 32, 64)));
        }

        /** Nothing of the signature. */
        @Override
        public String toString() {
            return "Signed";
        }
    }

    /** The mark of {@link Wanted} on the wire. It also stands for any fee payer in what the sender signs. */
    RlpBytes MARKER = RlpBytes.of(new byte[] {0});

    /** Reads the field. */
    static FeePayerSignature decode(RlpItem item) {
        if (item instanceof RlpList list) {
            List<RlpItem> fields = list.items();
            if (fields.size() != 3) {
                throw new ProtocolException(
                        "The fee payer signature of the transaction must have 3 fields, it has " + fields.size());
            }
            BigInteger yParity = fields.get(0).asBytes("fee payer signature").number(1, "fee payer signature");
            if (yParity.bitLength() > 1) {
                throw new ProtocolException(
                        "The fee payer signature of the transaction has a parity other than 0 and 1");
            }
            return new Signed(
                    yParity,
                    Fields.uint256(fields.get(1), "fee payer signature"),
                    Fields.uint256(fields.get(2), "fee payer signature"));
        }
        RlpBytes bytes = (RlpBytes) item;
        if (bytes.length() == 0) {
            return new None();
        }
        if (bytes.equals(MARKER)) {
            return new Wanted();
        }
        throw new ProtocolException(
                "The fee payer signature of the transaction is neither empty, nor 0, nor a signature");
    }

    /** Writes the field. */
    default RlpItem encode() {
        if (this instanceof Signed signed) {
            return RlpList.of(RlpBytes.of(signed.yParity()), RlpBytes.of(signed.r()), RlpBytes.of(signed.s()));
        }
        return this instanceof Wanted ? MARKER : RlpBytes.EMPTY;
    }
}
