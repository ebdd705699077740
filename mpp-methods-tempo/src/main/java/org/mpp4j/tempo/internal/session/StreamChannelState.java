package org.mpp4j.tempo.internal.session;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;

/**
 * What the older contract keeps of a channel.
 *
 * @param finalized whether it is closed
 * @param closeRequestedAt seconds since 1970 when the payer asked for the end, or zero
 * @param payer whose money is in the channel; zero if there never was one
 * @param payee who gets what vouchers are for
 * @param token what is paid in
 * @param authorizedSigner whose signature a voucher needs, or zero for the payer's
 * @param deposit in base units, all that was ever put in
 * @param settled in base units, what the payee has been given
 */
public record StreamChannelState(
        boolean finalized,
        BigInteger closeRequestedAt,
        TempoAddress payer,
        TempoAddress payee,
        TempoAddress token,
        TempoAddress authorizedSigner,
        BigInteger deposit,
        BigInteger settled) {

    private static final int WORDS = 8;
    private static final ChannelState NONE = new ChannelState(BigInteger.ZERO, BigInteger.ZERO, 0);
    private static final BigInteger LATEST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final int AMOUNT_BITS = ChannelProtocol.V1.amountBits();

    /** How it stands, in the terms of the reserve, which keeps nothing of a channel that is closed. */
    public ChannelState state() {
        return finalized || payer.isZero()
                ? NONE
                : new ChannelState(
                        settled, deposit, closeRequestedAt.min(LATEST).longValueExact());
    }

    /** Whose signature a voucher needs. */
    public TempoAddress voucherSigner() {
        return authorizedSigner.isZero() ? payer : authorizedSigner;
    }

    /**
     * Reads the answer to {@link StreamCall#getChannel}.
     *
     * @throws ProtocolException if it is anything else
     */
    public static StreamChannelState decode(byte[] answer) {
        return read(AbiReader.words(answer, WORDS));
    }

    /**
     * Reads the answer to {@link StreamCall#getChannelsBatch}.
     *
     * @param count how many were asked for
     * @throws ProtocolException if it is anything else, or of another number of channels
     */
    public static List<StreamChannelState> decodeAll(byte[] answer, int count) {
        AbiReader words = AbiReader.words(answer, 2 + WORDS * count);
        words.expect(AbiWriter.WORD);
        words.expect(count);
        List<StreamChannelState> states = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            states.add(read(words));
        }
        return List.copyOf(states);
    }

    private static StreamChannelState read(AbiReader words) {
        StreamChannelState state = new StreamChannelState(
                words.bool(),
                words.number(64),
                words.address(),
                words.address(),
                words.address(),
                words.address(),
                words.number(AMOUNT_BITS),
                words.number(AMOUNT_BITS));
        if (state.settled.compareTo(state.deposit) > 0) {
            throw new ProtocolException("The channel has given out more than was put in");
        }
        return state;
    }
}
