package org.mpp4j.tempo.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.util.BigIntegers;
import org.mpp4j.tempo.PasskeyPayer;

/** Held against the JDK, which has P-256 of its own. */
class P256SignatureTest {

    private static final String PLAIN = "NONEwithECDSAinP1363Format";

    @Property(tries = 60)
    void whatTheJdkSignsIsTakenInItsFormWithLowS(@ForAll @Size(32) byte[] hash) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        Signature signer = Signature.getInstance(PLAIN);
        signer.initSign(pair.getPrivate());
        signer.update(hash);
        byte[] rs = signer.sign();
        ECPoint point = ((ECPublicKey) pair.getPublic()).getW();

        P256Signature signature = P256Signature.parse(Keccak.concatenate(
                withLowS(rs),
                BigIntegers.asUnsignedByteArray(32, point.getAffineX()),
                BigIntegers.asUnsignedByteArray(32, point.getAffineY())));

        assertThat(signature.isOf(hash)).isTrue();
        byte[] other = hash.clone();
        other[31] ^= 1;
        assertThat(signature.isOf(other)).isFalse();
    }

    private static byte[] withLowS(byte[] rs) {
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(rs, 32, 64));
        byte[] low = BigIntegers.asUnsignedByteArray(32, s.min(PasskeyPayer.ORDER.subtract(s)));
        return Keccak.concatenate(Arrays.copyOf(rs, 32), low);
    }

    @Property(tries = 100)
    void theJdkAgreesOnSignaturesThatWereChanged(
            @ForAll @LongRange(min = 1, max = 1L << 40) long secret,
            @ForAll @Size(32) byte[] hash,
            @ForAll @IntRange(max = 63) int position,
            @ForAll byte change)
            throws GeneralSecurityException {
        byte[] bytes = Arrays.copyOfRange(new PasskeyPayer(secret).signBare(hash), 1, 129);
        bytes[position] ^= change;
        boolean taken;
        try {
            taken = P256Signature.parse(bytes).isOf(hash);
        } catch (org.mpp4j.protocol.ProtocolException notCanonical) {
            taken = false;
        }

        assertThat(taken).isEqualTo(isOfByTheJdk(bytes, hash)).isEqualTo(change == 0);
    }

    private static boolean isOfByTheJdk(byte[] bytes, byte[] hash) throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        ECPoint point = new ECPoint(
                new BigInteger(1, Arrays.copyOfRange(bytes, 64, 96)),
                new BigInteger(1, Arrays.copyOfRange(bytes, 96, 128)));
        Signature verifier = Signature.getInstance(PLAIN);
        verifier.initVerify(KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class))));
        verifier.update(hash);
        return verifier.verify(Arrays.copyOf(bytes, 64));
    }
}
