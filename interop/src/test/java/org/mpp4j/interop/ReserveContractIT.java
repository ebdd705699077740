package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.codec.Secp256k1Key;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelContract;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ChannelState;
import org.mpp4j.tempo.internal.session.ReserveCall;
import org.mpp4j.tempo.internal.session.Voucher;
import org.mpp4j.tempo.internal.tx.TokenFunction;

/** The contract that stands in for the reserve, and what we say of channels and vouchers, agree. */
class ReserveContractIT {

    private static final ChannelContract RESERVE = ChannelContract.reserve(Marketplace.MODERATO);
    private static final String ADDRESS = ChannelContract.RESERVE.toString();
    private static final TempoAddress TOKEN = TempoAddress.parse(Anvil.PATH_USD.toLowerCase(java.util.Locale.ROOT));
    private static final TempoAddress PAYER = TempoAddress.parse(Account.PAYER.address());
    private static final TempoAddress PAYEE = TempoAddress.parse(Account.MERCHANT.address());
    private static final BigInteger DEPOSIT = BigInteger.valueOf(1_000_000);
    private static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

    private static Anvil chain;
    private static ReserveStandIn reserve;

    @BeforeAll
    static void open() {
        Optional<String> missing = NodeModules.missing();
        assumeTrue(missing.isEmpty(), () -> missing.orElseThrow());
        chain = Anvil.start(Marketplace.MODERATO);
        try (Mppx compiler = Mppx.start()) {
            reserve = ReserveStandIn.on(chain, compiler);
        }
    }

    @AfterAll
    static void close() {
        if (reserve != null) {
            reserve.close();
        }
        if (chain != null) {
            chain.close();
        }
    }

    /** A channel that a plain transaction opens, which leaves no hash of an expiring nonce. */
    private static ChannelDescriptor opened(int salt) {
        ChannelDescriptor channel = new ChannelDescriptor(
                PAYER,
                PAYEE,
                ChannelDescriptor.NOBODY,
                TOKEN,
                new Bytes32(0, 0, 0, salt),
                ChannelDescriptor.NOBODY,
                Bytes32.ZERO);
        transact(Account.PAYER, Anvil.PATH_USD, TokenFunction.approve(ChannelContract.RESERVE, DEPOSIT));
        transact(
                Account.PAYER,
                ADDRESS,
                new ReserveCall.Open(
                                channel.payee(),
                                channel.operator(),
                                channel.token(),
                                DEPOSIT,
                                channel.salt(),
                                channel.authorizedSigner())
                        .encode());
        return channel;
    }

    private static void transact(Account from, String to, byte[] data) {
        chain.transact(from.address(), to, Hex.encode(data));
    }

    private static byte[] call(Account from, byte[] data) {
        JsonObject call = JsonObject.builder()
                .put("from", from.address())
                .put("to", ADDRESS)
                .put("gas", "0x1e8480")
                .put("data", Hex.encode(data))
                .build();
        return Hex.decode(chain.call("eth_call", call, "latest").requireString("result"), 4096, "answer");
    }

    private static ChannelState state(ChannelDescriptor channel) {
        return ChannelState.decode(call(Account.MERCHANT, ReserveCall.getChannelState(channel.channelId(RESERVE))));
    }

    private static Voucher voucher(ChannelDescriptor channel, long amount, byte[] signature) {
        return new Voucher(channel.channelId(RESERVE), BigInteger.valueOf(amount), RlpBytes.of(signature));
    }

    private static byte[] signature(ChannelDescriptor channel, long amount) {
        Secp256k1Key key = Secp256k1Key.of(Hex.decode(Account.PAYER.key(), 32, "key"));
        return key.sign(RESERVE.voucherHash(channel.channelId(RESERVE), BigInteger.valueOf(amount)));
    }

