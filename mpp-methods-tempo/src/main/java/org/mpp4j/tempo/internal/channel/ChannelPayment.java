package org.mpp4j.tempo.internal.channel;

import java.util.Optional;
import org.mpp4j.method.SessionPayment;
import org.mpp4j.tempo.internal.charge.PayerDid;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;

/** What all actions have in common. */
abstract class ChannelPayment implements SessionPayment {

    final ChannelActions desk;
    final Visit visit;
    final ChannelDescriptor channel;
    final Optional<String> source;

    ChannelPayment(ChannelActions desk, Visit visit, ChannelDescriptor channel, Optional<String> source) {
        this.desk = desk;
        this.visit = visit;
        this.channel = channel;
        this.source = source;
    }

    @Override
    public final Optional<String> payer() {
        return Optional.of(new PayerDid(desk.rail().contract().chainId(), channel.payer()).toString());
    }
}
