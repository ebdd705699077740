package org.mpp4j.tempo.internal.channel;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.Verification;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionChange;
import org.mpp4j.tempo.internal.rpc.NodeException;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ChannelProtocol;
import org.mpp4j.tempo.internal.session.ChannelState;
import org.mpp4j.tempo.internal.session.Funding;
import org.mpp4j.tempo.internal.session.FundingRules;
import org.mpp4j.tempo.internal.session.SessionAction;
import org.mpp4j.tempo.internal.session.SessionProblem;
import org.mpp4j.tempo.internal.session.Voucher;
import org.mpp4j.tempo.internal.sponsor.Sponsor;

/** What clients may ask for with a credential of a channel (draft-tempo-session section "Payload Actions"). Thread-safe. */
public final class ChannelActions {

    private final ChannelRail rail;
    private final ChainWatch watch;
    private final VoucherCheck check;
    private final StreamChannels streams;
    private final FundingRules funding;
    private final FundingSender sender;
    private final Cashier cashier;
    private final Takings takings;
    private final ChannelSnapshots snapshots;
    private final boolean remembersPayers;

    /**
     * Actions on channels.
     *
     * @param sponsor who pays the fees of clients' transactions, or null for nobody
     * @param remembersPayers whether it is noted which channel a payer opened last
     */
    public ChannelActions(
            ChannelRail rail,
            @Nullable Sponsor sponsor,
            MerchantSender merchant,
            Takings takings,
            boolean remembersPayers) {
        this.rail = rail;
        this.watch = new ChainWatch(rail.contract(), rail.node(), rail.limits().stateAge(), rail.clock());
        SignatureBrake brake = new SignatureBrake(rail.limits().badVouchersPerSecond(), rail.clock());
        this.check = new VoucherCheck(rail.terms(), watch, brake, voucher -> voucher.signer(rail.contract()));
        this.streams = new StreamChannels(rail, watch, brake);
        this.funding = new FundingRules(rail.terms());
        this.sender = new FundingSender(rail, sponsor);
        this.cashier = new Cashier(rail, watch, merchant, takings);
        this.takings = takings;
        this.snapshots = new ChannelSnapshots(rail);
        this.remembersPayers = remembersPayers;
    }

    /** Who fetches the money. */
    public Cashier cashier() {
        return cashier;
    }

    /** How channels stand. */
    public ChannelSnapshots snapshots() {
        return snapshots;
    }

    /** A channel was opened. */
    void opened(ChannelDescriptor channel, Bytes32 channelId) {
        if (remembersPayers) {
            snapshots.remember(channel.payer(), channelId);
        }
    }

    /**
     * Reads a credential.
     *
     * @throws ProtocolException if the payload isn't of the right form
     */
    public Verification verify(PaymentAttempt attempt) {
        SessionAction action =
                SessionAction.read(attempt.payload(), rail.contract().protocol());
        ChannelDescriptor channel = action.descriptor();
        Visit visit = Visit.of(rail, attempt, action.channelId());
        if (action instanceof SessionAction.Authorize authorize) {
            return new Verification.InSession(
                    new VoucherPayment(this, visit, channel, attempt.source(), authorize.voucher()));
        }
        if (action instanceof SessionAction.Close close) {
            return new Verification.InSession(
                    new ClosePayment(this, visit, channel, attempt.source(), close.voucher()));
        }
        if (action instanceof SessionAction.TopUp topUp) {
            return new Verification.InSession(new TopUpPayment(this, visit, channel, attempt.source(), topUp));
        }
        SessionAction.Open open = (SessionAction.Open) action;
        Funding found = funding.open(open);
        if (found instanceof Funding.Refused refused) {
            return Refusal.verificationFailed(open.channelId(), refused.reason());
        }
        Funding.Accepted accepted = (Funding.Accepted) found;
        Optional<Rejected> objection = sender.objection(accepted, attempt.challenge(), open.channelId());
        if (objection.isPresent()) {
            return objection.get();
        }
        ChannelDescriptor opened =
                channel == null ? rail.terms().stream(accepted.signer().account(), accepted.voucherSigner()) : channel;
        return new Verification.InSession(
                new OpenPayment(this, visit, opened, attempt.source(), accepted, open.voucher()));
    }

    ChannelRail rail() {
        return rail;
    }

    ChainWatch watch() {
        return watch;
    }

    VoucherCheck check() {
        return check;
    }

    StreamChannels streams() {
        return streams;
    }

    /** Whether a voucher may be of a channel that isn't in the books. */
    boolean takesUpUnknown() {
        return rail.contract().protocol() == ChannelProtocol.V1;
    }

    FundingRules funding() {
        return funding;
    }

    FundingSender sender() {
        return sender;
    }

    Takings takings() {
        return takings;
    }

    Optional<SessionAccount> find(Bytes32 channelId) {
        return rail.accounts().find(ChannelRail.id(channelId));
    }

    /** What the chain says of a channel that is in the books, or why a voucher of it isn't taken. */
    sealed interface Standing {

        record Good(ChannelState state) implements Standing {}

        record Bad(SessionOutcome outcome) implements Standing {}
    }

