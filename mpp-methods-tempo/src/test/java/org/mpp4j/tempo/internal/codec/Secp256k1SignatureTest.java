package org.mpp4j.tempo.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.TempoPayer;
import org.mpp4j.tempo.internal.secp256k1.KeyRecovery;
import org.mpp4j.tempo.internal.secp256k1.Recoveries;
import org.web3j.crypto.ECDSASignature;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;

class Secp256k1SignatureTest {

    private static final BigInteger ORDER = Sign.CURVE_PARAMS.getN();

    @Property(tries = 100)
    void whoSignedIsFound(@ForAll @Size(31) byte[] privateKey, @ForAll @Size(32) byte[] hash) {
        BigInteger key = new BigInteger(1, privateKey).max(BigInteger.ONE);
        TempoPayer payer = new TempoPayer("0x" + key.toString(16));

        Secp256k1Signature signature = Secp256k1Signature.parse(payer.sign(hash));

        assertThat(signature.signer(hash)).contains(payer.address());
        for (KeyRecovery recovery : Recoveries.all()) {
            assertThat(signature.signer(hash, recovery)).contains(payer.address());
        }
        assertThat(signature.canonicalBytes()).isEqualTo(payer.sign(hash));
    }

    @Property(tries = 200)
    void arbitrarySignaturesRecoverWhatWeb3jRecovers(
            @ForAll @Size(32) byte[] r,
            @ForAll @Size(32) byte[] s,
            @ForAll @IntRange(max = 1) int v,
            @ForAll @Size(32) byte[] hash)
            throws Exception {
        BigInteger number = new BigInteger(1, s).mod(ORDER.shiftRight(1));
        Assume.that(number.signum() != 0
                && new BigInteger(1, r).compareTo(ORDER) < 0
                && new BigInteger(1, r).signum() != 0);

        Secp256k1Signature signature =
                Secp256k1Signature.parse(bytes(r, BigIntegers.asUnsignedByteArray(32, number), v + 27));

        BigInteger key;
        try {
            key = Sign.recoverFromSignature(v, new ECDSASignature(new BigInteger(1, r), number), hash);
        } catch (IllegalArgumentException notOnTheCurve) {
            key = null;
        }
        for (KeyRecovery recovery : Recoveries.all()) {
            assertThat(signature.signer(hash, recovery))
                    .isEqualTo(
                            Optional.ofNullable(key).map(found -> TempoAddress.parse("0x" + Keys.getAddress(found))));
        }
    }

    @Test
    void vIsAlsoTakenAs0Or1AndMadeCanonical() {
        TempoPayer payer = new TempoPayer("0x5e");
        byte[] hash = Keccak.hash("hash");
        byte[] signature = payer.sign(hash);
        byte[] withSmallV = signature.clone();
        withSmallV[64] = (byte) (withSmallV[64] - 27);

        Secp256k1Signature parsed = Secp256k1Signature.parse(withSmallV);

        assertThat(parsed.signer(hash)).contains(payer.address());
        assertThat(parsed.canonicalBytes()).isEqualTo(signature);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 26, 29, 35, 127, 128, 255})
    void anyOtherVIsRefused(int v) {
        byte[] signature = new TempoPayer("0x5e").sign(Keccak.hash("hash"));
        signature[64] = (byte) v;

        assertThatThrownBy(() -> Secp256k1Signature.parse(signature))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("0, 1, 27 or 28");
    }

    @Test
    void theOtherSignatureOfTheSameKeyAndHashIsRefused() {
        byte[] signature = new TempoPayer("0x5e").sign(Keccak.hash("hash"));
        byte[] r = Arrays.copyOf(signature, 32);
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
        byte[] high = bytes(r, BigIntegers.asUnsignedByteArray(32, ORDER.subtract(s)), 55 - signature[64]);

        assertThatThrownBy(() -> Secp256k1Signature.parse(high)).hasMessageContaining("canonical form");
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        byte[] one = BigIntegers.asUnsignedByteArray(32, BigInteger.ONE);
        byte[] order = BigIntegers.asUnsignedByteArray(32, ORDER);

        assertThatThrownBy(() -> Secp256k1Signature.parse(bytes(new byte[32], one, 27)))
                .hasMessageContaining("range");
        assertThatThrownBy(() -> Secp256k1Signature.parse(bytes(one, new byte[32], 27)))
                .hasMessageContaining("range");
        assertThatThrownBy(() -> Secp256k1Signature.parse(bytes(order, one, 27)))
                .hasMessageContaining("range");
        assertThatThrownBy(() -> Secp256k1Signature.parse(new byte[64])).hasMessageContaining("65 bytes");
    }

    @Test
    void toStringShowsNothing() {
        assertThat(Secp256k1Signature.parse(new TempoPayer("0x5e").sign(Keccak.hash("hash"))))
                .hasToString("Secp256k1Signature");
    }

    private static byte[] bytes(byte[] r, byte[] s, int v) {
        return Keccak.concatenate(r, s, new byte[] {(byte) v});
    }
}
