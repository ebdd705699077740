package org.mpp4j.tempo;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.mpp4j.tempo.internal.codec.Keccak;

/** A P-256 key, bare or as a passkey, that signs for its own account. */
public final class PasskeyPayer {

    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");
    public static final BigInteger ORDER = CURVE.getN();

    private final ECPrivateKeyParameters key;
    private final byte[] publicKey;

    public PasskeyPayer(long secret) {
        BigInteger d = BigInteger.valueOf(secret);
        this.key = new ECPrivateKeyParameters(d, new ECDomainParameters(CURVE));
        ECPoint point = CURVE.getG().multiply(d).normalize();
        this.publicKey = Arrays.copyOfRange(point.getEncoded(false), 1, 65);
    }

    public TempoAddress address() {
        return TempoAddress.of(Arrays.copyOfRange(Keccak.hash(publicKey), 12, 32));
    }

    /** Type, r, s, x, y and that it wasn't hashed again. */
    public byte[] signBare(byte[] hash) {
        return Keccak.concatenate(new byte[] {1}, signature(hash), new byte[] {0});
    }

    /** The same, but hashed again before it was signed. */
    public byte[] signHashedAgain(byte[] hash) {
        return Keccak.concatenate(new byte[] {1}, signature(sha256(hash)), new byte[] {1});
    }

    public byte[] signAsPasskey(byte[] hash) {
        return signAsPasskey(1, clientData(hash));
    }

    public static String clientData(byte[] hash) {
        return "{\"type\":\"webauthn.get\",\"challenge\":\""
                + Base64.getUrlEncoder().withoutPadding().encodeToString(hash)
                + "\",\"origin\":\"http://localhost\",\"crossOrigin\":false}";
    }

    public byte[] signAsPasskey(int flags, String clientData) {
        byte[] authenticatorData = new byte[37];
        authenticatorData[32] = (byte) flags;
        byte[] client = clientData.getBytes(StandardCharsets.UTF_8);
        return Keccak.concatenate(
                new byte[] {2}, authenticatorData, client, signature(sha256(authenticatorData, sha256(client))));
    }

    private byte[] signature(byte[] hash) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, key);
        BigInteger[] rs = signer.generateSignature(hash);
        BigInteger low = rs[1].min(ORDER.subtract(rs[1]));
        return Keccak.concatenate(
                BigIntegers.asUnsignedByteArray(32, rs[0]), BigIntegers.asUnsignedByteArray(32, low), publicKey);
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(Keccak.concatenate(parts));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
