package org.mpp4j.tempo.internal.channel;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.internal.rpc.NodeException;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ChannelTerms;
import org.mpp4j.tempo.internal.session.StreamCall;
import org.mpp4j.tempo.internal.session.StreamChannelState;

/**
 * Tells what channels of the older contract are. Credentials give their id only, so it is in the books, or else on the chain: a
 * channel may have been opened before its vouchers came here. Thread-safe.
 */
final class StreamChannels {

    static final int MOST_REMEMBERED = 50_000;

    /** Under this all channels count that nobody here knows, as their ids are free to be invented. */
    private static final Bytes32 UNKNOWN = Bytes32.ZERO;

    private final ChannelRail rail;
    private final ChannelTerms terms;
    private final ChainWatch watch;
    private final SignatureBrake brake;

    /** What never changes. */
    private final ConcurrentMap<Bytes32, ChannelDescriptor> known = new ConcurrentHashMap<>();

    StreamChannels(ChannelRail rail, ChainWatch watch, SignatureBrake brake) {
        this.rail = rail;
        this.terms = rail.terms();
        this.watch = watch;
        this.brake = brake;
    }

    /** A channel, or why there is none to pay with. */
    sealed interface Found {

        record Channel(ChannelDescriptor channel) implements Found {}

        record Nothing(SessionOutcome why) implements Found {}
    }

    /** What is known of a channel here. */
    Found find(Bytes32 channelId) {
        ChannelDescriptor remembered = known.get(channelId);
        if (remembered != null) {
            return new Found.Channel(remembered);
        }
        return rail.accounts()
                .find(ChannelRail.id(channelId))
                .map(account -> rail.read(account).channel())
                .filter(channel -> terms.include(channel, channelId))
                .map(channel -> remember(channelId, channel))
                .orElseGet(() -> new Found.Nothing(Refusal.notFound(channelId)));
    }

    /** The same, and if nothing is known here, what the chain says. */
    Found findAnywhere(Bytes32 channelId) {
        Found found = find(channelId);
        if (found instanceof Found.Channel || isBookedOtherwise(channelId)) {
            return found;
        }
        if (!brake.allows(UNKNOWN)) {
            return new Found.Nothing(Refusal.tooManyUnknown(channelId));
        }
        Instant before = rail.clock().instant();
        Optional<StreamChannelState> told = ask(channelId);
        if (told.isEmpty()) {
            return new Found.Nothing(new Settlement.Unknown(
                    new NodeException("The node doesn't tell what a channel is"), FundingSender.RETRY_AFTER, false));
        }
        StreamChannelState stream = told.get();
        Optional<Rejected> objection = objection(channelId, stream);
        if (objection.isPresent()) {
            brake.failed(UNKNOWN);
            return new Found.Nothing(objection.get());
        }
        watch.remember(channelId, stream.state(), before);
        return remember(channelId, terms.stream(stream.payer(), stream.voucherSigner()));
    }

    private boolean isBookedOtherwise(Bytes32 channelId) {
        return rail.accounts().find(ChannelRail.id(channelId)).isPresent();
    }

    private Optional<StreamChannelState> ask(Bytes32 channelId) {
        try {
            return rail.node()
                    .read(rail.contract().address(), StreamCall.getChannel(channelId), rail.patience())
                    .map(StreamChannelState::decode);
        } catch (ProtocolException senseless) {
            return Optional.empty();
        }
    }

    private Optional<Rejected> objection(Bytes32 channelId, StreamChannelState stream) {
        if (stream.payer().isZero()) {
            return Optional.of(Refusal.notFound(channelId));
        }
        if (!stream.payee().equals(terms.recipient()) || !stream.token().equals(terms.currency())) {
            return Optional.of(Refusal.verificationFailed(
                    channelId, "The channel is for another recipient or currency than this challenge asks for."));
        }
        return stream.state().exists() ? Optional.empty() : Optional.of(Refusal.over(channelId));
    }

    private Found remember(Bytes32 channelId, ChannelDescriptor channel) {
        if (known.size() >= MOST_REMEMBERED) {
            known.clear();
        }
        known.put(channelId, channel);
        return new Found.Channel(channel);
    }
}
