package org.mpp4j.tempo.internal.tx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.Recorded;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.TempoPayer;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.Rlp;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.codec.RlpItem;
import org.mpp4j.tempo.internal.codec.RlpList;
import org.mpp4j.tempo.internal.sig.AccessKey;
import org.mpp4j.tempo.internal.sig.KeyType;
import org.mpp4j.tempo.internal.sig.Signer;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;

class TempoTransactionTest {

    private static final String MINED = Recorded.transactions().get(0).raw();

    static List<Recorded.Transaction> mined() {
        return Recorded.transactions();
    }

    static List<Recorded.Transaction> minedWithSecp256k1() {
        return mined().stream()
                .filter(mined -> mined.signature().equals("secp256k1"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("mined")
    void aMinedTransactionIsReadAndWrittenAsItWas(Recorded.Transaction mined) {
        byte[] raw = bytes(mined.raw());

        TempoTransaction transaction = TempoTransaction.decode(raw);

        assertThat(transaction.encode()).isEqualTo(raw);
        assertThat(Hex.encode(Keccak.hash(transaction.canonical().encode()))).isEqualTo(mined.hash());
        assertThat(transaction.chainId()).isEqualTo(42431);
    }

    @ParameterizedTest
    @MethodSource("mined")
    void theSenderIsTheOneOfTheReceiptWhateverKeySigned(Recorded.Transaction mined) {
        TempoTransaction transaction = TempoTransaction.decode(bytes(mined.raw()));

        Signer signer = transaction.signer().orElseThrow();

        assertThat(signer.account().toString()).isEqualToIgnoringCase(mined.sender());
        assertThat(signer.accessKey().isPresent()).isEqualTo(mined.signature().equals("accessKey"));
    }

    @ParameterizedTest
    @MethodSource("minedWithSecp256k1")
    void web3jAgreesOnTheSender(Recorded.Transaction mined) throws Exception {
        TempoTransaction transaction = TempoTransaction.decode(bytes(mined.raw()));

        assertThat(Keys.getAddress(Sign.signedMessageHashToKey(
                        transaction.signingHash(),
                        Sign.signatureDataFromHex(
                                Hex.encode(transaction.signature().bytes().toArray())))))
                .isEqualToIgnoringCase(mined.sender().substring(2));
    }

    @Test
    void aKeyThatTheTransactionItselfAuthorizesIsTold() {
        TempoTransaction authorizing = mined("keychain-v2-with-key-authorization");
        TempoTransaction later = mined("keychain-v2");
        AccessKey key = later.signer().orElseThrow().accessKey().orElseThrow();

        assertThat(authorizing.signer().orElseThrow().accessKey()).contains(key);
        assertThat(authorizing.authorizes(key)).isTrue();
        assertThat(later.authorizes(key)).isFalse();
    }

    @Test
    void anAuthorizationOfAnotherKeyOrAccountOrKindIsNone() {
        TempoTransaction authorizing = mined("keychain-v2-with-key-authorization");
        AccessKey key = authorizing.signer().orElseThrow().accessKey().orElseThrow();
        TempoAddress other = TempoAddress.parse("0x15d34aaf54267db7d7c367839aaf71a00a2c6a65");

        assertThat(authorizing.authorizes(new AccessKey(other, key.address(), key.type())))
                .isFalse();
        assertThat(authorizing.authorizes(new AccessKey(key.account(), other, key.type())))
                .isFalse();
        assertThat(authorizing.authorizes(new AccessKey(key.account(), key.address(), KeyType.P256)))
                .isFalse();
    }

    private static TempoTransaction mined(String name) {
        return TempoTransaction.decode(bytes(Recorded.transaction(name).raw()));
    }

    static List<JsonObject> recordedWithWhatWasSigned() {
        return Recorded.json("transactions").objects("transactions").stream()
                .filter(json -> json.value("signed") != null)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("recordedWithWhatWasSigned")
    void whatIsSignedIsWhatTheSenderSigned(JsonObject recorded) {
        TempoTransaction transaction = TempoTransaction.decode(bytes(recorded.requireString("raw")));

        assertThat(transaction.signingHash()).isEqualTo(Keccak.hash(bytes(recorded.requireString("signed"))));
    }

    @Test
    void theSenderSignsTheSameWhoeverPaysTheFees() {
        JsonObject steps = Recorded.json("sponsored");

        TempoTransaction wanted = TempoTransaction.decode(bytes(steps.requireString("partial_0x76_marker")));
        TempoTransaction signed = TempoTransaction.decode(bytes(steps.requireString("full")));

        assertThat(Hex.encode(wanted.encode())).isEqualTo(steps.requireString("partial_0x76_marker"));
        assertThat(Hex.encode(signed.encode())).isEqualTo(steps.requireString("full"));
        assertThat(wanted.feePayer()).isInstanceOf(FeePayerSignature.Wanted.class);
        assertThat(signed.feePayer()).isInstanceOf(FeePayerSignature.Signed.class);
        assertThat(Hex.encode(wanted.signingHash()))
                .isEqualTo(steps.requireString("senderSignPayload"))
                .isEqualTo(Hex.encode(signed.signingHash()));
        assertThat(wanted.signer()).isEqualTo(signed.signer()).isPresent();
    }

    @Test
    void whatGoesToAFeePayerIsNoTransaction() {
        byte[] envelope = bytes(Recorded.json("sponsored").requireString("partial_0x78_viem"));

        assertThatThrownBy(() -> TempoTransaction.decode(envelope)).hasMessageContaining("type 0x76");
    }

    @Test
    void vOf0Or1IsMadeCanonicalForTheHash() {
        TempoTransaction mined = TempoTransaction.decode(bytes(MINED));
        byte[] signature = mined.signature().bytes().toArray();
        signature[64] = (byte) (signature[64] - 27);

        TempoTransaction read =
                TempoTransaction.decode(mined.withSignature(signature).encode());

        assertThat(read).isNotEqualTo(mined);
        assertThat(read.canonical()).isEqualTo(mined);
        assertThat(read.signer()).isEqualTo(mined.signer());
    }

    @Test
    void aMissingOrFurtherFieldIsRefused() {
        List<RlpItem> fields = fields();
        fields.remove(13);
        assertRefused(fields, "14 or 15 fields, this one has 13");
        fields = fields();
        fields.add(RlpBytes.EMPTY);
        fields.add(RlpBytes.EMPTY);
        assertRefused(fields, "14 or 15 fields, this one has 16");
    }

    @Test
    void fieldsOfTheWrongKindAreRefused() {
        for (int i = 0; i < 14; i++) {
            List<RlpItem> fields = fields();
            boolean isList = fields.get(i) instanceof RlpList;
            fields.set(i, isList ? RlpBytes.of(new byte[] {1}) : RlpList.of(RlpList.EMPTY));
            assertThatThrownBy(() -> TempoTransaction.decode(typed(fields)))
                    .as("field " + i)
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageMatching(".*(must be a list|must not be a list|3 fields).*");
        }
    }

    @Test
    void numbersWithLeadingZerosOrTooManyBytesAreRefused() {
        for (int i : new int[] {0, 1, 2, 3, 6, 7, 8, 9}) {
            List<RlpItem> zeros = fields();
            zeros.set(i, RlpBytes.of(new byte[] {0, 5}));
            assertRefused(zeros, "leading zeros");
            List<RlpItem> long33 = fields();
            long33.set(i, RlpBytes.of(BigInteger.ONE.shiftLeft(256)));
            assertRefused(long33, "is a number of more than");
        }
    }

    @Test
    void callsHaveThreeFieldsAndAnAddressOrNone() {
        List<RlpItem> fields = fields();
        fields.set(4, RlpList.of(RlpList.of(RlpBytes.EMPTY, RlpBytes.EMPTY)));
        assertRefused(fields, "3 fields, it has 2");
        fields = fields();
        fields.set(4, RlpList.of(RlpList.of(RlpBytes.of(new byte[19]), RlpBytes.EMPTY, RlpBytes.EMPTY)));
        assertRefused(fields, "must have 20 bytes, it has 19");
        fields = fields();
        fields.set(4, RlpList.of(RlpList.of(RlpBytes.EMPTY, RlpBytes.EMPTY, RlpBytes.EMPTY)));
        assertThat(TempoTransaction.decode(typed(fields)).calls().get(0).to()).isNull();
    }

    @Test
    void aFeePayerIsNobodyOrAMarkOrASignature() {
        List<RlpItem> fields = fields();
        fields.set(11, RlpBytes.of(new byte[] {1}));
        assertRefused(fields, "neither empty, nor 0, nor a signature");
        fields = fields();
        fields.set(11, RlpList.of(RlpBytes.of(new byte[] {2}), RlpBytes.EMPTY, RlpBytes.EMPTY));
        assertRefused(fields, "parity");
    }

    @Test
    void whatIsTooLongIsRefusedUnread() {
        byte[] tooLong = new byte[TempoTransaction.MAX_BYTES + 1];
        tooLong[0] = TempoTransaction.TYPE;

        assertThatThrownBy(() -> TempoTransaction.decode(tooLong)).hasMessageContaining("longer than 16384 bytes");
        assertThatThrownBy(() -> TempoTransaction.decode(new byte[0])).hasMessageContaining("type 0x76");
    }

    @Test
    void toStringShowsNothingToSend() {
        assertThat(TempoTransaction.decode(bytes(MINED))).hasToString("TempoTransaction[1 calls]");
        assertThat(TempoTransaction.decode(bytes(MINED)).signature()).hasToString("SenderSignature");
    }

    private static void assertRefused(List<RlpItem> fields, String why) {
        assertThatThrownBy(() -> TempoTransaction.decode(typed(fields)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(why);
    }

    private static List<RlpItem> fields() {
        return new ArrayList<>(Rlp.decode(
                        new TempoPayer("0x1")
                                .sign(TempoPayer.unsigned(
                                        42431,
                                        BigInteger.TEN,
                                        List.of(TempoTransaction.decode(bytes(MINED))
                                                .calls()
                                                .get(0))))
                                .encode(),
                        1)
                .asList("content")
                .items());
    }

    private static byte[] typed(List<RlpItem> fields) {
        return Keccak.concatenate(new byte[] {TempoTransaction.TYPE}, Rlp.encode(new RlpList(fields)));
    }

    private static byte[] bytes(String hex) {
        return Hex.decode(hex, 1 << 16, "transaction");
    }
}
