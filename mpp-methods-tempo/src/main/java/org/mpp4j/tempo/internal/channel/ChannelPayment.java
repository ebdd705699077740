package org.mpp4j.tempo.internal.channel;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.method.SessionPayment;
import org.mpp4j.tempo.internal.charge.PayerDid;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;

/** What all actions have in common. */
abstract class ChannelPayment implements SessionPayment {

    final ChannelActions desk;
    final Visit visit;
    final Optional<String> source;
    private final Bytes32 channelId;
    private @Nullable ChannelDescriptor channel;

    /**
     * An action on a channel.
     *
     * @param said what the channel is, if the credential says so
     */
    ChannelPayment(
            ChannelActions desk,
            Visit visit,
            Bytes32 channelId,
            @Nullable ChannelDescriptor said,
            Optional<String> source) {
        this.desk = desk;
        this.visit = visit;
        this.channelId = channelId;
        this.channel = said == null ? null : desk.watch().known(channelId, said);
        this.source = source;
    }

    /** Who it is of a channel that the credential describes or the books have; of others it is known once the chain was asked. */
    @Override
    public final Optional<String> payer() {
        if (channel == null && desk.streams().find(channelId) instanceof StreamChannels.Found.Channel found) {
            channel = found.channel();
        }
        return Optional.ofNullable(channel)
                .map(known -> new PayerDid(desk.rail().contract().chainId(), known.payer()).toString());
    }

    @Override
    public final SessionOutcome perform(boolean forResource) {
        if (channel == null) {
            StreamChannels.Found found = find(desk.streams(), channelId);
            if (found instanceof StreamChannels.Found.Nothing nothing) {
                return nothing.why();
            }
            channel = ((StreamChannels.Found.Channel) found).channel();
        }
        return perform(channel, forResource);
    }

    /** Looks up a channel of which only the id is known. */
    StreamChannels.Found find(StreamChannels streams, Bytes32 id) {
        return streams.find(id);
    }

    abstract SessionOutcome perform(ChannelDescriptor channel, boolean forResource);
}
