package org.mpp4j.tempo.internal.charge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TokenFunction;

class CallScopesTest {

    private static final TempoAddress TOKEN = TempoAddress.parse("0x20c0000000000000000000000000000000000000");
    private static final TempoAddress OTHER = TempoAddress.parse("0x20c0000000000000000000000000000000000001");
    private static final TempoAddress FIRST = TempoAddress.parse("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
    private static final TempoAddress SECOND = TempoAddress.parse("0x70997970c51812dc3a010c7d01b50e0d17dc79c8");
    private static final TempoAddress STRANGER = TempoAddress.parse("0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc");

    /** What a chain told of a key that may transfer one token, with a memo, to two accounts. */
    private static final byte[] TOLD = words(
            "1",
            "40",
            "1",
            "20",
            "20c0000000000000000000000000000000000000",
            "40",
            "1",
            "20",
            "95777d5900000000000000000000000000000000000000000000000000000000",
            "40",
            "2",
            "f39fd6e51aad88f6f4ce6ab8827279cfffb92266",
            "70997970c51812dc3a010c7d01b50e0d17dc79c8");

    @Test
    void whatTheChainToldIsRead() {
        CallScopes scopes = CallScopes.decode(TOLD);

        assertThat(scopes.allow(memoTransfer(TOKEN, FIRST))).isTrue();
        assertThat(scopes.allow(memoTransfer(TOKEN, SECOND))).isTrue();
        assertThat(scopes.allow(memoTransfer(TOKEN, STRANGER))).isFalse();
        assertThat(scopes.allow(memoTransfer(OTHER, FIRST))).isFalse();
        assertThat(scopes.allow(TempoCall.of(TOKEN, TokenFunction.transfer(FIRST, BigInteger.ONE))))
                .isFalse();
        assertThat(scopes.allow(TempoCall.of(TOKEN, new byte[0]))).isFalse();
        assertThat(scopes.allow(TempoCall.of(TOKEN, HexFormat.of().parseHex("95777d59"))))
                .isFalse();
    }

    @Test
    void nothingAtAllIsNotTheSameAsAnythingAtAll() {
        assertThat(CallScopes.decode(words("0", "40", "0")).allow(memoTransfer(TOKEN, FIRST)))
                .isTrue();
        assertThat(CallScopes.decode(words("1", "40", "0")).allow(memoTransfer(TOKEN, FIRST)))
                .isFalse();
    }

    @Test
    void whatIsCutOffIsNotReadAsLess() {
        for (int length = 0; length < TOLD.length; length++) {
            byte[] cut = Arrays.copyOf(TOLD, length);

            assertThatThrownBy(() -> CallScopes.decode(cut)).isInstanceOf(ProtocolException.class);
        }
    }

    /** Each of a hundred contracts has the same hundred functions, in an answer with room for less. */
    @Test
    void listsThatAreGivenAgainAndAgainAreNotReadForEver() {
        String[] words = new String[200];
        Arrays.fill(words, "0");
        words[0] = "1";
        words[1] = "40";
        words[2] = "64";
        words[4] = "40";
        words[5] = "64";

        assertThatThrownBy(() -> CallScopes.decode(words(words))).isInstanceOf(ProtocolException.class);
    }

    @Property(tries = 1000)
    void anyAnswerIsReadOrRefused(
            @ForAll @IntRange(max = 12) int word, @ForAll @Size(32) byte[] by, @ForAll boolean small) {
        byte[] answer = TOLD.clone();
        byte[] value = small ? words(Integer.toHexString(by[0] & 0xff)) : by;
        System.arraycopy(value, 0, answer, 32 * word, 32);

        try {
            assertThat(CallScopes.decode(answer)).isNotNull();
        } catch (ProtocolException refused) {
            assertThat(refused).hasMessageContaining("a way that isn't known here");
        }
    }

    private static TempoCall memoTransfer(TempoAddress token, TempoAddress to) {
        return TempoCall.of(token, TokenFunction.transferWithMemo(to, BigInteger.ONE, new byte[32]));
    }

    private static byte[] words(String... numbers) {
        StringBuilder text = new StringBuilder();
        for (String number : numbers) {
            text.append("0".repeat(64 - number.length())).append(number);
        }
        return HexFormat.of().parseHex(text);
    }
}
