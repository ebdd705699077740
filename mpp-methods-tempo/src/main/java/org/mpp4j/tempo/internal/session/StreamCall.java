package org.mpp4j.tempo.internal.session;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;

/** Calls of the older contract, TempoStreamChannel, in the ABI of Solidity. Those that clients make are read too. */
public sealed interface StreamCall {

    /**
     * Opens a channel of whoever calls it.
     *
     * @param payee who gets what vouchers are for
     * @param token what is paid in
     * @param deposit in base units
     * @param salt of the payer's choice
     * @param authorizedSigner whose signature a voucher needs, or zero for the payer's
     */
    record Open(TempoAddress payee, TempoAddress token, BigInteger deposit, Bytes32 salt, TempoAddress authorizedSigner)
            implements StreamCall {

        private static final byte[] SELECTOR = AbiWriter.selector("open(address,address,uint128,bytes32,address)");

        /** The call data. */
        public byte[] encode() {
            return AbiWriter.call(SELECTOR, 5)
                    .address(payee)
                    .address(token)
                    .number(ChannelProtocol.V1.checked(deposit))
                    .bytes32(salt)
                    .address(authorizedSigner)
                    .toArray();
        }
    }

    /**
     * Puts more money into a channel.
     *
     * @param channelId of the channel
     * @param additionalDeposit in base units
     */
    record TopUp(Bytes32 channelId, BigInteger additionalDeposit) implements StreamCall {

        private static final byte[] SELECTOR = AbiWriter.selector("topUp(bytes32,uint256)");

        /** The call data. */
        public byte[] encode() {
            return AbiWriter.call(SELECTOR, 2)
                    .bytes32(channelId)
                    .number(ChannelProtocol.V1.checked(additionalDeposit))
                    .toArray();
        }
    }

    /**
     * What a call does.
     *
     * @return empty if it calls neither of the two, or isn't the one encoding of its arguments
     */
    static Optional<StreamCall> decode(byte[] input) {
        try {
            if (AbiReader.isCall(input, Open.SELECTOR)) {
                AbiReader words = AbiReader.arguments(input, 5);
                return Optional.of(new Open(
                        words.address(), words.address(), words.number(128), words.bytes32(), words.address()));
            }
            if (AbiReader.isCall(input, TopUp.SELECTOR)) {
                AbiReader words = AbiReader.arguments(input, 2);
                return Optional.of(new TopUp(words.bytes32(), words.number(128)));
            }
            return Optional.empty();
        } catch (ProtocolException notCanonical) {
            return Optional.empty();
        }
    }

    /** Moves all that a voucher is for to the payee. */
    static byte[] settle(Voucher voucher) {
        return withVoucher(Selectors.SETTLE, voucher);
    }

    /** Ends a channel: the payee gets all that the voucher is for, the payer the rest of the deposit. */
    static byte[] close(Voucher voucher) {
        return withVoucher(Selectors.CLOSE, voucher);
    }

    private static byte[] withVoucher(byte[] selector, Voucher voucher) {
        byte[] signature = voucher.signature().toArray();
        return AbiWriter.call(selector, 3 + AbiWriter.wordsOf(signature))
                .bytes32(voucher.channelId())
                .number(ChannelProtocol.V1.checked(voucher.cumulativeAmount()))
                .number(3L * AbiWriter.WORD)
                .tail(signature)
                .toArray();
    }

    /** Reads a channel, for {@link StreamChannelState#decode}. */
    static byte[] getChannel(Bytes32 channelId) {
        return AbiWriter.call(Selectors.GET_CHANNEL, 1).bytes32(channelId).toArray();
    }

    /** Reads channels, for {@link StreamChannelState#decodeAll}. */
    static byte[] getChannelsBatch(List<Bytes32> channelIds) {
        return AbiWriter.call(Selectors.GET_CHANNELS_BATCH, 2 + channelIds.size())
                .list(channelIds)
                .toArray();
    }

    /** First bytes of the calls that are only written. */
    final class Selectors {

        private static final byte[] SETTLE = AbiWriter.selector("settle(bytes32,uint128,bytes)");
        private static final byte[] CLOSE = AbiWriter.selector("close(bytes32,uint128,bytes)");
        private static final byte[] GET_CHANNEL = AbiWriter.selector("getChannel(bytes32)");
        private static final byte[] GET_CHANNELS_BATCH = AbiWriter.selector("getChannelsBatch(bytes32[])");

        private Selectors() {}
    }
}
