package org.mpp4j.tempo.internal.session;

import java.math.BigInteger;
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
    private static final int AMOUNT_BITS = ChannelProtocol.V1.amountBits();

    /**
     * Reads the answer to {@link StreamCall#getChannel}.
     *
     * @throws ProtocolException if it is anything else
     */
    public static StreamChannelState decode(byte[] answer) {
        AbiReader words = AbiReader.words(answer, WORDS);
        return new StreamChannelState(
                words.bool(),
                words.number(64),
                words.address(),
                words.address(),
                words.address(),
                words.address(),
                words.number(AMOUNT_BITS),
                words.number(AMOUNT_BITS));
    }
}
