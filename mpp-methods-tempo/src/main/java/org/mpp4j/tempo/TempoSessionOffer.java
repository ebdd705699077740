package org.mpp4j.tempo;

import java.math.BigInteger;
import java.util.Optional;
import org.mpp4j.method.Inquiry;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.tempo.internal.channel.ChannelSnapshots;
import org.mpp4j.tempo.internal.session.SessionDetails;

/**
 * A unit at one price. All its challenges carry the same request, but for those to a payer whose voucher was refused, which tell
 * how the channel stands. Nothing of that is compared when it comes back, as it has changed by then.
 */
final class TempoSessionOffer implements PreparedOffer {

    private final TempoOffer offer;
    private final SessionDetails details;
    private final ChannelSnapshots snapshots;

    TempoSessionOffer(TempoOffer offer, SessionDetails details, ChannelSnapshots snapshots) {
        this.offer = offer;
        this.details = details;
        this.snapshots = snapshots;
    }

    @Override
    public PaymentRequest request() {
        return offer.request();
    }

    @Override
    public PaymentRequest request(Inquiry inquiry) {
        PaymentRequest request = offer.request();
        BigInteger price = inquiry.forResource() ? request.amount().baseUnits() : BigInteger.ZERO;
        return inquiry.session()
                .flatMap(channelId -> snapshots.of(channelId, price))
                .map(snapshot -> PaymentRequest.of(request.json().toBuilder()
                        .put("methodDetails", details.with(snapshot).json())
                        .build()))
                .orElse(request);
    }

    @Override
    public Optional<String> mismatch(PaymentRequest echoed) {
        return offer.mismatch(echoed);
    }
}
