package org.mpp4j.tempo.client;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mpp4j.client.PaymentFailedException;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.tempo.client.SessionHttp.Answer;
import org.mpp4j.tempo.internal.client.SessionOrder;
import org.mpp4j.tempo.internal.session.NeedVoucher;
import org.mpp4j.tempo.internal.session.SessionReceipt;
import org.mpp4j.tempo.internal.session.Voucher;

/**
 * Pays one recipient at one server in one currency, out of one channel after the other. Books are written and vouchers signed
 * under the channel's lock, and so are money put in and the channel closed, as all else has to wait for that; requests that are
 * paid with a voucher run side by side.
 */
final class PaidChannel {

    private static final int GONE = 410;

    private final SessionSettings settings;
    private final ChannelBooks books;
    private final ChannelMessages messages;
    private final ChannelTopUps topUps;
    private final ChannelIntroduction introduction;
    private final ReentrantLock lock = new ReentrantLock();
    /** Until it has found out. */
    private @Nullable ChannelResumption resumption;

    private @Nullable ChannelAccount account;
    /** The transaction that opens the channel, as long as the server isn't known to have taken note of it. */
    private ChannelFunding.@Nullable Signed opening;

    PaidChannel(String name, SessionSettings settings, @Nullable ChannelAccount kept) {
        this.settings = settings;
        this.books = new ChannelBooks(name, settings);
        this.messages = new ChannelMessages(settings);
        this.topUps = new ChannelTopUps(settings, books, messages, this::confirm);
        this.introduction = new ChannelIntroduction(books, messages, this::confirm);
        this.account = kept;
        this.resumption = kept == null && settings.resumesIn() != null
                ? new ChannelResumption(settings, settings.resumesIn())
                : null;
    }

    /**
     * Sends a request that is paid for.
     *
     * @param again whether the answer to the one before was that it isn't paid for
     * @return its answer; a receipt that it has is checked and entered
     * @throws PaymentFailedException if nothing is sent, or its receipt can't be right
     */
    <T> Answer<T> send(SessionOrder order, HttpRequest request, BodyHandler<T> handler, boolean again)
            throws IOException, InterruptedException {
        ChannelAccount channel;
        Voucher voucher;
        lock.lockInterruptibly();
        try {
            channel = usable(order, request.uri());
            if (channel == null) {
                return open(order, request, handler);
            }
            BigInteger cost = order.price();
            BigInteger needed =
                    again ? channel.neededAgain(cost, order.requiredFor(channel.descriptor())) : channel.needed(cost);
            voucher = authorize(order, channel, needed, request.uri());
            channel.begin(cost);
        } finally {
            lock.unlock();
        }
        JsonObject payload = SessionCredentials.use(channel, voucher);
        return exchange(order, channel, SessionCredentials.paid(request, order, channel, payload), handler);
    }

    /** The channel, or null if there is none yet, for all that the server and the chain say. */
    private @Nullable ChannelAccount usable(SessionOrder order, URI resource) throws IOException, InterruptedException {
        if (resumption != null) {
            account = resumption.find(order, resource).map(books::resume).orElse(null);
            resumption = null;
        }
        ChannelAccount channel = account;
        if (channel == null || channel.openingUntil() == null) {
            return channel;
        }
        BigInteger time = settings.funding().chainTime();
        if (order.snapshotOf(channel.descriptor()) != null
                || settings.funding().state(channel).exists()) {
            channel.opened();
            books.keep(channel);
            return channel;
        }
        // Asked for before the state was, so what isn't there by now will never be.
        if (time.compareTo(channel.openingUntil()) >= 0) {
            forget(channel);
            return null;
        }
        if (opening == null || !opening.isInTimeAt(time)) {
            throw new PaymentFailedException(
                    "It isn't known yet whether the channel was opened; it will be when the clock of the chain is at "
                            + channel.openingUntil(),
                    true);
        }
        return null;
    }

