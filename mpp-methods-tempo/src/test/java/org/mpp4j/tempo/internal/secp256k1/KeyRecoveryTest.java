package org.mpp4j.tempo.internal.secp256k1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mpp4j.tempo.TempoPayer;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.web3j.crypto.ECDSASignature;
import org.web3j.crypto.Sign;

/** Native code and Java must never differ, as a payment is taken by the one or refused by the other; web3j is the referee. */
class KeyRecoveryTest {

    private static final BigInteger ORDER = Sign.CURVE_PARAMS.getN();
    private static final BigInteger FIELD =
            Sign.CURVE_PARAMS.getCurve().getField().getCharacteristic();
    private static final TempoPayer PAYER = new TempoPayer("0x5e");

    private final KeyRecovery java = KeyRecovery.inJava();
    private final KeyRecovery nativeCode = Recoveries.nativeCode();

    /** Any number, with those around which something changes as often as all others. */
    @Provide
    Arbitrary<byte[]> numbers() {
        Arbitrary<BigInteger> corners = Arbitraries.of(
                        BigInteger.ZERO,
                        ORDER.shiftRight(1),
                        ORDER,
                        ORDER.add(ORDER),
                        FIELD.subtract(ORDER),
                        FIELD,
                        BigInteger.ONE.shiftLeft(256).subtract(BigInteger.valueOf(4)))
                .flatMap(corner -> Arbitraries.integers().between(-3, 3).map(by -> corner.add(BigInteger.valueOf(by))));
        Arbitrary<BigInteger> any = Arbitraries.bigIntegers()
                .between(BigInteger.ZERO, BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE));
        return Arbitraries.oneOf(corners, any, any)
                .map(number -> number.max(BigInteger.ZERO).mod(BigInteger.ONE.shiftLeft(256)))
                .map(number -> BigIntegers.asUnsignedByteArray(32, number));
    }

    @Property(tries = 2500, edgeCases = EdgeCasesMode.MIXIN)
    void nativeCodeAndJavaAndWeb3jAgreeOnAnyNumbers(
            @ForAll("numbers") byte[] r,
            @ForAll("numbers") byte[] s,
            @ForAll boolean odd,
            @ForAll("numbers") byte[] hash) {
        byte[] signature = Keccak.concatenate(r, s);

        byte[] key = java.recover(signature, odd, hash);

        assertThat(nativeCode.recover(signature, odd, hash)).isEqualTo(key);
        assertThat(key).isEqualTo(byWeb3j(r, s, odd, hash));
    }

    @Property(tries = 1000)
    void bothFindWhoSignedAndNobodyElse(
            @ForAll("numbers") byte[] secret, @ForAll("numbers") byte[] hash, @ForAll boolean high) {
        BigInteger number =
                new BigInteger(1, secret).mod(ORDER.subtract(BigInteger.ONE)).add(BigInteger.ONE);
        TempoPayer payer = new TempoPayer("0x" + number.toString(16));
        byte[] signed = payer.sign(hash);
        boolean odd = signed[64] == 28;
        byte[] low = Arrays.copyOf(signed, 64);
        byte[] signature = high ? withOtherS(low) : low;

        byte[] key = java.recover(signature, odd != high, hash);

        assertThat(Keccak.hash(key, 1, 65)).endsWith(payer.address().bytes());
        assertThat(nativeCode.recover(signature, odd != high, hash)).isEqualTo(key);
        assertThat(nativeCode.recover(signature, odd == high, hash))
                .isEqualTo(java.recover(signature, odd == high, hash))
                .isNotEqualTo(key);
    }

    @Test
    void numbersOutOfRangeAreNobodysInBoth() {
        byte[] hash = Keccak.hash("hash");
        byte[] good = Arrays.copyOf(PAYER.sign(hash), 64);

        for (KeyRecovery recovery : Recoveries.all()) {
            for (BigInteger bad : new BigInteger[] {BigInteger.ZERO, ORDER, ORDER.add(BigInteger.ONE)}) {
                for (int start : new int[] {0, 32}) {
                    byte[] signature = good.clone();
                    System.arraycopy(BigIntegers.asUnsignedByteArray(32, bad), 0, signature, start, 32);

                    assertThat(recovery.recover(signature, false, hash)).isNull();
                    assertThat(recovery.recover(signature, true, hash)).isNull();
                }
            }
        }
    }

    /** 5 is x of no point. */
    @Test
    void aNumberThatIsNoPointIsNobodysInBoth() {
        byte[] signature = new byte[64];
        signature[31] = 5;
        signature[63] = 1;

        for (KeyRecovery recovery : Recoveries.all()) {
            assertThat(recovery.recover(signature, false, Keccak.hash("hash"))).isNull();
            assertThat(recovery.recover(signature, true, Keccak.hash("hash"))).isNull();
        }
    }

    /** With s R = e G the key would be the point at infinity: R = G, s = e. */
    @Test
    void aSignatureOfThePointAtInfinityIsNobodysInBoth() {
        byte[] x = Sign.CURVE_PARAMS.getG().normalize().getAffineXCoord().getEncoded();
        boolean odd = Sign.CURVE_PARAMS.getG().normalize().getAffineYCoord().testBitZero();
        byte[] hash = BigIntegers.asUnsignedByteArray(32, BigInteger.TEN);

        for (KeyRecovery recovery : Recoveries.all()) {
            assertThat(recovery.recover(Keccak.concatenate(x, hash), odd, hash)).isNull();
            assertThat(recovery.recover(Keccak.concatenate(x, hash), !odd, hash))
                    .isNotNull();
        }
    }

    @Test
    void whatIsTooShortOrTooLongIsRefusedByBothAlike() {
        for (KeyRecovery recovery : Recoveries.all()) {
            for (int length : new int[] {0, 63, 65}) {
                assertThatThrownBy(() -> recovery.recover(new byte[length], false, new byte[32]))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("A signature has 64 bytes, and what it is of has 32");
            }
            for (int length : new int[] {0, 31, 33}) {
                assertThatThrownBy(() -> recovery.recover(new byte[64], false, new byte[length]))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("A signature has 64 bytes, and what it is of has 32");
            }
        }
    }

    @Test
    void manyThreadsGetTheSameAnswers() {
        byte[] hash = Keccak.hash("hash");
        byte[] signed = PAYER.sign(hash);
        byte[] signature = Arrays.copyOf(signed, 64);
        byte[] key = java.recover(signature, signed[64] == 28, hash);
        AtomicInteger others = new AtomicInteger();

        IntStream.range(0, 2000).parallel().forEach(i -> {
            if (!Arrays.equals(key, nativeCode.recover(signature, signed[64] == 28, hash))) {
                others.incrementAndGet();
            }
        });

        assertThat(others).hasValue(0);
    }

    private static byte[] withOtherS(byte[] signature) {
        BigInteger s = new BigInteger(1, signature, 32, 32);
        return Keccak.concatenate(Arrays.copyOf(signature, 32), BigIntegers.asUnsignedByteArray(32, ORDER.subtract(s)));
    }

    /** It checks no ranges, so what is out of them is nobody's here. */
    private static byte @Nullable [] byWeb3j(byte[] r, byte[] s, boolean odd, byte[] hash) {
        BigInteger x = new BigInteger(1, r);
        BigInteger number = new BigInteger(1, s);
        if (x.signum() == 0 || x.compareTo(ORDER) >= 0 || number.signum() == 0 || number.compareTo(ORDER) >= 0) {
            return null;
        }
        BigInteger key;
        try {
            key = Sign.recoverFromSignature(odd ? 1 : 0, new ECDSASignature(x, number), hash);
        } catch (IllegalArgumentException notOnTheCurve) {
            return null;
        }
        return key == null ? null : Keccak.concatenate(new byte[] {4}, BigIntegers.asUnsignedByteArray(64, key));
    }
}
