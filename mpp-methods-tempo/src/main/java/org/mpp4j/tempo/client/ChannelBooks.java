package org.mpp4j.tempo.client;

import java.math.BigInteger;
import java.util.List;
import org.mpp4j.client.Demand;
import org.mpp4j.client.PaymentFailedException;
import org.mpp4j.client.SpendingLimits;
import org.mpp4j.money.Amount;
import org.mpp4j.tempo.internal.client.SessionOrder;
import org.mpp4j.tempo.internal.session.Voucher;

/** What leaves this client for a channel: within the limits, and written down first. Used under the channel's lock. */
final class ChannelBooks {

    private final String name;
    private final SessionSettings settings;

    ChannelBooks(String name, SessionSettings settings) {
        this.name = name;
        this.settings = settings;
    }

    /** Signs within the limits. What may leave is kept first. */
    Voucher sign(SessionOrder order, ChannelAccount channel, BigInteger cumulative) {
        BigInteger more = cumulative.subtract(channel.signed());
        if (more.signum() == 0) {
            return SessionCredentials.voucher(settings.signer(), channel, cumulative);
        }
        SpendingLimits.Decision decision = settings.limits()
                .reserve(new Demand(
                        "tempo",
                        order.currency().toString(),
                        Amount.ofBaseUnits(more),
                        List.of(order.recipient().toString())));
        if (decision instanceof SpendingLimits.Refused refused) {
            throw new PaymentFailedException(refused.reason(), false);
        }
        SpendingLimits.Reserved reserved = (SpendingLimits.Reserved) decision;
        Voucher voucher;
        try {
            voucher = SessionCredentials.voucher(settings.signer(), channel, cumulative);
        } catch (RuntimeException | Error failed) {
            reserved.release();
            throw failed;
        }
        reserved.commit();
        channel.sign(cumulative);
        keep(channel);
        return voucher;
    }

    /** It was opened by another process. What is in it counts here, too. */
    ChannelAccount resume(ChannelAccount channel) {
        keep(channel);
        settings.deposits().add(channel.descriptor().token(), channel.atStake());
        return channel;
    }

    void keep(ChannelAccount channel) {
        settings.keeper().keep(name, channel.json());
    }

    /** It is over, or never was. */
    void forget(ChannelAccount channel) {
        settings.keeper().forget(name);
        settings.deposits().release(channel.descriptor().token(), channel.atStake());
    }
}
