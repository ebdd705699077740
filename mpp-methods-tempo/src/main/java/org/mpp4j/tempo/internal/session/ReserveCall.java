package org.mpp4j.tempo.internal.session;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;

/** Calls of the reserve (TIP-1034), in the ABI of Solidity. Those that clients make are read too. */
public sealed interface ReserveCall {

    /**
     * Opens a channel of whoever calls it.
     *
     * @param payee as in the descriptor
     * @param operator as in the descriptor
     * @param token as in the descriptor
     * @param deposit in base units
     * @param salt as in the descriptor
     * @param authorizedSigner as in the descriptor
     */
    record Open(
            TempoAddress payee,
            TempoAddress operator,
            TempoAddress token,
            BigInteger deposit,
            Bytes32 salt,
            TempoAddress authorizedSigner)
            implements ReserveCall {

        private static final byte[] SELECTOR =
                AbiWriter.selector("open(address,address,address,uint96,bytes32,address)");

        /** The call data. */
        public byte[] encode() {
            return AbiWriter.call(SELECTOR, 6)
                    .address(payee)
                    .address(operator)
                    .address(token)
                    .number(ChannelProtocol.V2.checked(deposit))
                    .bytes32(salt)
                    .address(authorizedSigner)
                    .toArray();
        }
    }

    /**
     * Puts more money into a channel.
     *
     * @param channel of whoever calls it
     * @param additionalDeposit in base units
     */
    record TopUp(ChannelDescriptor channel, BigInteger additionalDeposit) implements ReserveCall {

        private static final byte[] SELECTOR = AbiWriter.selector("topUp(" + ChannelDescriptor.ABI + ",uint96)");

        /** The call data. */
        public byte[] encode() {
            return channel.writeTo(AbiWriter.call(SELECTOR, ChannelDescriptor.WORDS + 1))
                    .number(ChannelProtocol.V2.checked(additionalDeposit))
                    .toArray();
        }
    }

    /**
     * What a call does.
     *
     * @return empty if it calls neither of the two, or isn't the one encoding of its arguments
     */
    static Optional<ReserveCall> decode(byte[] input) {
        try {
            if (AbiReader.isCall(input, Open.SELECTOR)) {
                AbiReader words = AbiReader.arguments(input, 6);
                return Optional.of(new Open(
                        words.address(),
                        words.address(),
                        words.address(),
                        words.number(96),
                        words.bytes32(),
                        words.address()));
            }
            if (AbiReader.isCall(input, TopUp.SELECTOR)) {
                AbiReader words = AbiReader.arguments(input, ChannelDescriptor.WORDS + 1);
                return Optional.of(new TopUp(ChannelDescriptor.read(words), words.number(96)));
            }
            return Optional.empty();
        } catch (ProtocolException notCanonical) {
            return Optional.empty();
        }
    }

    /** Moves all that a voucher is for to the payee. */
    static byte[] settle(ChannelDescriptor channel, Voucher voucher) {
        byte[] signature = voucher.signature().toArray();
        int head = ChannelDescriptor.WORDS + 2;
        return channel.writeTo(AbiWriter.call(Selectors.SETTLE, head + AbiWriter.wordsOf(signature)))
                .number(ChannelProtocol.V2.checked(voucher.cumulativeAmount()))
                .number((long) head * AbiWriter.WORD)
                .tail(signature)
                .toArray();
    }

    /** Ends a channel: the payee gets so much of what the voucher is for, the payer the rest of the deposit. */
    static byte[] close(ChannelDescriptor channel, Voucher voucher, BigInteger captureAmount) {
        byte[] signature = voucher.signature().toArray();
        int head = ChannelDescriptor.WORDS + 3;
        return channel.writeTo(AbiWriter.call(Selectors.CLOSE, head + AbiWriter.wordsOf(signature)))
                .number(ChannelProtocol.V2.checked(voucher.cumulativeAmount()))
                .number(ChannelProtocol.V2.checked(captureAmount))
                .number((long) head * AbiWriter.WORD)
                .tail(signature)
                .toArray();
    }

    /** Asks for the end of a channel, as its payer. */
    static byte[] requestClose(ChannelDescriptor channel) {
        return of(Selectors.REQUEST_CLOSE, channel);
    }

    /** Takes what is left of the deposit, as its payer, some time after the end was asked for. */
    static byte[] withdraw(ChannelDescriptor channel) {
        return of(Selectors.WITHDRAW, channel);
    }

    /** Reads a channel, for {@link ChannelState#ofChannel}. */
    static byte[] getChannel(ChannelDescriptor channel) {
        return of(Selectors.GET_CHANNEL, channel);
    }

    /** Reads the state of a channel, for {@link ChannelState#decode}. */
    static byte[] getChannelState(Bytes32 channelId) {
        return AbiWriter.call(Selectors.GET_CHANNEL_STATE, 1).bytes32(channelId).toArray();
    }

    /** Reads the states of channels, for {@link ChannelState#decodeAll}. */
    static byte[] getChannelStatesBatch(List<Bytes32> channelIds) {
        return AbiWriter.call(Selectors.GET_CHANNEL_STATES_BATCH, 2 + channelIds.size())
                .list(channelIds)
                .toArray();
    }

    private static byte[] of(byte[] selector, ChannelDescriptor channel) {
        return channel.writeTo(AbiWriter.call(selector, ChannelDescriptor.WORDS))
                .toArray();
    }

    /** First bytes of the calls that are only written. */
    final class Selectors {

        private static final byte[] SETTLE = AbiWriter.selector("settle(" + ChannelDescriptor.ABI + ",uint96,bytes)");
        private static final byte[] CLOSE =
                AbiWriter.selector("close(" + ChannelDescriptor.ABI + ",uint96,uint96,bytes)");
        private static final byte[] REQUEST_CLOSE = AbiWriter.selector("requestClose(" + ChannelDescriptor.ABI + ")");
        private static final byte[] WITHDRAW = AbiWriter.selector("withdraw(" + ChannelDescriptor.ABI + ")");
        private static final byte[] GET_CHANNEL = AbiWriter.selector("getChannel(" + ChannelDescriptor.ABI + ")");
        private static final byte[] GET_CHANNEL_STATE = AbiWriter.selector("getChannelState(bytes32)");
        private static final byte[] GET_CHANNEL_STATES_BATCH = AbiWriter.selector("getChannelStatesBatch(bytes32[])");

        private Selectors() {}
    }
}
