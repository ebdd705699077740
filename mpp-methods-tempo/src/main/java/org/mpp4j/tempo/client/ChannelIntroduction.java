package org.mpp4j.tempo.client;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.tempo.client.SessionHttp.Answer;
import org.mpp4j.tempo.internal.client.SessionOrder;

/**
 * Tells a server of a channel that it has opened itself: if it was interrupted between sending the transaction and writing the
 * channel down, it knows of it only from its client. Used under the channel's lock.
 */
final class ChannelIntroduction {

    private final ChannelBooks books;
    private final ChannelMessages messages;
    private final BiConsumer<ChannelAccount, String> receipts;

    /**
     * Introduces channels.
     *
     * @param receipts checks and enters the receipt that a server gives
     */
    ChannelIntroduction(ChannelBooks books, ChannelMessages messages, BiConsumer<ChannelAccount, String> receipts) {
        this.books = books;
        this.messages = messages;
        this.receipts = receipts;
    }

    /**
     * Shows the transaction once more, which does nothing on the chain, and the highest voucher.
     *
     * @param opening the very transaction that has opened the channel
     * @return whether the server knows the channel now
     */
    boolean introduce(SessionOrder order, ChannelAccount channel, ChannelFunding.Signed opening, URI resource)
            throws IOException, InterruptedException {
        Answer<Void> answer = messages.post(
                        order,
                        channel,
                        resource,
                        SessionCredentials.open(opening, books.sign(order, channel, channel.signed())))
                .answer();
        Optional<String> receipt = answer.headers().firstValue(Receipt.HEADER);
        receipt.ifPresent(header -> receipts.accept(channel, header));
        return answer.isSuccess() && receipt.isPresent();
    }
}
