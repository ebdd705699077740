package org.mpp4j.tempo.internal.channel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionAccount.Status;
import org.mpp4j.session.SessionAccounts;
import org.mpp4j.session.SessionChange;
import org.mpp4j.tempo.internal.channel.SentTransaction.Purpose;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.rpc.NodeException;
import org.mpp4j.tempo.internal.rpc.ReceiptAnswer;
import org.mpp4j.tempo.internal.rpc.TempoNode;
import org.mpp4j.tempo.internal.rpc.TransactionReceipt;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelEvent;
import org.mpp4j.tempo.internal.session.ChannelState;
import org.mpp4j.tempo.internal.tx.TempoCall;

/**
 * Fetches money from channels. The order of the steps is what makes each safe to be the last one:
 *
 * <ol>
 *   <li>a channel that is to be closed takes no more charges,
 *   <li>a transaction is signed, and shown to nobody,
 *   <li>its hash and its end of validity are written to the books, if no other one is there,
 *   <li>it is sent, and its receipt looked at,
 *   <li>the books say what it did.
 * </ol>
 *
 * <p>Whoever finds a transaction in the books never sends another before a node has shown that it can't be mined any more. So it
 * doesn't matter who does these steps, and on how many instances.
 */
public final class Cashier {

    private static final Logger LOG = System.getLogger("org.mpp4j.tempo");

    /** When somebody looks after a channel whose closing was begun and not ended. */
    private static final Duration LEFT_BEHIND = Duration.ofSeconds(30);

    /** How long it is remembered that a channel is closed, for clients that ask again. */
    static final Duration REMEMBERED = Duration.ofDays(1);

    private final ChannelRail rail;
    private final SessionAccounts accounts;
    private final ChainWatch watch;
    private final MerchantSender signer;
    private final TransactionSender sender;
    private final Takings takings;

    Cashier(ChannelRail rail, ChainWatch watch, MerchantSender signer, Takings takings) {
        this.rail = rail;
        this.accounts = rail.accounts();
        this.watch = watch;
        this.signer = signer;
        this.sender = new TransactionSender(rail.node());
        this.takings = takings;
    }

    /** How it ended. */
    sealed interface Result {

        /** There is nothing left to do. */
        record Done(SessionAccount account) implements Result {}

        /** Nothing was sent, and the channel is as it was before. */
        record NotDone(NodeException cause) implements Result {}

        /** It isn't known. Whoever asks again finds out. */
        record Open(NodeException cause) implements Result {}
    }

    /** Keeps a channel from being charged, so that what is owed is fixed. */
    SessionAccount closing(SessionAccount account) {
        return account.in(Status.CLOSING).dueAt(rail.clock().instant().plus(LEFT_BEHIND));
    }

    /** Ends a channel that is {@link #closing}. */
    Result close(Bytes32 channelId, Deadline deadline) {
        return work(channelId, deadline, Purpose.CLOSE);
    }

    /** Fetches what a channel owes as far as its vouchers allow, or finds out what became of a transaction that does. */
    Result settle(Bytes32 channelId, Deadline deadline) {
        return work(channelId, deadline, Purpose.SETTLE);
    }

    private Result work(Bytes32 channelId, Deadline deadline, Purpose purpose) {
        // What one node says of a transaction and of the time fits together: it has got as far, and forgets no earlier.
        TempoNode one = rail.node().one();
        do {
            Optional<SessionAccount> found = accounts.find(ChannelRail.id(channelId));
            if (found.isEmpty()) {
                return new Result.NotDone(new NodeException("The channel isn't in the books any more"));
            }
            SessionAccount account = found.get();
            if (account.status() == Status.CLOSED) {
                return new Result.Done(account);
            }
            ChannelRecord record = rail.read(account);
            Optional<Result> result;
            if (record.sent() != null) {
                result = resume(channelId, record.sent(), one, deadline);
            } else if (account.isOpen() && purpose == Purpose.CLOSE) {
                return new Result.NotDone(new NodeException("The channel couldn't be closed"));
            } else {
                result = begin(account, record, channelId, one, deadline);
            }
            if (result.isPresent()) {
                return result.get();
            }
        } while (!deadline.isOver() && !Thread.currentThread().isInterrupted());
        return new Result.Open(new NodeException("There was no time left"));
    }

