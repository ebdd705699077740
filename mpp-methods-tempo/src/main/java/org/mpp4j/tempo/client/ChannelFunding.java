package org.mpp4j.tempo.client;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import org.mpp4j.client.PaymentFailedException;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.internal.client.PaymentDraft;
import org.mpp4j.tempo.internal.client.SessionOrder;
import org.mpp4j.tempo.internal.client.SponsorEnvelope;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.rpc.PayerNode;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelContract;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ChannelState;
import org.mpp4j.tempo.internal.session.ReserveCall;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/**
 * Writes the transactions that put money into channels, and asks the chain what has become of them. Thread-safe.
 *
 * @param signer whose money it is
 * @param node to ask
 * @param draft how transactions are written
 */
record ChannelFunding(CheckedSigner signer, PayerNode node, PaymentDraft draft) {

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
    private static final int STATE_BYTES = 96;
    private static final BigInteger SENDING_SECONDS = BigInteger.valueOf(4);
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * A transaction for a server to send. Whoever has it can.
     *
     * @param transaction as it is sent to the server, in hexadecimal digits
     * @param validBefore when it can't be mined any more, in seconds since 1970
     * @param channel that it is for
     */
    record Signed(String transaction, BigInteger validBefore, ChannelDescriptor channel) {

        /** Whether a server has the time to send it. */
        boolean isInTimeAt(BigInteger chainTime) {
            return chainTime.add(SENDING_SECONDS).compareTo(validBefore) < 0;
        }

        /** The channel. */
        @Override
        public String toString() {
            return "Signed[" + channel + "]";
        }
    }

    /** Opens a channel on the terms of a challenge. */
    Signed open(SessionOrder order, BigInteger deposit) {
        byte[] salt = new byte[Bytes32.LENGTH];
        RANDOM.nextBytes(salt);
        ReserveCall.Open call = new ReserveCall.Open(
                order.recipient(),
                order.details().operator(),
                order.currency(),
                deposit,
                Bytes32.of(salt),
                signer.address());
        TempoTransaction signed = sign(order, call.encode());
        ChannelDescriptor channel = new ChannelDescriptor(
                signer.address(),
                call.payee(),
                call.operator(),
                call.token(),
                call.salt(),
                call.authorizedSigner(),
                Bytes32.of(signed.expiringNonceHash(signer.address())));
        return signed(order, signed, channel);
    }

    /** Puts more into a channel. */
    Signed topUp(SessionOrder order, ChannelDescriptor channel, BigInteger amount) {
        return signed(order, sign(order, new ReserveCall.TopUp(channel, amount).encode()), channel);
    }

    private TempoTransaction sign(SessionOrder order, byte[] input) {
        TempoCall call = TempoCall.of(order.details().contract().address(), input);
        TempoTransaction unsigned = draft.funding(order, call, latestBlock());
        return unsigned.withSignature(signer.sign(unsigned.signingHash()));
    }

    private Signed signed(SessionOrder order, TempoTransaction transaction, ChannelDescriptor channel) {
        BigInteger validBefore = transaction.validBefore();
        if (validBefore == null) {
            throw new IllegalStateException("A deposit without an end may be mined at any time");
        }
        byte[] sent = order.details().feePayer()
                ? SponsorEnvelope.encode(transaction, signer.address())
                : transaction.encode();
        return new Signed(Hex.encode(sent), validBefore, channel);
    }

    private PayerNode.Block latestBlock() {
        return node.latestBlock(CALL_TIMEOUT)
                .orElseThrow(() -> new PaymentFailedException("The Tempo node doesn't tell its latest block", false));
    }

    /** The time of the latest block, in seconds since 1970. */
    BigInteger chainTime() {
        return latestBlock().time();
    }

    /** How a channel stands on the chain. */
    ChannelState state(ChannelAccount channel) {
        return state(channel.contract(), channel.channelId());
    }

    ChannelState state(ChannelContract contract, Bytes32 channelId) {
        byte[] input = ReserveCall.getChannelState(channelId);
        return node.call(contract.address(), input, STATE_BYTES, CALL_TIMEOUT)
                .map(ChannelFunding::decode)
                .orElseThrow(() -> new PaymentFailedException("The Tempo node doesn't tell of the channel", true));
    }

    private static ChannelState decode(byte[] answer) {
        try {
            return ChannelState.decode(answer);
        } catch (ProtocolException notAState) {
            throw new PaymentFailedException("The Tempo node tells nonsense of the channel", true);
        }
    }
}