    /** Asks the chain only if it hasn't been asked for some time. */
    Standing standing(Bytes32 channelId) {
        Optional<ChannelState> known = watch.recent(channelId);
        if (known.isEmpty()) {
            if (!takesUpUnknown() && find(channelId).isEmpty()) {
                return new Standing.Bad(Refusal.notFound(channelId));
            }
            known = watch.ask(channelId, rail.patience());
        }
        if (known.isEmpty()) {
            return new Standing.Bad(new Settlement.Unknown(
                    new NodeException("The node doesn't tell the state of a channel"),
                    FundingSender.RETRY_AFTER,
                    false));
        }
        ChannelState state = known.get();
        if (!state.exists()) {
            return new Standing.Bad(Refusal.over(channelId));
        }
        if (state.isClosing()) {
            hurry(channelId, state);
            return new Standing.Bad(Refusal.of(
                    SessionProblem.CHANNEL_FINALIZED,
                    channelId,
                    "The end of the channel has been asked for on the chain. Open another one."));
        }
        return new Standing.Good(state);
    }

    /** What is owed has to be fetched before the payer may take the rest. */
    private void hurry(Bytes32 channelId, ChannelState state) {
        Optional<BigInteger> owed = rail.accounts().update(ChannelRail.id(channelId), found -> {
            Optional<ChannelRecord> known = found.filter(SessionAccount::isOpen).map(rail::read);
            if (known.isEmpty() || known.get().chain().isClosing()) {
                return SessionChange.none(Optional.<BigInteger>empty());
            }
            SessionAccount next = found.get()
                    .withDetail(known.get().seen(state).write())
                    .dueAt(rail.clock().instant());
            return SessionChange.to(next, Optional.of(known.get().owed(next)));
        });
        owed.ifPresent(amount -> takings.tell(listener -> listener.closeRequested(channelId.toString(), amount)));
    }

    /** Part of a change of the books: takes note of a voucher whose signature is good. */
    SessionChange<SessionOutcome> authorize(
            Optional<SessionAccount> found, Voucher voucher, ChannelState state, Visit visit, boolean forResource) {
        Bytes32 channelId = voucher.channelId();
        if (found.isEmpty()) {
            return SessionChange.none(Refusal.notFound(channelId));
        }
        SessionAccount account = found.get();
        if (!account.isOpen()) {
            return SessionChange.none(Refusal.over(channelId));
        }
        int more = voucher.cumulativeAmount().compareTo(account.authorized());
        if (more < 0) {
            return SessionChange.none(
                    Refusal.verificationFailed(channelId, "The voucher is for less than the highest one so far."));
        }
        ChannelRecord record = rail.read(account);
        if (more == 0) {
            return visit.enter(account, record, false, forResource);
        }
        ChannelRecord seen = record.seen(state);
        if (voucher.cumulativeAmount().compareTo(seen.chain().deposit()) > 0) {
            return SessionChange.none(
                    Refusal.exceedsDeposit(channelId, seen.chain().deposit()).ofSession(channelId.toString()));
        }
        if (voucher.cumulativeAmount()
                        .subtract(account.authorized())
                        .compareTo(rail.limits().minVoucherDelta())
                < 0) {
            return SessionChange.none(Refusal.of(
                            SessionProblem.DELTA_TOO_SMALL,
                            channelId,
                            "A voucher has to be for at least " + rail.limits().minVoucherDelta()
                                    + " more than the one before.")
                    .ofSession(channelId.toString()));
        }
        Optional<Rejected> ahead = tooFarAhead(voucher, account.spent(), visit);
        if (ahead.isPresent()) {
            return SessionChange.none(ahead.get());
        }
        return visit.enter(
                account.authorize(voucher.cumulativeAmount()),
                seen.authorized(account, voucher.signature(), rail.clock().instant()),
                true,
                forResource);
    }

    /**
     * Part of a change of the books: begins those of a channel with a voucher whose signature is good. What was settled before
     * anybody here knew of the channel was spent.
     */
    SessionChange<SessionOutcome> first(
            ChannelDescriptor channel, Voucher voucher, ChannelState state, Visit visit, boolean forResource) {
        Bytes32 channelId = voucher.channelId();
        if (voucher.cumulativeAmount().compareTo(state.settled()) < 0) {
            return SessionChange.none(Refusal.of(
                    SessionProblem.INSUFFICIENT_BALANCE,
                    channelId,
                    "More than the voucher is for was taken out of the channel already."));
        }
        if (voucher.cumulativeAmount().compareTo(state.deposit()) > 0) {
            return SessionChange.none(Refusal.exceedsDeposit(channelId, state.deposit()));
        }
        Optional<Rejected> ahead = tooFarAhead(voucher, state.settled(), visit);
        if (ahead.isPresent()) {
            return SessionChange.none(ahead.get());
        }
        ChannelRecord record = ChannelRecord.opened(
                channel, state, voucher.signature(), rail.clock().instant());
        SessionAccount account = SessionAccount.open(
                        ChannelRail.id(channelId), voucher.cumulativeAmount(), record.write(), Instant.MAX)
                .spend(state.settled(), 0);
        return visit.enter(account, record, true, forResource);
    }

    /** What is spent of a voucher that can be fetched only as a whole is lost if the payer leaves. */
    private Optional<Rejected> tooFarAhead(Voucher voucher, BigInteger spent, Visit visit) {
        BigInteger most = rail.limits().mostAhead(visit.price());
        return !rail.contract().protocol().capturesLess()
                        && voucher.cumulativeAmount().subtract(spent).compareTo(most) > 0
                ? Optional.of(Refusal.tooFarAhead(voucher.channelId(), most))
                : Optional.empty();
    }
}