    /** Empty if the books have changed, and have to be looked at again. */
    private Optional<Result> begin(
            SessionAccount account, ChannelRecord record, Bytes32 channelId, TempoNode one, Deadline deadline) {
        boolean closes = !account.isOpen();
        SignedAmount best = record.settleable(account);
        if (best == null && !closes) {
            return Optional.of(new Result.Done(account));
        }
        try {
            TempoCall call;
            if (best != null && !closes) {
                call = settlement(record, channelId, best);
            } else {
                ChannelState state = watch.askNow(channelId, deadline.leftUpTo(TransactionSender.LOOKUP_PATIENCE))
                        .orElseThrow(() -> new NodeException("The node doesn't tell the state of the channel"));
                if (!state.exists()) {
                    return Optional.of(endedElsewhere(channelId));
                }
                call = ending(record.seen(state), channelId, account);
            }
            MerchantSender.Signed signed = signer.sign(List.of(call), one, deadline);
            SentTransaction sent =
                    new SentTransaction(closes ? Purpose.CLOSE : Purpose.SETTLE, signed.hash(), signed.validBefore());
            return book(channelId, sent, account.status())
                    ? Optional.of(outcome(channelId, sent, send(signed, deadline)))
                    : Optional.empty();
        } catch (NodeException nothingSent) {
            reopen(channelId, account.status(), null);
            return Optional.of(new Result.NotDone(nothingSent));
        }
    }

    /** The call that fetches what a voucher is for. */
    TempoCall settlement(ChannelRecord record, Bytes32 channelId, SignedAmount voucher) {
        return callTo(rail.contract().abi().settle(record.channel(), voucher.voucher(channelId)));
    }

    /** The call that ends a channel. */
    private TempoCall ending(ChannelRecord record, Bytes32 channelId, SessionAccount account) {
        SignedAmount last = rail.contract().protocol().capturesLess() ? record.highest(account) : record.last(account);
        return callTo(rail.contract().abi().close(record.channel(), last.voucher(channelId), record.capture(account)));
    }

    private TempoCall callTo(byte[] input) {
        return TempoCall.of(rail.contract().address(), input);
    }

    /** Writes a transaction that nobody has seen yet to the books of a channel. Not if there is one already. */
    boolean book(Bytes32 channelId, SentTransaction sent, Status status) {
        return change(channelId, account -> {
                    ChannelRecord record = rail.read(account);
                    return account.status() == status && record.sent() == null
                            ? Optional.of(
                                    account.withDetail(record.withSent(sent).write()))
                            : Optional.empty();
                })
                .isPresent();
    }

    /** Sends a transaction that is in the books. */
    TransactionSender.Sent send(MerchantSender.Signed signed, Deadline deadline) {
        return sender.send(signed.bytes(), rail.patience(), deadline);
    }

    /** What sending a transaction for the first time has done to a channel, whose books say so then. */
    Result outcome(Bytes32 channelId, SentTransaction sent, TransactionSender.Sent answer) {
        if (answer instanceof TransactionSender.Sent.Mined mined) {
            return conclude(channelId, sent, mined.receipt());
        }
        if (answer instanceof TransactionSender.Sent.Open open) {
            return new Result.Open(open.cause());
        }
        // It was never sent before, so it is nowhere.
        reopen(channelId, null, sent);
        return new Result.NotDone(
                answer instanceof TransactionSender.Sent.Undelivered undelivered
                        ? undelivered.cause()
                        : new NodeException("The network refused the transaction of the merchant's account, for example"
                                + " because it can't pay the fee"));
    }

