package org.mpp4j.tempo.internal.codec;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.secp256k1.KeyRecovery;

/** A signature of Ethereum's kind, from which the signer's address follows. Only the canonical one of two (low s) is one. */
public final class Secp256k1Signature {

    /** r, s and v. */
    public static final int LENGTH = 65;

    private static final int WORD = 32;
    private static final byte[] ORDER = number("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    private static final byte[] HALF_ORDER = number("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");
    private static final byte[] ZERO = new byte[WORD];
    private static final int ADDRESS_START = 12;

    private final byte[] numbers;
    private final boolean odd;

    private Secp256k1Signature(byte[] numbers, boolean odd) {
        this.numbers = numbers;
        this.odd = odd;
    }

    private static byte[] number(String digits) {
        return HexFormat.of().parseHex(digits);
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
        int v = bytes[LENGTH - 1];
        if (v != 0 && v != 1 && v != 27 && v != 28) {
            throw new ProtocolException("The last byte of the signature must be 0, 1, 27 or 28");
        }
        boolean inRange = compare(bytes, 0, ZERO) > 0
                && compare(bytes, 0, ORDER) < 0
                && compare(bytes, WORD, ZERO) > 0
                && compare(bytes, WORD, HALF_ORDER) <= 0;
        if (!inRange) {
            throw new ProtocolException("The signature is not in canonical form (r and s in range, s low)");
        }
        return new Secp256k1Signature(Arrays.copyOf(bytes, 2 * WORD), v == 1 || v == 28);
    }

    private static int compare(byte[] bytes, int start, byte[] number) {
        return Arrays.compareUnsigned(bytes, start, start + WORD, number, 0, WORD);
    }

    /** Who signed a hash, or nobody if no key can have made this signature. */
    public Optional<TempoAddress> signer(byte[] hash) {
        return signer(hash, KeyRecovery.chosen());
    }

    /** The same, found in that way. */
    Optional<TempoAddress> signer(byte[] hash, KeyRecovery recovery) {
        byte[] key = recovery.recover(numbers, odd, hash);
        if (key == null) {
            return Optional.empty();
        }
        byte[] keyHash = Keccak.hash(key, 1, key.length);
        return Optional.of(TempoAddress.of(Arrays.copyOfRange(keyHash, ADDRESS_START, WORD)));
    }

    /** r, s and v with 27 or 28, the form that the node hashes. */
    public byte[] canonicalBytes() {
        byte[] bytes = Arrays.copyOf(numbers, LENGTH);
        bytes[LENGTH - 1] = (byte) (odd ? 28 : 27);
        return bytes;
    }

    /** Nothing of the signature. */
    @Override
    public String toString() {
        return "Secp256k1Signature";
    }
}
