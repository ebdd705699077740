package org.mpp4j.tempo.internal.session;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mpp4j.protocol.ProtocolException;

/**
 * How a channel stands, as the reserve keeps it. Of one that was never opened, or is closed, it keeps nothing: all is zero.
 *
 * @param settled in base units, what the payee has been given
 * @param deposit in base units, all that was ever put in
 * @param closeRequestedAt seconds since 1970 when the payer asked for the end, or zero
 */
public record ChannelState(BigInteger settled, BigInteger deposit, long closeRequestedAt) {

    static final int WORDS = 3;
    private static final int AMOUNT_BITS = ChannelProtocol.V2.amountBits();

    /** Whether there is such a channel, which there is as long as there is a deposit. */
    public boolean exists() {
        return deposit.signum() > 0;
    }

    /** Whether the payer has asked for the end. */
    public boolean isClosing() {
        return closeRequestedAt != 0;
    }

    /**
     * Reads the answer to {@link ReserveCall#getChannelState}.
     *
     * @throws ProtocolException if it is anything else
     */
    public static ChannelState decode(byte[] answer) {
        return read(AbiReader.words(answer, WORDS));
    }

    /**
     * Reads the answer to {@link ReserveCall#getChannelStatesBatch}.
     *
     * @param count how many were asked for
     * @throws ProtocolException if it is anything else, or of another number of channels
     */
    public static List<ChannelState> decodeAll(byte[] answer, int count) {
        AbiReader words = AbiReader.words(answer, 2 + WORDS * count);
        words.expect(AbiWriter.WORD);
        words.expect(count);
        List<ChannelState> states = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            states.add(read(words));
        }
        return List.copyOf(states);
    }

    /**
     * Reads the answer to {@link ReserveCall#getChannel}.
     *
     * @return empty if it is of another channel than the one asked for
     * @throws ProtocolException if it is anything else
     */
    public static Optional<ChannelState> ofChannel(byte[] answer, ChannelDescriptor asked) {
        AbiReader words = AbiReader.words(answer, ChannelDescriptor.WORDS + WORDS);
        ChannelDescriptor told = ChannelDescriptor.read(words);
        return told.equals(asked) ? Optional.of(read(words)) : Optional.empty();
    }

    private static ChannelState read(AbiReader words) {
        ChannelState state = new ChannelState(
                words.number(AMOUNT_BITS),
                words.number(AMOUNT_BITS),
                words.number(32).longValueExact());
        if (state.settled.compareTo(state.deposit) > 0) {
            throw new ProtocolException("The channel has given out more than was put in");
        }
        return state;
    }
}
