package org.mpp4j.tempo.internal.sig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.PasskeyPayer;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.TempoPayer;
import org.mpp4j.tempo.internal.codec.Keccak;

class TempoSignatureTest {

    private static final byte[] HASH = Keccak.hash("what is signed");
    private static final byte[] OTHER_HASH = Keccak.hash("what is not signed");
    private static final PasskeyPayer PASSKEY = new PasskeyPayer(7);
    private static final TempoPayer PAYER = new TempoPayer("0x5e");
    private static final TempoAddress ACCOUNT = TempoAddress.parse("0x15d34aaf54267db7d7c367839aaf71a00a2c6a65");

    /** Each kind there is, of HASH. */
    static Stream<byte[]> signatures() {
        byte[] bound = Keccak.hash(new byte[] {4}, HASH, ACCOUNT.bytes());
        List<byte[]> bare = List.of(
                PAYER.sign(HASH), PASSKEY.signBare(HASH), PASSKEY.signHashedAgain(HASH), PASSKEY.signAsPasskey(HASH));
        List<byte[]> boundOnes = List.of(
                PAYER.sign(bound),
                PASSKEY.signBare(bound),
                PASSKEY.signHashedAgain(bound),
                PASSKEY.signAsPasskey(bound));
        return Stream.of(
                        bare.stream(),
                        bare.stream().map(inner -> byAccessKey(3, inner)),
                        boundOnes.stream().map(inner -> byAccessKey(4, inner)))
                .flatMap(kinds -> kinds);
    }

