package org.mpp4j.tempo.internal.tx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.Recorded;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.Secp256k1Key;
import org.mpp4j.tempo.internal.codec.Secp256k1Signature;
import org.mpp4j.tempo.internal.sig.Signer;

class SubmittedTransactionTest {

    private static final JsonObject STEPS = Recorded.json("sponsored-steps");
    private static final TempoAddress SENDER = TempoAddress.parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    private static final TempoAddress PATH_USD = TempoAddress.parse("0x20c0000000000000000000000000000000000000");

    static byte[] step(String name) {
        return Hex.decode(STEPS.requireString(name), 1 << 14, name);
    }

    private static byte[] oldForm() {
        return Keccak.concatenate(
                step("partial_0x76_marker"), SENDER.bytes(), Hex.decode("0xfeefeefeefee", 6, "suffix"));
    }

    @Test
    void allThreeFormsAreTheSameTransaction() {
        SubmittedTransaction envelope = SubmittedTransaction.decode(step("partial_0x78_viem"));
        SubmittedTransaction marked = SubmittedTransaction.decode(step("partial_0x76_marker"));
        SubmittedTransaction old = SubmittedTransaction.decode(oldForm());

        assertThat(envelope.transaction()).isEqualTo(marked.transaction()).isEqualTo(old.transaction());
        assertThat(envelope.claimedSender()).isEqualTo(SENDER).isEqualTo(old.claimedSender());
        assertThat(marked.claimedSender()).isNull();
        assertThat(envelope.wantsFeePayer()).isTrue();
        assertThat(marked.transaction().encode()).isEqualTo(step("partial_0x76_marker"));
    }

    @Test
    void theSenderSignedWhatWasRecorded() {
        TempoTransaction transaction =
                SubmittedTransaction.decode(step("partial_0x78_viem")).transaction();

        assertThat(transaction.signingHash())
                .isEqualTo(step("senderSignPayload"))
                .isEqualTo(Keccak.hash(step("senderSigningPreimage")));
        assertThat(transaction.signer().map(Signer::account)).hasValue(SENDER);
        assertThat(transaction.expiringNonceHash(SENDER))
                .isEqualTo(Keccak.hash(step("senderSigningPreimage"), SENDER.bytes()));
    }

    @Test
    void theFinalTransactionIsTheRecordedOneByteForByte() {
        Secp256k1Key sponsor = Secp256k1Key.of(step("sponsorKey"));
        TempoTransaction partial =
                SubmittedTransaction.decode(step("partial_0x78_viem")).transaction();
        byte[] digest =
                partial.withFeePayer(PATH_USD, new FeePayerSignature.Wanted()).feePayerHash(SENDER);
        byte[] signature = sponsor.sign(digest);
        TempoTransaction complete =
                partial.withFeePayer(PATH_USD, FeePayerSignature.Signed.of(Secp256k1Signature.parse(signature)));

        assertThat(digest).isEqualTo(step("feePayerSignPayload")).isEqualTo(Keccak.hash(step("feePayerPreimage")));
        assertThat(complete.encode()).isEqualTo(step("full"));
        assertThat(Keccak.hash(complete.encode())).isEqualTo(step("txHash"));
    }

    @Test
    void aCompleteTransactionWantsNobody() {
        SubmittedTransaction complete = SubmittedTransaction.decode(step("full"));

        assertThat(complete.wantsFeePayer()).isFalse();
        assertThat(complete.claimedSender()).isNull();
    }

    @Test
    void aTransactionThatIsNotSponsoredNeedsNoSender() {
        byte[] suffixed = Keccak.concatenate(step("full"), SENDER.bytes(), Hex.decode("0xfeefeefeefee", 6, "suffix"));

        assertThatThrownBy(() -> SubmittedTransaction.decode(suffixed)).isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 12, 20, 26, 27, 60})
    void whatIsCutOffIsMalformed(int missing) {
        for (byte[] whole : new byte[][] {step("partial_0x78_viem"), oldForm()}) {
            byte[] cut = missing == 0
                    ? Keccak.concatenate(whole, new byte[1])
                    : Arrays.copyOf(whole, whole.length - missing);
            if (Arrays.equals(cut, step("partial_0x76_marker"))) {
                continue; // that is the second form
            }
            assertThatThrownBy(() -> SubmittedTransaction.decode(cut)).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void anEnvelopeWithoutASenderIsMalformed() {
        byte[] noSender = step("full");
        noSender[0] = TempoTransaction.FEE_PAYER_TYPE;
        byte[] marked = step("partial_0x76_marker");
        marked[0] = TempoTransaction.FEE_PAYER_TYPE;

        assertThatThrownBy(() -> SubmittedTransaction.decode(noSender)).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> SubmittedTransaction.decode(marked)).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> SubmittedTransaction.decode(new byte[] {0x78, (byte) 0xc0}))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void nothingOfItIsShown() {
        assertThat(SubmittedTransaction.decode(oldForm())).hasToString("SubmittedTempoTransaction[1 calls]");
    }
}