    /** Under the lock: a second channel for what the first can pay would be a deposit for nothing. */
    private <T> Answer<T> open(SessionOrder order, HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        ChannelAccount channel = account;
        ChannelFunding.Signed signed = opening;
        if (channel == null || signed == null) {
            BigInteger deposit = settings.deposits().take(order.currency(), settings.depositFor(order), order.price());
            boolean signedIt = false;
            try {
                signed = settings.funding().open(order, deposit);
                signedIt = true;
            } finally {
                if (!signedIt) {
                    settings.deposits().release(order.currency(), deposit);
                }
            }
            channel =
                    ChannelAccount.opening(order.details().contract(), signed.channel(), deposit, signed.validBefore());
            account = channel;
            opening = signed;
        }
        // The same transaction, if there was one: with another one there could be two channels.
        BigInteger first = channel.signed().max(order.price());
        if (first.compareTo(channel.deposit()) > 0) {
            throw new PaymentFailedException("The price has risen over the deposit meanwhile", true);
        }
        Voucher voucher = books.sign(order, channel, first);
        channel.begin(order.price());
        JsonObject payload = SessionCredentials.open(signed, voucher);
        return exchange(order, channel, SessionCredentials.paid(request, order, channel, payload), handler);
    }

    private <T> Answer<T> exchange(SessionOrder order, ChannelAccount channel, HttpRequest paid, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        Answer<T> answer = null;
        try {
            answer = settings.http().send(paid, handler);
        } finally {
            if (answer == null) {
                lock.lock();
                try {
                    channel.lost(order.price());
                } finally {
                    lock.unlock();
                }
            }
        }
        lock.lock();
        try {
            enter(order, channel, answer);
            return answer;
        } catch (PaymentFailedException wrongReceipt) {
            answer.cancel();
            throw wrongReceipt;
        } finally {
            lock.unlock();
        }
    }

    /** The server asks for payment once more, for what was paid. */
    PaymentFailedException refusedAgain(SessionOrder order) {
        lock.lock();
        try {
            if (account != null) {
                account.refusedAgain(order.price());
            }
        } finally {
            lock.unlock();
        }
        return new PaymentFailedException("The server asks for payment although it was paid", true);
    }

    private void enter(SessionOrder order, ChannelAccount channel, Answer<?> answer) {
        if (answer.isPaymentRequired()) {
            channel.refused(order.price());
            return;
        }
        Optional<String> header = answer.headers().firstValue(Receipt.HEADER);
        if (header.isPresent() || answer.isSuccess()) {
            channel.paid();
        } else {
            channel.lost(order.price());
        }
        if (header.isPresent()) {
            confirm(channel, header.get());
        }
    }

    private SessionReceipt confirm(ChannelAccount channel, String header) {
        try {
            SessionReceipt receipt = SessionReceipt.of(Receipt.parse(header));
            confirm(channel, receipt);
            return receipt;
        } catch (ProtocolException unreadable) {
            throw new PaymentFailedException("The receipt can't be read", true);
        }
    }

    private void confirm(ChannelAccount channel, SessionReceipt receipt) {
        channel.confirm(receipt);
        channel.opened();
        if (account == channel) {
            opening = null;
            books.keep(channel);
        }
    }

    /** Enters the receipt at the end of a stream. */
    Receipt confirm(JsonObject json) {
        lock.lock();
        try {
            Receipt receipt = Receipt.parse(Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(json.toCanonicalString().getBytes(StandardCharsets.UTF_8)));
            confirm(requireAccount(), SessionReceipt.of(receipt));
            return receipt;
        } catch (ProtocolException unreadable) {
            throw new PaymentFailedException("The receipt can't be read", true);
        } finally {
            lock.unlock();
        }
    }

    private ChannelAccount requireAccount() {
        if (account == null) {
            throw new PaymentFailedException("The channel was closed meanwhile", false);
        }
        return account;
    }

    /** A voucher that covers so much, with the deposit it takes. */
    private Voucher authorize(SessionOrder order, ChannelAccount channel, BigInteger needed, URI resource)
            throws IOException, InterruptedException {
        BigInteger cumulative = channel.voucher(needed, order.minVoucherDelta());
        if (cumulative.subtract(needed.max(channel.signed())).compareTo(unitsAhead(order)) > 0) {
            throw new PaymentFailedException(
                    "The server takes vouchers only for " + order.minVoucherDelta()
                            + " base units more, over the limit of " + settings.maxUnitsAhead() + " units",
                    false);
        }
        BigInteger shortfall = cumulative.subtract(channel.deposit());
        if (shortfall.signum() > 0) {
            topUps.topUp(order, channel, shortfall, resource);
        }
        return books.sign(order, channel, cumulative);
    }

    private BigInteger unitsAhead(SessionOrder order) {
        return order.price().multiply(BigInteger.valueOf(settings.maxUnitsAhead()));
    }

