package org.mpp4j.tempo;

import java.math.BigInteger;
import java.util.Optional;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelContract;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ReserveCall;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/** The reserve of a chain: channels are opened, filled, settled and closed as the real one would. */
public final class FakeReserve extends FakeChannels {

    private static final String OPENED = "0xdebaba36f0e9c7978f536fed432d9360b1f9646d7ca88531c34c3eae43f154a7";
    private static final String SETTLED = "0x11c4e4c79ad8802431b44c15047ed1ddb82fbfc1abd452c765f7ee3990df1399";
    private static final String TOP_UP = "0x2a96f534665f3150977dd4c35d91373c74030288edbb3cf83c527dd25012364f";
    private static final String CLOSED = "0x5613aed96d5bf39f928408dbe1d4143490b9bb5957eac2dd8e69b5dc4b2206e6";

    FakeReserve(long chainId, long now) {
        super(ChannelContract.reserve(chainId), now);
    }

    /** The payer takes what is left. */
    synchronized void withdraw(Bytes32 id) {
        channels.remove(id);
    }

    @Override
    String answer(String selector, byte[] data) {
        return switch (selector) {
            case "0xd18da8b1" -> state(bytes32At(data, 0));
            case "0xd1f4cda2" -> list(ids(data).stream().map(this::state).toList());
            default -> null;
        };
    }

    private String state(Bytes32 id) {
        Channel channel = channels.get(id);
        return channel == null
                ? "0".repeat(192)
                : padded(channel.settled)
                        + padded(channel.deposit)
                        + padded(BigInteger.valueOf(channel.closeRequestedAt));
    }

    @Override
    Optional<String> execute(byte[] input, TempoTransaction transaction, TempoAddress sender) {
        ReserveCall call = ReserveCall.decode(input).orElse(null);
        if (call instanceof ReserveCall.Open open) {
            return Optional.of(open(open, sender, Bytes32.of(transaction.expiringNonceHash(sender))));
        }
        if (call instanceof ReserveCall.TopUp topUp) {
            Channel channel = channels.get(topUp.channel().channelId(contract));
            channel.deposit = channel.deposit.add(topUp.additionalDeposit());
            channel.closeRequestedAt = 0;
            return Optional.of(event(TOP_UP, channel, padded(topUp.additionalDeposit()) + padded(channel.deposit)));
        }
        return fetched(input, Hex.encode(input).substring(0, 10), sender);
    }

    private String open(ReserveCall.Open open, TempoAddress sender, Bytes32 nonceHash) {
        ChannelDescriptor descriptor = new ChannelDescriptor(
                sender, open.payee(), open.operator(), open.token(), open.salt(), open.authorizedSigner(), nonceHash);
        Bytes32 id = descriptor.channelId(contract);
        Channel channel = new Channel(id, sender, open.payee(), open.token(), open.authorizedSigner(), open.deposit());
        channels.put(id, channel);
        return event(
                OPENED,
                channel,
                padded(open.operator())
                        + padded(open.token())
                        + padded(open.authorizedSigner())
                        + hex(open.salt())
                        + hex(nonceHash)
                        + padded(open.deposit()));
    }

    private Optional<String> fetched(byte[] input, String selector, TempoAddress sender) {
        ChannelDescriptor descriptor = new ChannelDescriptor(
                addressAt(input, 0),
                addressAt(input, 1),
                addressAt(input, 2),
                addressAt(input, 3),
                bytes32At(input, 4),
                addressAt(input, 5),
                bytes32At(input, 6));
        Channel channel = channels.get(descriptor.channelId(contract));
        boolean mayFetch = sender.equals(descriptor.payee()) || sender.equals(descriptor.operator());
        BigInteger cumulative = numberAt(input, 7);
        if (channel == null || !mayFetch) {
            return Optional.empty();
        }
        BigInteger total = selector.equals("0x73b57f74") ? numberAt(input, 8) : cumulative;
        if (total.compareTo(cumulative) > 0
                || total.compareTo(channel.deposit) > 0
                || total.compareTo(channel.settled) < 0) {
            return Optional.empty();
        }
        BigInteger delta = give(channel, total);
        if (selector.equals("0x97fb5104")) {
            settles++;
            return Optional.of(event(SETTLED, channel, padded(cumulative) + padded(delta) + padded(total)));
        }
        closes++;
        channels.remove(channel.id);
        return Optional.of(event(CLOSED, channel, padded(total) + padded(channel.deposit.subtract(total))));
    }
}