    /** Finds out what became of a transaction. Empty once it certainly wasn't mined, and the books don't have it any more. */
    private Optional<Result> resume(Bytes32 channelId, SentTransaction sent, TempoNode one, Deadline deadline) {
        do {
            ReceiptAnswer answer = receipt(sent, one, deadline);
            if (answer instanceof ReceiptAnswer.NotMined && hasExpired(sent, one, deadline)) {
                // The block that shows it may have come after the first look. No later one can hold the transaction.
                answer = receipt(sent, one, deadline);
                if (answer instanceof ReceiptAnswer.NotMined) {
                    strike(channelId, sent);
                    return Optional.empty();
                }
            }
            if (answer instanceof ReceiptAnswer.Mined mined) {
                return sent.purpose() == Purpose.SETTLE
                        ? settledThen(conclude(channelId, sent, mined.receipt()))
                        : Optional.of(conclude(channelId, sent, mined.receipt()));
            }
            if (answer instanceof ReceiptAnswer.Silent silent) {
                return Optional.of(new Result.Open(silent.cause()));
            }
        } while (deadline.pause(TransactionSender.POLL_INTERVAL));
        return Optional.of(
                new Result.Open(new NodeException("A transaction isn't mined yet, and may be until it expires")));
    }

    /** What was settled before a channel is closed isn't the end of it. */
    private static Optional<Result> settledThen(Result result) {
        return result instanceof Result.Done done && done.account().status() == Status.CLOSING
                ? Optional.empty()
                : Optional.of(result);
    }

    private static ReceiptAnswer receipt(SentTransaction sent, TempoNode one, Deadline deadline) {
        return one.receipt(Hex.encode(sent.hash().bytes()), deadline.leftUpTo(TransactionSender.LOOKUP_PATIENCE));
    }

    private static boolean hasExpired(SentTransaction sent, TempoNode one, Deadline deadline) {
        return one.latestBlockTime(deadline.leftUpTo(TransactionSender.LOOKUP_PATIENCE))
                .map(time -> time.compareTo(BigInteger.valueOf(sent.validBefore())) >= 0)
                .orElse(false);
    }

    private Result conclude(Bytes32 channelId, SentTransaction sent, TransactionReceipt receipt) {
        if (!receipt.succeeded()) {
            return reverted(channelId, sent);
        }
        if (sent.purpose() == Purpose.CLOSE) {
            return ChannelEvent.only(ChannelEvent.Closed.class, channelId, receipt.logs(), rail.contract())
                    .map(event -> closed(channelId, sent, event))
                    .orElseGet(() -> untold(sent));
        }
        return ChannelEvent.only(ChannelEvent.Settled.class, channelId, receipt.logs(), rail.contract())
                .map(event -> settled(channelId, sent, event))
                .orElseGet(() -> untold(sent));
    }

    private static Result untold(SentTransaction sent) {
        LOG.log(Level.ERROR, "The transaction {0} was mined without what it was for", sent.hash());
        return new Result.Open(new NodeException("The transaction was mined without what it was for"));
    }

    private Result closed(Bytes32 channelId, SentTransaction sent, ChannelEvent.Closed event) {
        SessionAccount before = accounts.find(ChannelRail.id(channelId)).orElseThrow();
        ChannelRecord known = rail.read(before);
        BigInteger amount =
                event.settledToPayee().subtract(known.chain().settled()).max(BigInteger.ZERO);
        if (before.status() == Status.CLOSED) {
            return new Result.Done(before);
        }
        takings.write(known.channel(), channelId, amount, sent.hash());
        watch.forget(channelId);
        Instant now = rail.clock().instant();
        Optional<SessionAccount> closed = change(channelId, account -> {
            ChannelRecord record = rail.read(account);
            if (account.status() == Status.CLOSED || !sent.equals(record.sent())) {
                return Optional.empty();
            }
            ChannelRecord last = record.seen(new ChannelState(
                            event.settledToPayee(), record.chain().deposit(), 0))
                    .with(record.upkeep().settled(now));
            return Optional.of(
                    account.in(Status.CLOSED).withDetail(last.write()).dueAt(now.plus(REMEMBERED)));
        });
        if (closed.isPresent()) {
            takings.tell(listener ->
                    listener.closed(channelId.toString(), amount, sent.hash().toString()));
            return new Result.Done(closed.get());
        }
        return new Result.Done(accounts.find(ChannelRail.id(channelId)).orElse(before));
    }

