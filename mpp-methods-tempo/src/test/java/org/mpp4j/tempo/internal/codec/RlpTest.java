package org.mpp4j.tempo.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mpp4j.protocol.ProtocolException;
import org.web3j.rlp.RlpDecoder;
import org.web3j.rlp.RlpEncoder;
import org.web3j.rlp.RlpString;
import org.web3j.rlp.RlpType;

class RlpTest {

    @Property(tries = 300)
    void whatIsWrittenIsWhatWeb3jWritesAndReadsBackAsItWas(@ForAll("items") RlpItem item) {
        byte[] written = Rlp.encode(item);

        assertThat(written).isEqualTo(RlpEncoder.encode(web3j(item)));
        assertThat(Rlp.decode(written, 0)).isEqualTo(item);
        assertThat(mpp(RlpDecoder.decode(written).getValues().get(0))).isEqualTo(item);
    }

    @Property(tries = 2000)
    void whateverIsReadIsItsOwnEncoding(@ForAll byte[] input) {
        try {
            assertThat(Rlp.encode(Rlp.decode(input, 0))).isEqualTo(input);
        } catch (ProtocolException malformed) {
            assertThat(malformed.getMessage()).startsWith("The transaction is not well-formed RLP");
        }
    }

    @Property(tries = 500)
    void aChangedByteIsEitherRefusedOrMeansSomethingElse(
            @ForAll("items") RlpItem item, @ForAll int position, @ForAll byte value) {
        byte[] written = Rlp.encode(item);
        byte[] changed = written.clone();
        changed[Math.floorMod(position, changed.length)] = value;
        try {
            boolean same = Arrays.equals(written, changed);
            assertThat(Rlp.decode(changed, 0).equals(item)).isEqualTo(same);
        } catch (ProtocolException refused) {
            assertThat(changed).isNotEqualTo(written);
        }
    }

    @Provide
    Arbitrary<RlpItem> items() {
        Arbitrary<RlpItem> bytes =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(300).map(RlpBytes::of);
        // Less deep than the reader goes, which has its own test.
        return Arbitraries.recursive(
                () -> bytes,
                inner -> Arbitraries.oneOf(bytes, inner.list().ofMaxSize(4).map(items -> (RlpItem) new RlpList(items))),
                0,
                6);
    }

    private static RlpType web3j(RlpItem item) {
        return item instanceof RlpList list
                ? new org.web3j.rlp.RlpList(
                        list.items().stream().map(RlpTest::web3j).toList())
                : RlpString.create(((RlpBytes) item).toArray());
    }

    private static RlpItem mpp(RlpType type) {
        return type instanceof org.web3j.rlp.RlpList list
                ? new RlpList(list.getValues().stream().map(RlpTest::mpp).toList())
                : RlpBytes.of(((RlpString) type).getBytes());
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "'', ends too early",
        "8100, a single small byte has a length in front",
        "817f, a single small byte has a length in front",
        "b800, shortest form",
        "b90001aa, shortest form",
        "b83700, shortest form",
        "f800, shortest form",
        "8201, goes beyond its end",
        "c2, goes beyond its end",
        "c281, goes beyond its end",
        "c1c1, goes beyond its end",
        "b9ffff, goes beyond its end",
        "bb7fffffff, goes beyond its end",
        "bfffffffffffffffff, goes beyond its end",
        "fbffffffff, goes beyond its end",
        "0000, something follows it",
        "c0c0, something follows it"
    })
    void anythingButTheOneEncodingIsRefused(String hex, String why) {
        byte[] input = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> Rlp.decode(input, 0))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(why);
    }

    @Test
    void nestingIsBounded() {
        byte[] deep = new byte[5000];
        Arrays.fill(deep, (byte) 0xc1);
        deep[deep.length - 1] = (byte) 0xc0;

        assertThatThrownBy(() -> Rlp.decode(wrapped(13), 0)).hasMessageContaining("nests deeper than 12 levels");
        assertThatThrownBy(() -> Rlp.decode(deep, 0)).isInstanceOf(ProtocolException.class);
        assertThat(Rlp.decode(wrapped(12), 0)).isInstanceOf(RlpList.class);
    }

    private static byte[] wrapped(int levels) {
        RlpItem item = RlpList.EMPTY;
        for (int i = 1; i < levels; i++) {
            item = RlpList.of(item);
        }
        return Rlp.encode(item);
    }

    @Test
    void numbersHaveNoLeadingZerosAndABound() {
        assertThat(RlpBytes.of(BigInteger.valueOf(128)).toArray()).containsExactly(0x80);
        assertThat(RlpBytes.of(BigInteger.ZERO)).isSameAs(RlpBytes.EMPTY);
        assertThatThrownBy(() -> RlpBytes.of(new byte[] {0, 1}).number(8, "nonce"))
                .hasMessage("The nonce of the transaction is a number with leading zeros");
        assertThatThrownBy(() -> RlpBytes.of(new byte[] {0}).number(8, "nonce")).hasMessageContaining("leading zeros");
        assertThatThrownBy(() -> RlpBytes.of(new byte[9]).number(8, "nonce")).hasMessageContaining("more than 8 bytes");
    }

    @Test
    void neitherBytesNorListsShowWhatIsInThem() {
        List<RlpItem> items = new ArrayList<>(List.of(RlpBytes.of(new byte[] {0x5e, 0x5e})));

        assertThat(new RlpList(items)).hasToString("RlpList[1 items]");
        assertThat(items.get(0)).hasToString("RlpBytes[2 bytes]");
    }
}
