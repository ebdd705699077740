package org.mpp4j.tempo.client;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.mpp4j.client.PaymentFailedException;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.tempo.client.SessionHttp.Answer;
import org.mpp4j.tempo.internal.client.SessionOrder;
import org.mpp4j.tempo.internal.session.ChannelState;

/** Puts more into a channel. What may have been put in is found out before anything else is. Used under the channel's lock. */
final class ChannelTopUps {

    private final SessionSettings settings;
    private final ChannelBooks books;
    private final ChannelMessages messages;
    private final BiConsumer<ChannelAccount, String> receipts;

    /** The transaction of which nobody knows, if this process has signed it. */
    private ChannelFunding.@Nullable Signed sent;

    /**
     * Tops up.
     *
     * @param receipts checks and enters the receipt that a server gives
     */
    ChannelTopUps(
            SessionSettings settings,
            ChannelBooks books,
            ChannelMessages messages,
            BiConsumer<ChannelAccount, String> receipts) {
        this.settings = settings;
        this.books = books;
        this.messages = messages;
        this.receipts = receipts;
    }

    void topUp(SessionOrder order, ChannelAccount channel, BigInteger shortfall, URI resource)
            throws IOException, InterruptedException {
        BigInteger least = endTopUp(order, channel, shortfall, resource);
        if (least.signum() <= 0) {
            return;
        }
        BigInteger amount = settings.deposits().take(order.currency(), settings.depositFor(order), least);
        ChannelFunding.Signed signed;
        try {
            signed = settings.funding().topUp(order, channel.descriptor(), amount);
        } catch (RuntimeException | Error failed) {
            settings.deposits().release(order.currency(), amount);
            throw failed;
        }
        channel.toppingUp(amount, signed.validBefore());
        books.keep(channel);
        sent = signed;
        send(order, channel, signed, resource);
    }

    private void send(SessionOrder order, ChannelAccount channel, ChannelFunding.Signed signed, URI resource)
            throws IOException, InterruptedException {
        JsonObject payload = SessionCredentials.topUp(signed, channel, channel.unsureDeposit());
        Answer<Void> answer = messages.post(order, channel, resource, payload).answer();
        Optional<String> receipt = answer.headers().firstValue(Receipt.HEADER);
        if (!answer.isSuccess() || receipt.isEmpty()) {
            // The server has the transaction and may still send it.
            throw new PaymentFailedException(
                    "The server didn't put more into the channel; its answer has the status " + answer.status(), true);
        }
        receipts.accept(channel, receipt.get());
        channel.toppedUp(true);
        books.keep(channel);
    }

    /**
     * Finds out about a top-up of which nobody knows, and what is still needed after it. As long as it may be mined, the same
     * transaction is sent once more, which can be mined once only.
     */
    private BigInteger endTopUp(SessionOrder order, ChannelAccount channel, BigInteger shortfall, URI resource)
            throws IOException, InterruptedException {
        BigInteger before = channel.unsureDeposit();
        if (before.signum() == 0) {
            return shortfall;
        }
        BigInteger time = settings.funding().chainTime();
        ChannelState state = settings.funding().state(channel);
        if (state.deposit().compareTo(channel.atStake()) >= 0) {
            channel.toppedUp(true);
            books.keep(channel);
            return shortfall.subtract(before);
        }
        if (sent != null && sent.channel().equals(channel.descriptor()) && sent.isInTimeAt(time)) {
            send(order, channel, sent, resource);
            return shortfall.subtract(before);
        }
        if (time.compareTo(channel.unsureDepositUntil()) < 0) {
            throw new PaymentFailedException(
                    "It isn't known yet whether more was put into the channel; it will be when the clock of the chain is at "
                            + channel.unsureDepositUntil(),
                    true);
        }
        channel.toppedUp(false);
        settings.deposits().release(order.currency(), before);
        books.keep(channel);
        return shortfall;
    }
}