    private Result settled(Bytes32 channelId, SentTransaction sent, ChannelEvent.Settled event) {
        SessionAccount before = accounts.find(ChannelRail.id(channelId)).orElseThrow();
        takings.write(rail.read(before).channel(), channelId, event.deltaPaid(), sent.hash());
        Instant now = rail.clock().instant();
        Optional<SessionAccount> settled = change(channelId, account -> {
            ChannelRecord record = rail.read(account);
            if (!sent.equals(record.sent())) {
                return Optional.empty();
            }
            ChannelState chain = record.chain();
            return Optional.of(account.withDetail(record.withSent(null)
                    .seen(new ChannelState(event.newSettled(), chain.deposit(), chain.closeRequestedAt()))
                    .with(record.upkeep().settled(now))
                    .write()));
        });
        if (settled.isPresent()) {
            takings.tell(listener -> listener.settled(
                    channelId.toString(), event.deltaPaid(), sent.hash().toString()));
        }
        return new Result.Done(settled.or(() -> accounts.find(before.id())).orElse(before));
    }

    /** The channel is as it was, or somebody else has ended it. */
    private Result reverted(Bytes32 channelId, SentTransaction sent) {
        Optional<ChannelState> state = watch.askNow(channelId, TransactionSender.LOOKUP_PATIENCE);
        if (state.isPresent() && !state.get().exists()) {
            return endedElsewhere(channelId);
        }
        LOG.log(Level.ERROR, "The transaction {0} for the channel {1} was reverted", sent.hash(), channelId);
        reopen(channelId, null, sent);
        return new Result.NotDone(new NodeException("The transaction was reverted"));
    }

    /** Notes that a channel isn't there any more. */
    Result endedElsewhere(Bytes32 channelId) {
        watch.forget(channelId);
        Optional<SessionAccount> ended = change(
                channelId,
                account -> account.status() == Status.CLOSED
                        ? Optional.empty()
                        : Optional.of(account.in(Status.CLOSED)
                                .withDetail(rail.read(account).withSent(null).write())
                                .dueAt(rail.clock().instant().plus(REMEMBERED))));
        if (ended.isEmpty()) {
            return new Result.NotDone(new NodeException("The channel isn't there any more"));
        }
        BigInteger owed = rail.read(ended.get()).owed(ended.get());
        if (owed.signum() > 0) {
            LOG.log(
                    Level.ERROR,
                    "The channel {0} was ended by somebody else; {1} base units were owed as far as is known here",
                    channelId,
                    owed);
        }
        takings.tell(listener -> listener.endedElsewhere(channelId.toString(), owed));
        return new Result.Done(ended.get());
    }

    /** Takes a transaction out of the books that certainly has done nothing. */
    void strike(Bytes32 channelId, SentTransaction sent) {
        change(channelId, account -> {
            ChannelRecord record = rail.read(account);
            return sent.equals(record.sent())
                    ? Optional.of(account.withDetail(record.withSent(null).write()))
                    : Optional.empty();
        });
    }

    /** After nothing came of it: what could be charged can be charged again. */
    private void reopen(Bytes32 channelId, @Nullable Status found, @Nullable SentTransaction sent) {
        change(channelId, account -> {
            ChannelRecord record = rail.read(account);
            boolean isMine =
                    sent == null ? record.sent() == null && account.status() == found : sent.equals(record.sent());
            if (!isMine || account.status() == Status.CLOSED) {
                return Optional.empty();
            }
            ChannelRecord next = record.withSent(null).with(record.upkeep().failed());
            return Optional.of(account.in(Status.OPEN).withDetail(next.write()));
        });
    }

    private Optional<SessionAccount> change(
            Bytes32 channelId, Function<SessionAccount, Optional<SessionAccount>> step) {
        return accounts.update(ChannelRail.id(channelId), found -> {
            Optional<SessionAccount> next = found.flatMap(step);
            return next.isPresent() ? SessionChange.to(next.get(), next) : SessionChange.none(next);
        });
    }
}
