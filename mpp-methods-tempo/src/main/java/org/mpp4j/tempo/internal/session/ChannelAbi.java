package org.mpp4j.tempo.internal.session;

import java.math.BigInteger;
import java.util.List;

/** What is asked of a contract of channels, and told to it, in the interface of its protocol. */
public sealed interface ChannelAbi {

    /** The one of a protocol. */
    static ChannelAbi of(ChannelProtocol protocol) {
        return protocol == ChannelProtocol.V1 ? new OfStreams() : new OfReserve();
    }

    /** Asks for the state of a channel. */
    byte[] state(Bytes32 channelId);

    /**
     * Reads the answer to {@link #state}.
     *
     * @throws org.mpp4j.protocol.ProtocolException if it is anything else
     */
    ChannelState readState(byte[] answer);

    /** Of how many channels one answer of a node tells the states, which is read up to 4096 bytes. */
    int mostStates();

    /** Asks for the states of channels, at most {@link #mostStates}. */
    byte[] states(List<Bytes32> channelIds);

    /**
     * Reads the answer to {@link #states}.
     *
     * @param count how many were asked for
     * @throws org.mpp4j.protocol.ProtocolException if it is anything else, or of another number of channels
     */
    List<ChannelState> readStates(byte[] answer, int count);

    /** Moves all that a voucher is for to the payee. */
    byte[] settle(ChannelDescriptor channel, Voucher voucher);

    /**
     * Ends a channel.
     *
     * @param capture in base units, what the payee is to have been given in total; the first protocol knows only of what the
     *     voucher is for
     */
    byte[] close(ChannelDescriptor channel, Voucher voucher, BigInteger capture);

    /** The older contract. */
    record OfStreams() implements ChannelAbi {
        @Override
        public byte[] state(Bytes32 channelId) {
            return StreamCall.getChannel(channelId);
        }

        @Override
        public ChannelState readState(byte[] answer) {
            return StreamChannelState.decode(answer).state();
        }

        @Override
        public int mostStates() {
            return 15;
        }

        @Override
        public byte[] states(List<Bytes32> channelIds) {
            return StreamCall.getChannelsBatch(channelIds);
        }

        @Override
        public List<ChannelState> readStates(byte[] answer, int count) {
            return StreamChannelState.decodeAll(answer, count).stream()
                    .map(StreamChannelState::state)
                    .toList();
        }

        @Override
        public byte[] settle(ChannelDescriptor channel, Voucher voucher) {
            return StreamCall.settle(voucher);
        }

        @Override
        public byte[] close(ChannelDescriptor channel, Voucher voucher, BigInteger capture) {
            return StreamCall.close(voucher);
        }
    }

    /** The reserve. */
    record OfReserve() implements ChannelAbi {
        @Override
        public byte[] state(Bytes32 channelId) {
            return ReserveCall.getChannelState(channelId);
        }

        @Override
        public ChannelState readState(byte[] answer) {
            return ChannelState.decode(answer);
        }

        @Override
        public int mostStates() {
            return 40;
        }

        @Override
        public byte[] states(List<Bytes32> channelIds) {
            return ReserveCall.getChannelStatesBatch(channelIds);
        }

        @Override
        public List<ChannelState> readStates(byte[] answer, int count) {
            return ChannelState.decodeAll(answer, count);
        }

        @Override
        public byte[] settle(ChannelDescriptor channel, Voucher voucher) {
            return ReserveCall.settle(channel, voucher);
        }

        @Override
        public byte[] close(ChannelDescriptor channel, Voucher voucher, BigInteger capture) {
            return ReserveCall.close(channel, voucher, capture);
        }
    }
}
