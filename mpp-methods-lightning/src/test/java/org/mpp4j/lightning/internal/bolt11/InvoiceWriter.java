package org.mpp4j.lightning.internal.bolt11;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;

/** Writes invoices for tests, good ones and hostile ones. */
public final class InvoiceWriter {

    public static final int PAYMENT_HASH = 1;
    public static final int ROUTE = 3;
    public static final int EXPIRY = 6;
    public static final int FALLBACK = 9;
    public static final int DESCRIPTION = 13;
    public static final int PAYMENT_SECRET = 16;
    public static final int PAYEE = 19;
    public static final int DESCRIPTION_HASH = 23;
    public static final int FEATURES = 5;
    public static final int FINAL_CLTV = 24;

    private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");

    private final String prefix;
    private final ByteArrayOutputStream words = new ByteArrayOutputStream();

    /** Begins with what is in front, such as {@code lnbc10u}, and a time. */
    public InvoiceWriter(String prefix, long timestamp) {
        this.prefix = prefix;
        number(timestamp, 7);
    }

    public InvoiceWriter words(int type, byte[] data) {
        words.write(type);
        words.write(data.length >> 5);
        words.write(data.length & 31);
        words.writeBytes(data);
        return this;
    }

    public InvoiceWriter bytes(int type, byte[] data) {
        return words(type, toWords(data));
    }

    public InvoiceWriter text(int type, String text) {
        return bytes(type, text.getBytes(StandardCharsets.UTF_8));
    }

    public InvoiceWriter number(int type, long value) {
        byte[] digits = new byte[12];
        int first = digits.length;
        for (long left = value; left > 0; left >>>= 5) {
            digits[--first] = (byte) (left & 31);
        }
        return words(type, Arrays.copyOfRange(digits, first, digits.length));
    }

    /** The features that every invoice of today has: variable onions and payment secrets, both required. */
    public InvoiceWriter usualFeatures() {
        byte[] bits = new byte[3];
        bits[3 - 1 - 8 / 5] |= 1 << 8 % 5;
        bits[3 - 1 - 14 / 5] |= 1 << 14 % 5;
        return words(FEATURES, bits);
    }

    private void number(long value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            words.write((int) (value >> 5 * i & 31));
        }
    }

    public byte[] data() {
        return words.toByteArray();
    }

    public String sign(BigInteger key) {
        return sign(prefix, data(), key);
    }

    public static String sign(String prefix, byte[] data, BigInteger key) {
        byte[] hash = hash(prefix, data);
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(
                true,
                new ECPrivateKeyParameters(key, new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN())));
        BigInteger[] rs = signer.generateSignature(hash);
        BigInteger s = rs[1].min(CURVE.getN().subtract(rs[1]));
        byte[] signature = new byte[65];
        put(rs[0], signature, 0);
        put(s, signature, 32);
        for (byte recoveryId = 0; recoveryId < 4; recoveryId++) {
            signature[64] = recoveryId;
            try {
                if (InvoiceSignature.signer(hash, signature).equals(publicKey(key))) {
                    return encode(prefix, data, signature);
                }
            } catch (InvalidInvoiceException another) {
                // The next one, then.
            }
        }
        throw new AssertionError("No recovery id fits");
    }

    public static String encode(String prefix, byte[] data, byte[] signature) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(data);
        all.writeBytes(toWords(signature));
        return encode(prefix, all.toByteArray());
    }

    /** Bech32 of anything, with a checksum that fits. */
    public static String encode(String prefix, byte[] all) {
        int sum = 1;
        for (char c : prefix.toCharArray()) {
            sum = step(sum, c >> 5);
        }
        sum = step(sum, 0);
        for (char c : prefix.toCharArray()) {
            sum = step(sum, c & 31);
        }
        for (byte word : all) {
            sum = step(sum, word);
        }
        for (int i = 0; i < 6; i++) {
            sum = step(sum, 0);
        }
        sum ^= 1;
        StringBuilder text = new StringBuilder(prefix).append('1');
        for (byte word : all) {
            text.append(ALPHABET.charAt(word));
        }
        for (int i = 5; i >= 0; i--) {
            text.append(ALPHABET.charAt(sum >>> 5 * i & 31));
        }
        return text.toString();
    }

    public static String publicKey(BigInteger key) {
        return HexFormat.of().formatHex(CURVE.getG().multiply(key).normalize().getEncoded(true));
    }

    private static int step(int sum, int word) {
        int[] generator = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
        int next = (sum & 0x1ffffff) << 5 ^ word;
        for (int bit = 0; bit < 5; bit++) {
            next ^= (sum >>> 25 + bit & 1) * generator[bit];
        }
        return next;
    }

    static byte[] hash(String prefix, byte[] data) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(prefix.getBytes(StandardCharsets.US_ASCII));
            return sha256.digest(Words.padded(data));
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static void put(BigInteger number, byte[] target, int offset) {
        byte[] bytes = number.toByteArray();
        int length = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - length, target, offset + 32 - length, length);
    }

    private static byte[] toWords(byte[] bytes) {
        byte[] result = new byte[(bytes.length * 8 + 4) / 5];
        for (int i = 0; i < bytes.length * 8; i++) {
            int bit = bytes[i / 8] >> 7 - i % 8 & 1;
            result[i / 5] |= (byte) (bit << 4 - i % 5);
        }
        return result;
    }
}