    static byte[] byAccessKey(int version, byte[] inner) {
        return Keccak.concatenate(new byte[] {(byte) version}, ACCOUNT.bytes(), inner);
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void aSignatureIsOfItsHashOnlyAndIsWrittenAsItWas(byte[] bytes) {
        TempoSignature signature = TempoSignature.parse(bytes);

        assertThat(signature.signer(HASH)).isPresent();
        assertThat(signature.signer(OTHER_HASH)).isNotEqualTo(signature.signer(HASH));
        assertThat(signature.bytes()).isEqualTo(bytes);
        assertThat(signature.toString()).doesNotContain(java.util.HexFormat.of().formatHex(bytes, 30, 40));
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void aSignatureThatIsCutOrContinuedIsRefused(byte[] bytes) {
        assertRefused(Arrays.copyOf(bytes, bytes.length - 1));
        assertRefused(Arrays.copyOf(bytes, bytes.length + 1));
    }

    @Test
    void theSignerIsTheKeysOwnAccount() {
        assertThat(signer(PAYER.sign(HASH))).contains(Signer.own(PAYER.address()));
        assertThat(signer(PASSKEY.signBare(HASH))).contains(Signer.own(PASSKEY.address()));
        assertThat(signer(PASSKEY.signHashedAgain(HASH))).contains(Signer.own(PASSKEY.address()));
        assertThat(signer(PASSKEY.signAsPasskey(HASH))).contains(Signer.own(PASSKEY.address()));
    }

    @Test
    void anAccessKeySignsForTheAccountThatIsNamed() {
        AccessKey passkey = new AccessKey(ACCOUNT, PASSKEY.address(), KeyType.WEBAUTHN);

        assertThat(signer(byAccessKey(3, PASSKEY.signAsPasskey(HASH))))
                .contains(new Signer(ACCOUNT, Optional.of(passkey)));
    }

    @Test
    void inTheSecondVersionTheAccountIsSignedToo() {
        byte[] bound = Keccak.hash(new byte[] {4}, HASH, ACCOUNT.bytes());
        byte[] ofAnother = Keccak.hash(new byte[] {4}, HASH, PAYER.address().bytes());

        assertThat(signer(byAccessKey(4, PASSKEY.signBare(bound)))).isPresent();
        assertThat(signer(byAccessKey(4, PASSKEY.signBare(ofAnother)))).isEmpty();
        assertThat(signer(byAccessKey(4, PASSKEY.signBare(HASH)))).isEmpty();
        assertThat(signer(byAccessKey(3, PASSKEY.signBare(bound)))).isEmpty();
    }

    @Test
    void anAccessKeyOfAnAccessKeyIsRefused() {
        assertRefused(byAccessKey(3, byAccessKey(3, PAYER.sign(HASH))));
        assertRefused(byAccessKey(4, byAccessKey(4, PASSKEY.signAsPasskey(HASH))));
        assertRefused(byAccessKey(4, new byte[0]));
    }

    @Test
    void theOtherFormOfVIsTheSameSignatureAlsoOfAnAccessKey() {
        byte[] other = PAYER.sign(HASH);
        other[64] = (byte) (other[64] - 27);

        assertThat(TempoSignature.parse(other).bytes()).isEqualTo(PAYER.sign(HASH));
        assertThat(TempoSignature.parse(byAccessKey(3, other)).bytes()).isEqualTo(byAccessKey(3, PAYER.sign(HASH)));
    }

    @Test
    void ofTwoSignaturesOnlyTheOneWithLowSIsTaken() {
        assertRefused(withHighS(PASSKEY.signBare(HASH), 33));
        byte[] passkey = PASSKEY.signAsPasskey(HASH);
        assertRefused(withHighS(passkey, passkey.length - 96));
        assertRefused(byAccessKey(3, withHighS(PASSKEY.signBare(HASH), 33)));
    }

    private static byte[] withHighS(byte[] signature, int start) {
        byte[] high = signature.clone();
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(high, start, start + 32));
        System.arraycopy(BigIntegers.asUnsignedByteArray(32, PasskeyPayer.ORDER.subtract(s)), 0, high, start, 32);
        return high;
    }

    @Test
    void numbersOutOfRangeAndPointsOffTheCurveAreRefused() {
        for (int start : new int[] {1, 33, 65, 97}) {
            byte[] zero = PASSKEY.signBare(HASH);
            Arrays.fill(zero, start, start + 32, (byte) 0);
            assertRefused(zero);
            byte[] large = PASSKEY.signBare(HASH);
            Arrays.fill(large, start, start + 32, (byte) 0xff);
            assertRefused(large);
        }
    }

    @Test
    void whetherItWasHashedAgainIsToldByZeroOrOneOnly() {
        byte[] signature = PASSKEY.signHashedAgain(HASH);

        for (int flag : new int[] {2, 0x7f, 0xff}) {
            signature[129] = (byte) flag;
            assertRefused(signature);
        }
        signature[129] = 0;
        assertThat(signer(signature)).isEmpty();
    }

    @Test
    void anotherKeyThanTheOneThatSignedIsNobody() {
        byte[] signature = PASSKEY.signBare(HASH);
        byte[] others = new PasskeyPayer(8).signBare(HASH);
        System.arraycopy(others, 65, signature, 65, 64);

        assertThat(signer(signature)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x04, 0x41, 0x81, 0xc5})
    void aPasskeyThatSawNobodyOrHasMoreToSayIsRefused(int flags) {
        assertRefused(PASSKEY.signAsPasskey(flags, PasskeyPayer.clientData(HASH)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x05, 0x1d})
    void aPasskeyMayAlsoTellThatItKnowsTheUserAndIsBackedUp(int flags) {
        assertThat(signer(PASSKEY.signAsPasskey(flags, PasskeyPayer.clientData(HASH))))
                .isPresent();
    }

    @Test
    void aPasskeysSignatureOfAnotherChallengeOrTypeIsNobodys() {
        assertThat(signer(PASSKEY.signAsPasskey(1, PasskeyPayer.clientData(OTHER_HASH))))
                .isEmpty();
        assertThat(signer(passkey(PasskeyPayer.clientData(HASH).replace("webauthn.get", "webauthn.create"))))
                .isEmpty();
        assertThat(signer(passkey(PasskeyPayer.clientData(HASH).replace("\",\"origin", "=\",\"origin"))))
                .isEmpty();
    }

    @Test
    void aPasskeysClientDataThatIsNotOneObjectIsRefused() {
        String good = PasskeyPayer.clientData(HASH);

        assertRefused(passkey(good + good));
        assertRefused(passkey(good.substring(1)));
        assertRefused(passkey(good.replace("{\"type", "{\"type\":\"webauthn.get\",\"type")));
        assertRefused(passkey(good.replace("\"type\":\"webauthn.get\",", "")));
        assertRefused(passkey(good.replace("\"type\":\"webauthn.get\"", "\"type\":[\"webauthn.get\"]")));
        assertRefused(passkey("{\"challenge\":{},\"type\":\"webauthn.get\"}"));
        assertRefused(passkey("{\"a\":".repeat(200) + "1" + "}".repeat(200)));
    }

    @Test
    void clientDataThatIsNotUtf8IsRefused() {
        byte[] signature = PASSKEY.signAsPasskey(HASH);
        signature[45] = (byte) 0xff;

        assertRefused(signature);
    }

    @Test
    void clientDataThatIsTooLongIsRefusedBeforeItIsRead() {
        assertThatThrownBy(() -> TempoSignature.parse(passkey(PasskeyPayer.clientData(HASH) + " ".repeat(2000))))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("longer than 2049 bytes");
        assertThat(signer(passkey(PasskeyPayer.clientData(HASH) + " ".repeat(1700))))
                .isPresent();
    }

    private static byte[] passkey(String clientData) {
        return PASSKEY.signAsPasskey(1, clientData);
    }

    @Test
    void whatIsNoSignatureIsRefused() {
        assertRefused(new byte[0]);
        for (int type = 0; type < 256; type++) {
            assertRefused(new byte[] {(byte) type});
            assertRefused(Keccak.concatenate(new byte[] {(byte) type}, new byte[21]));
        }
    }

    @Property(tries = 2000)
    void anyBytesAreReadAsOneSignatureOrRefused(@ForAll @Size(max = 300) byte[] bytes) {
        try {
            assertThat(TempoSignature.parse(bytes).bytes()).hasSize(bytes.length);
        } catch (ProtocolException refused) {
            assertThat(refused).hasMessageNotContaining("null");
        }
    }

    private static Optional<Signer> signer(byte[] signature) {
        return TempoSignature.parse(signature).signer(HASH);
    }

    private static void assertRefused(byte[] signature) {
        assertThatThrownBy(() -> TempoSignature.parse(signature)).isInstanceOf(ProtocolException.class);
    }
}