    private static boolean takes(ChannelDescriptor channel, Voucher voucher) {
        try {
            call(Account.MERCHANT, ReserveCall.settle(channel, voucher));
            return true;
        } catch (IllegalStateException reverted) {
            assertThat(reverted).hasMessageContaining("revert");
            return false;
        }
    }

    @Test
    void aChannelAndItsVouchersAreHashedAsTheContractDoes() {
        ChannelDescriptor channel = opened(1);
        Bytes32 id = channel.channelId(RESERVE);
        byte[] digest = Keccak.concatenate(
                Arrays.copyOf(Keccak.hash("getVoucherDigest(bytes32,uint96)"), 4),
                id.bytes(),
                new byte[29],
                new byte[] {1, 2, 3});

        assertThat(ChannelState.ofChannel(call(Account.MERCHANT, ReserveCall.getChannel(channel)), channel))
                .contains(new ChannelState(BigInteger.ZERO, DEPOSIT, 0));
        assertThat(call(Account.MERCHANT, digest)).isEqualTo(RESERVE.voucherHash(id, BigInteger.valueOf(0x010203)));
        assertThat(ChannelState.decodeAll(
                        call(Account.MERCHANT, ReserveCall.getChannelStatesBatch(java.util.List.of(Bytes32.ZERO, id))),
                        2))
                .containsExactly(
                        new ChannelState(BigInteger.ZERO, BigInteger.ZERO, 0),
                        new ChannelState(BigInteger.ZERO, DEPOSIT, 0));
    }

    @Test
    void aVoucherThatWeTakeTheChainTakesToo() {
        ChannelDescriptor channel = opened(2);
        Voucher good = voucher(channel, 400_000, signature(channel, 400_000));
        byte[] low = signature(channel, 400_000);
        byte[] high = Keccak.concatenate(
                Arrays.copyOf(low, 32),
                Hex.decode(
                        "0x"
                                + String.format(
                                        "%064x", ORDER.subtract(new BigInteger(1, Arrays.copyOfRange(low, 32, 64)))),
                        32,
                        "s"),
                new byte[] {(byte) (low[64] == 27 ? 28 : 27)});
        byte[] wrapped = Keccak.concatenate(new byte[] {3}, PAYER.bytes(), low);

        assertThat(good.isSignedBy(PAYER, RESERVE)).isTrue();
        assertThat(takes(channel, good)).isTrue();
        for (byte[] bad : new byte[][] {high, wrapped, signature(channel, 400_001), Arrays.copyOf(low, 64)}) {
            Voucher voucher = voucher(channel, 400_000, bad);
            assertThat(voucher.isSignedBy(PAYER, RESERVE)).isFalse();
            assertThat(takes(channel, voucher)).isFalse();
        }
    }

    @Test
    void aPayerWhoLeavesGetsBackWhatWasNotSettled() {
        ChannelDescriptor channel = opened(3);
        Voucher voucher = voucher(channel, 400_000, signature(channel, 400_000));
        BigInteger merchant = chain.balance(Anvil.PATH_USD, Account.MERCHANT.address());
        BigInteger payer = chain.balance(Anvil.PATH_USD, Account.PAYER.address());

        transact(Account.PAYER, ADDRESS, ReserveCall.requestClose(channel));
        assertThat(state(channel).isClosing()).isTrue();
        assertThatThrownBy(() -> call(Account.PAYER, ReserveCall.withdraw(channel)))
                .isInstanceOf(IllegalStateException.class);
        transact(Account.MERCHANT, ADDRESS, ReserveCall.settle(channel, voucher));
        chain.passTime(Duration.ofSeconds(901));
        transact(Account.PAYER, ADDRESS, ReserveCall.withdraw(channel));

        assertThat(state(channel).exists()).isFalse();
        assertThat(chain.balance(Anvil.PATH_USD, Account.MERCHANT.address()).subtract(merchant))
                .isEqualTo(400_000);
        assertThat(chain.balance(Anvil.PATH_USD, Account.PAYER.address()).subtract(payer))
                .isEqualTo(600_000);
    }
}
