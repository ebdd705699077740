package org.mpp4j.tempo;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelContract;
import org.mpp4j.tempo.internal.session.StreamCall;
import org.mpp4j.tempo.internal.session.StreamChannel;
import org.mpp4j.tempo.internal.session.Voucher;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/** The older contract of channels: it looks at vouchers, and gives all that they are for. */
final class FakeStreams extends FakeChannels {

    private static final String OPENED = "0xcd6e60364f8ee4c2b0d62afc07a1fb04fd267ce94693f93f8f85daaa099b5c94";
    private static final String SETTLED = "0xe0b97d7c69d7aa21437d2a75a40b65369532d3f7eb8f64f29c37be14be6c9848";
    private static final String TOP_UP = "0xe96f4c65929984be10da5cfd4f1b95b417d798f26d5e59e6b1d1077fcd06343e";
    private static final String CLOSED = "0x92ed5fe0fe56b3f4185e688efb342e92a4492b9df29ad5de596c44e64d097b51";

    FakeStreams(ChannelContract contract, long now) {
        super(contract, now);
    }

    /** Opens a channel without anybody here hearing of it. */
    synchronized void open(StreamChannel channel, long deposit) {
        put(channel, BigInteger.valueOf(deposit));
    }

    private Channel put(StreamChannel channel, BigInteger deposit) {
        Channel opened = new Channel(
                channel.channelId(contract),
                channel.payer(),
                channel.payee(),
                channel.token(),
                channel.authorizedSigner(),
                deposit);
        channels.put(opened.id, opened);
        return opened;
    }

    /** The payee has got so much by a voucher that nobody here knows. */
    synchronized void settledTo(Bytes32 id, long amount) {
        channels.get(id).settled = BigInteger.valueOf(amount);
    }

    /** The payer takes what is left. */
    synchronized void withdraw(Bytes32 id) {
        channels.get(id).isFinal = true;
    }

    synchronized boolean isOpen(Bytes32 id) {
        return channels.containsKey(id) && !channels.get(id).isFinal;
    }

    @Override
    String answer(String selector, byte[] data) {
        return switch (selector) {
            case "0x831c2b82" -> state(bytes32At(data, 0));
            case "0x19afc7b4" -> list(ids(data).stream().map(this::state).toList());
            default -> null;
        };
    }

    private String state(Bytes32 id) {
        Channel channel = channels.get(id);
        return channel == null
                ? "0".repeat(8 * 64)
                : padded(channel.isFinal ? BigInteger.ONE : BigInteger.ZERO)
                        + padded(BigInteger.valueOf(channel.closeRequestedAt))
                        + padded(channel.payer)
                        + padded(channel.payee)
                        + padded(channel.token)
                        + padded(channel.authorizedSigner)
                        + padded(channel.deposit)
                        + padded(channel.settled);
    }

    @Override
    Optional<String> execute(byte[] input, TempoTransaction transaction, TempoAddress sender) {
        StreamCall call = StreamCall.decode(input).orElse(null);
        if (call instanceof StreamCall.Open open) {
            StreamChannel channel =
                    new StreamChannel(sender, open.payee(), open.token(), open.salt(), open.authorizedSigner());
            if (channels.containsKey(channel.channelId(contract))) {
                return Optional.empty();
            }
            return Optional.of(event(
                    OPENED,
                    put(channel, open.deposit()),
                    padded(open.token())
                            + padded(open.authorizedSigner())
                            + hex(open.salt())
                            + padded(open.deposit())));
        }
        if (call instanceof StreamCall.TopUp topUp) {
            Channel channel = channels.get(topUp.channelId());
            channel.deposit = channel.deposit.add(topUp.additionalDeposit());
            channel.closeRequestedAt = 0;
            return Optional.of(event(TOP_UP, channel, padded(topUp.additionalDeposit()) + padded(channel.deposit)));
        }
        return fetched(input, Hex.encode(input).substring(0, 10), sender);
    }

    private Optional<String> fetched(byte[] input, String selector, TempoAddress sender) {
        Channel channel = channels.get(bytes32At(input, 0));
        if (channel == null || channel.isFinal || !sender.equals(channel.payee)) {
            return Optional.empty();
        }
        boolean ends = selector.equals("0x0d65c51d");
        BigInteger cumulative = numberAt(input, 1);
        boolean isMore = cumulative.compareTo(channel.settled) > 0;
        if (isMore ? !isGood(input, channel, cumulative) : !ends) {
            return Optional.empty();
        }
        BigInteger delta = isMore ? give(channel, cumulative) : BigInteger.ZERO;
        if (!ends) {
            settles++;
            return Optional.of(event(SETTLED, channel, padded(cumulative) + padded(delta) + padded(cumulative)));
        }
        closes++;
        channel.isFinal = true;
        return Optional.of(
                event(CLOSED, channel, padded(channel.settled) + padded(channel.deposit.subtract(channel.settled))));
    }

    private boolean isGood(byte[] input, Channel channel, BigInteger cumulative) {
        int start = 4 + 4 * 32;
        RlpBytes signature = RlpBytes.of(
                Arrays.copyOfRange(input, start, start + numberAt(input, 3).intValueExact()));
        TempoAddress signer = channel.authorizedSigner.isZero() ? channel.payer : channel.authorizedSigner;
        return cumulative.compareTo(channel.deposit) <= 0
                && new Voucher(channel.id, cumulative, signature).isSignedBy(signer, contract);
    }
}
