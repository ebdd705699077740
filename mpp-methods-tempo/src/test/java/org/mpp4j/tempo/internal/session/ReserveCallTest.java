package org.mpp4j.tempo.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.generated.Uint128;

class ReserveCallTest {

    private static final ChannelDescriptor CHANNEL = ChannelDescriptorTest.CHANNEL;
    private static final Bytes32 ID = CHANNEL.channelId(ChannelContract.reserve(4217));
    private static final BigInteger MAX = BigInteger.TWO.pow(96).subtract(BigInteger.ONE);

    private static Voucher voucher(int signatureLength) {
        byte[] signature = new byte[signatureLength];
        Arrays.fill(signature, (byte) 0xee);
        return new Voucher(ID, MAX, RlpBytes.of(signature));
    }

    private static String selector(byte[] call) {
        return Hex.encode(Arrays.copyOf(call, 4));
    }

    @Test
    void theFunctionsAreThoseOfTheReserve() {
        ReserveCall.Open open = new ReserveCall.Open(
                CHANNEL.payee(), CHANNEL.operator(), CHANNEL.token(), MAX, ID, CHANNEL.authorizedSigner());

        assertThat(selector(open.encode())).isEqualTo("0xedc53b00");
        assertThat(selector(new ReserveCall.TopUp(CHANNEL, MAX).encode())).isEqualTo("0xdc48471e");
        assertThat(selector(ReserveCall.settle(CHANNEL, voucher(65)))).isEqualTo("0x97fb5104");
        assertThat(selector(ReserveCall.close(CHANNEL, voucher(65), MAX))).isEqualTo("0x73b57f74");
        assertThat(selector(ReserveCall.requestClose(CHANNEL))).isEqualTo("0x675402e5");
        assertThat(selector(ReserveCall.withdraw(CHANNEL))).isEqualTo("0x41e2c664");
        assertThat(selector(ReserveCall.getChannel(CHANNEL))).isEqualTo("0xeef95313");
        assertThat(selector(ReserveCall.getChannelState(ID))).isEqualTo("0xd18da8b1");
        assertThat(selector(ReserveCall.getChannelStatesBatch(List.of(ID)))).isEqualTo("0xd1f4cda2");
    }

    @Test
    void theFunctionsAreThoseOfTheOlderContract() {
        StreamCall.Open open =
                new StreamCall.Open(CHANNEL.payee(), CHANNEL.token(), MAX, ID, CHANNEL.authorizedSigner());

        assertThat(selector(open.encode())).isEqualTo("0xc79ea485");
        assertThat(StreamCall.decode(open.encode())).contains(open);
        assertThat(selector(new StreamCall.TopUp(ID, MAX).encode())).isEqualTo("0xb67644b9");
        assertThat(StreamCall.decode(new StreamCall.TopUp(ID, MAX).encode())).contains(new StreamCall.TopUp(ID, MAX));
        assertThat(selector(StreamCall.settle(voucher(65)))).isEqualTo("0x516d3b88");
        assertThat(selector(StreamCall.close(voucher(65)))).isEqualTo("0x0d65c51d");
        assertThat(selector(StreamCall.getChannel(ID))).isEqualTo("0x831c2b82");
    }

    @ParameterizedTest
    @CsvSource({
        "OPENED, 0xcd6e60364f8ee4c2b0d62afc07a1fb04fd267ce94693f93f8f85daaa099b5c94,"
                + " 0xdebaba36f0e9c7978f536fed432d9360b1f9646d7ca88531c34c3eae43f154a7",
        "SETTLED, 0xe0b97d7c69d7aa21437d2a75a40b65369532d3f7eb8f64f29c37be14be6c9848,"
                + " 0x11c4e4c79ad8802431b44c15047ed1ddb82fbfc1abd452c765f7ee3990df1399",
        "TOPPED_UP, 0xe96f4c65929984be10da5cfd4f1b95b417d798f26d5e59e6b1d1077fcd06343e,"
                + " 0x2a96f534665f3150977dd4c35d91373c74030288edbb3cf83c527dd25012364f",
        "CLOSE_REQUESTED, 0xf5a36fc00a96cbb9cf1f8f59299165e1d8ffffe94396d82904b4da524d16bbce,"
                + " 0xf5a36fc00a96cbb9cf1f8f59299165e1d8ffffe94396d82904b4da524d16bbce",
        "CLOSE_REQUEST_CANCELLED, 0x6bbcbc59913c43e567847487b95410b0b65cf253531b1c6505b21f8359c838fe,"
                + " 0x6bbcbc59913c43e567847487b95410b0b65cf253531b1c6505b21f8359c838fe",
        "CLOSED, 0x92ed5fe0fe56b3f4185e688efb342e92a4492b9df29ad5de596c44e64d097b51,"
                + " 0x5613aed96d5bf39f928408dbe1d4143490b9bb5957eac2dd8e69b5dc4b2206e6"
    })
    void theEventsAreThoseOfTheContracts(ChannelEvent.Topic topic, String first, String second) {
        assertThat(Hex.encode(topic.id(ChannelProtocol.V1).toArray())).isEqualTo(first);
        assertThat(Hex.encode(topic.id(ChannelProtocol.V2).toArray())).isEqualTo(second);
    }

