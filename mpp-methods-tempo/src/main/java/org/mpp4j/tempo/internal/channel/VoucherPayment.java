package org.mpp4j.tempo.internal.channel;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.Voucher;

/**
 * Action {@code voucher} (draft-tempo-session section "Voucher Verification"). What can be seen without the chain and the books is
 * looked at first, and the signature, which takes most of the time, outside of the change of the books, which is one write.
 */
final class VoucherPayment extends ChannelPayment {

    private final Voucher voucher;

    VoucherPayment(
            ChannelActions desk,
            Visit visit,
            @Nullable ChannelDescriptor said,
            Optional<String> source,
            Voucher voucher) {
        super(desk, visit, voucher.channelId(), said, source);
        this.voucher = voucher;
    }

    @Override
    public boolean outlivesChallenge() {
        return true;
    }

    @Override
    StreamChannels.Found find(StreamChannels streams, Bytes32 id) {
        return streams.findAnywhere(id);
    }

    @Override
    SessionOutcome perform(ChannelDescriptor channel, boolean forResource) {
        Optional<Rejected> objection = desk.check().ofChannel(channel, voucher, source);
        if (objection.isPresent()) {
            return objection.get();
        }
        ChannelActions.Standing standing = desk.standing(voucher.channelId());
        if (standing instanceof ChannelActions.Standing.Bad bad) {
            return bad.outcome();
        }
        objection = desk.check().ofSignature(channel, voucher);
        if (objection.isPresent()) {
            return objection.get();
        }
        desk.watch().good(voucher, channel);
        ChannelActions.Standing.Good good = (ChannelActions.Standing.Good) standing;
        return desk.rail()
                .accounts()
                .update(
                        ChannelRail.id(voucher.channelId()),
                        found -> found.isEmpty() && desk.takesUpUnknown()
                                ? desk.first(channel, voucher, good.state(), visit, forResource)
                                : desk.authorize(found, voucher, good.state(), visit, forResource));
    }
}
