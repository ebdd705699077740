package org.mpp4j.tempo.internal.channel;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.method.Settlement;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionAccount.Status;
import org.mpp4j.session.SessionChange;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.rpc.NodeException;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ChannelState;
import org.mpp4j.tempo.internal.session.Voucher;

/**
 * Action {@code close} (draft-tempo-session section "Cooperative Close"). The payee gets what was spent, whatever more the voucher
 * is for.
 */
final class ClosePayment extends ChannelPayment {

    private final Voucher voucher;

    ClosePayment(
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
    SessionOutcome perform(ChannelDescriptor channel, boolean forResource) {
        Bytes32 channelId = voucher.channelId();
        Optional<Rejected> objection = desk.check().ofChannel(channel, voucher, source);
        Optional<SessionAccount> known = objection.isPresent() ? Optional.empty() : desk.find(channelId);
        if (objection.isEmpty() && known.isEmpty()) {
            return Refusal.notFound(channelId);
        }
        objection = objection.or(() -> desk.check().ofSignature(channel, voucher));
        if (objection.isPresent()) {
            return objection.get();
        }
        // A top-up may have reached the chain and not the books.
        boolean isBeyond = isBeyondDeposit(desk.rail().read(known.orElseThrow()));
        Optional<ChannelState> told =
                isBeyond ? desk.watch().askNow(channelId, desk.rail().patience()) : Optional.empty();
        if (isBeyond && told.isEmpty()) {
            return new Settlement.Unknown(
                    new NodeException("The node doesn't tell the state of a channel"),
                    FundingSender.RETRY_AFTER,
                    false);
        }
        Rejected refused = desk.rail()
                .accounts()
                .update(ChannelRail.id(channelId), found -> begin(found, told))
                .orElse(null);
        if (refused != null) {
            return refused;
        }
        Cashier.Result result =
                desk.cashier().close(channelId, Deadline.in(desk.rail().patience()));
        if (result instanceof Cashier.Result.Done done) {
            return closed(done.account());
        }
        return result instanceof Cashier.Result.Open open
                ? new Settlement.Unknown(open.cause(), FundingSender.RETRY_AFTER, true)
                : new Settlement.Unknown(((Cashier.Result.NotDone) result).cause(), FundingSender.RETRY_AFTER, false);
    }

    private SessionChange<Optional<Rejected>> begin(Optional<SessionAccount> found, Optional<ChannelState> told) {
        if (found.isEmpty()) {
            return SessionChange.none(Optional.of(Refusal.notFound(voucher.channelId())));
        }
        SessionAccount account = found.get();
        ChannelRecord books = desk.rail().read(account);
        ChannelRecord record = told.map(books::seen).orElse(books);
        Rejected objection = objection(account, record);
        if (objection != null || !account.isOpen()) {
            return SessionChange.none(Optional.ofNullable(objection));
        }
        SessionAccount next = account;
        if (!takesLess()) {
            record = record.closedWith(account, new SignedAmount(voucher.cumulativeAmount(), voucher.signature()));
        } else if (voucher.cumulativeAmount().compareTo(account.authorized()) > 0) {
            record = record.authorized(
                    account, voucher.signature(), desk.rail().clock().instant());
            next = account.authorize(voucher.cumulativeAmount());
        }
        return SessionChange.to(desk.cashier().closing(next.withDetail(record.write())), Optional.empty());
    }

    private @Nullable Rejected objection(SessionAccount account, ChannelRecord record) {
        Bytes32 channelId = voucher.channelId();
        if (voucher.cumulativeAmount().compareTo(record.capture(account)) < 0) {
            return Refusal.verificationFailed(
                    channelId, "The voucher is for less than the " + record.capture(account) + " that were spent.");
        }
        if (isBeyondDeposit(record)) {
            return Refusal.exceedsDeposit(channelId, record.chain().deposit());
        }
        return takesLess() || !account.isOpen() || record.canCapture(account, voucher.cumulativeAmount())
                ? null
                : Refusal.inexact(channelId, record.capture(account));
    }

    private boolean isBeyondDeposit(ChannelRecord record) {
        return voucher.cumulativeAmount().compareTo(record.chain().deposit()) > 0;
    }

    private boolean takesLess() {
        return desk.rail().contract().protocol().capturesLess();
    }

    /** Clients want to see the amount of their own last voucher in the receipt. */
    private SessionOutcome closed(SessionAccount account) {
        SentTransaction sent = desk.rail().read(account).sent();
        return account.status() == Status.CLOSED && sent != null
                ? new SessionOutcome.Done(
                        visit.with(sent.hash()).receipt(voucher.cumulativeAmount(), account.spent(), Optional.empty()))
                : Refusal.over(voucher.channelId());
    }
}