    @ParameterizedTest
    @CsvSource({"65", "130", "64", "96", "1", "2049"})
    void signaturesOfAnyLengthAreEncodedAsWeb3jDoes(int length) {
        Voucher voucher = voucher(length);
        Function settle = new Function(
                "settle",
                List.of(
                        new org.web3j.abi.datatypes.generated.Bytes32(ID.bytes()),
                        new Uint128(MAX),
                        new DynamicBytes(voucher.signature().toArray())),
                List.of());

        assertThat(Hex.encode(StreamCall.settle(voucher))).isEqualTo(FunctionEncoder.encode(settle));
    }

    @Property(tries = 50)
    void whatIsWrittenIsReadAsItWas(
            @ForAll @BigRange(min = "0", max = "79228162514264337593543950335") BigInteger amount,
            @ForAll @Size(32) byte[] salt) {
        ReserveCall.Open open = new ReserveCall.Open(
                CHANNEL.payee(),
                CHANNEL.operator(),
                CHANNEL.token(),
                amount,
                Bytes32.of(salt),
                CHANNEL.authorizedSigner());
        ReserveCall.TopUp topUp = new ReserveCall.TopUp(CHANNEL, amount);

        assertThat(ReserveCall.decode(open.encode())).contains(open);
        assertThat(ReserveCall.decode(topUp.encode())).contains(topUp);
    }

    @Test
    void aWordWithBitsItsTypeHasNoRoomForIsRefused() {
        byte[] call = new ReserveCall.TopUp(CHANNEL, MAX).encode();
        for (int offset : new int[] {4, 4 + 32 + 11, 4 + 7 * 32 + 19}) {
            byte[] dirty = call.clone();
            dirty[offset] = 1;
            assertThat(ReserveCall.decode(dirty)).isEmpty();
        }
        assertThat(ReserveCall.decode(Arrays.copyOf(call, call.length - 1))).isEmpty();
        assertThat(ReserveCall.decode(Arrays.copyOf(call, call.length + 32))).isEmpty();
        assertThat(ReserveCall.decode(new byte[0])).isEmpty();
    }

    private static AbiWriter state(AbiWriter words, long settled, long deposit, long closeRequestedAt) {
        return words.number(settled).number(deposit).number(closeRequestedAt);
    }

    @Test
    void statesAreRead() {
        ChannelState expected = new ChannelState(BigInteger.ONE, BigInteger.TEN, 1_795_360_381L);
        byte[] one = state(AbiWriter.words(3), 1, 10, 1_795_360_381L).toArray();
        byte[] whole = state(CHANNEL.writeTo(AbiWriter.words(10)), 1, 10, 1_795_360_381L)
                .toArray();
        byte[] batch = state(state(AbiWriter.words(8).number(32).number(2), 1, 10, 1_795_360_381L), 0, 0, 0)
                .toArray();

        assertThat(ChannelState.decode(one)).isEqualTo(expected);
        assertThat(expected.exists()).isTrue();
        assertThat(expected.isClosing()).isTrue();
        assertThat(ChannelState.ofChannel(whole, CHANNEL)).contains(expected);
        assertThat(ChannelState.decodeAll(batch, 2))
                .containsExactly(expected, new ChannelState(BigInteger.ZERO, BigInteger.ZERO, 0));
    }

    @Test
    void answersOfAnotherFormAreRefused() {
        byte[] tooMuchSettled = state(AbiWriter.words(3), 11, 10, 0).toArray();
        ChannelDescriptor other = ChannelDescriptor.read(
                CHANNEL.json().toBuilder().put("salt", "0x" + "00".repeat(32)).build());
        byte[] ofAnother = state(other.writeTo(AbiWriter.words(10)), 1, 10, 0).toArray();
        byte[] batch = state(AbiWriter.words(5).number(32).number(1), 1, 10, 0).toArray();
        byte[] batchElsewhere =
                state(AbiWriter.words(5).number(64).number(1), 1, 10, 0).toArray();

        assertThat(ChannelState.ofChannel(ofAnother, CHANNEL)).isEqualTo(Optional.empty());
        assertThatThrownBy(() -> ChannelState.decode(tooMuchSettled)).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> ChannelState.decode(new byte[95])).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> ChannelState.decode(new byte[0])).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> ChannelState.decodeAll(batch, 2)).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> ChannelState.decodeAll(batchElsewhere, 1)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void aChannelOfTheOlderContractIsRead() {
        byte[] answer = AbiWriter.words(8)
                .number(1)
                .number(7)
                .address(CHANNEL.payer())
                .address(CHANNEL.payee())
                .address(CHANNEL.token())
                .address(ChannelDescriptor.NOBODY)
                .number(10)
                .number(9)
                .toArray();

        assertThat(StreamChannelState.decode(answer))
                .isEqualTo(new StreamChannelState(
                        true,
                        BigInteger.valueOf(7),
                        CHANNEL.payer(),
                        CHANNEL.payee(),
                        CHANNEL.token(),
                        ChannelDescriptor.NOBODY,
                        BigInteger.TEN,
                        BigInteger.valueOf(9)));
    }
}