    /**
     * Gives a stream the voucher that it needs.
     *
     * @param most how much more it may be for than all before
     * @return how much more it is
     * @throws PaymentFailedException if it needs one for another channel, or for more
     */
    BigInteger feed(SessionOrder order, NeedVoucher need, BigInteger most, URI resource)
            throws IOException, InterruptedException {
        ChannelAccount channel;
        Voucher voucher;
        BigInteger more;
        lock.lockInterruptibly();
        try {
            channel = requireAccount();
            if (!need.channelId().equals(channel.channelId())) {
                throw new PaymentFailedException("The stream asks for a voucher of another channel", false);
            }
            BigInteger before = channel.signed();
            if (need.requiredCumulative().subtract(before).compareTo(most) > 0) {
                throw new PaymentFailedException(
                        "The stream asks for a voucher of " + need.requiredCumulative() + " after one of " + before
                                + " base units; without anything delivered it may be " + most + " more",
                        false);
            }
            voucher = authorize(order, channel, need.requiredCumulative(), resource);
            channel.streamed(need.requiredCumulative());
            more = voucher.cumulativeAmount().subtract(before);
        } finally {
            lock.unlock();
        }
        Answer<Void> answer = messages.post(order, channel, resource, SessionCredentials.use(channel, voucher))
                .answer();
        lock.lock();
        try {
            if (!answer.isSuccess() && voucher.cumulativeAmount().equals(channel.signed())) {
                throw new PaymentFailedException(
                        "The server didn't take the voucher for the stream; its answer has the status "
                                + answer.status(),
                        true);
            }
            // Else a higher one was there first, which does as well.
            answer.headers().firstValue(Receipt.HEADER).ifPresent(receipt -> confirm(channel, receipt));
        } finally {
            lock.unlock();
        }
        return more;
    }

    /**
     * Ends the channel together with the server.
     *
     * @return the receipt, or empty if the server gives none
     */
    Optional<Receipt> close(SessionOrder order, URI resource) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            ChannelAccount channel = usable(order, resource);
            if (channel == null) {
                throw new PaymentFailedException("There is no channel to close", false);
            }
            if (!channel.isIdle()) {
                throw new PaymentFailedException("Requests on the channel are still under way", false);
            }
            Voucher last = books.sign(order, channel, channel.signed());
            JsonObject payload = SessionCredentials.close(channel, last);
            ChannelMessages.Posted posted = messages.post(order, channel, resource, payload);
            if (isUnknown(posted.answer(), order, resource) && account != null) {
                posted = messages.post(order, channel, resource, payload);
            }
            Answer<Void> answer = posted.answer();
            if (!answer.isSuccess()) {
                throw new PaymentFailedException(
                        "The server didn't close the channel; its answer has the status " + answer.status(), true);
            }
            Optional<String> header = answer.headers().firstValue(Receipt.HEADER);
            if (header.isEmpty()) {
                if (!settings.funding().state(channel).exists()) {
                    forget(channel);
                }
                return Optional.empty();
            }
            BigInteger confirmed = channel.confirmed();
            SessionReceipt receipt = confirm(channel, header.get());
            if (receipt.txHash() == null
                    || !receipt.challengeId().equals(posted.order().challenge().id())
                    || !receipt.acceptedCumulative().equals(last.cumulativeAmount())
                    || receipt.spent().compareTo(confirmed) < 0) {
                throw new PaymentFailedException("The receipt isn't one of the close of this channel", true);
            }
            forget(channel);
            return Optional.of(Receipt.parse(header.get()));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether a request has to be sent once more because the server has no such channel, as it says: either there isn't one any
     * more, for the chain says so too, and another will be opened; or the server hadn't heard of it, and has now.
     */
    boolean isUnknown(Answer<?> answer, SessionOrder order, URI resource) throws IOException, InterruptedException {
        if (answer.status() != GONE) {
            return false;
        }
        lock.lockInterruptibly();
        try {
            ChannelAccount channel = account;
            if (channel == null) {
                return true;
            }
            if (channel.openingUntil() != null) {
                return false;
            }
            if (settings.funding().state(channel).exists()) {
                return opening != null && introduction.introduce(order, channel, opening, resource);
            }
            forget(channel);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void forget(ChannelAccount channel) {
        books.forget(channel);
        account = null;
        opening = null;
    }
}
