package org.mpp4j.tempo.internal.channel;

import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.method.Settlement;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionChange;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.rpc.NodeException;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ChannelEvent;
import org.mpp4j.tempo.internal.session.ChannelState;
import org.mpp4j.tempo.internal.session.Funding;
import org.mpp4j.tempo.internal.session.Voucher;

/**
 * Action {@code open} (draft-tempo-session section "Open Verification"). A channel's id follows from the very transaction that opens
 * it, so whether that was mined, by whoever has sent it and whenever, is to be seen from whether the channel is there.
 */
final class OpenPayment extends ChannelPayment {

    private final Funding.Accepted funding;
    private final Voucher voucher;

    OpenPayment(
            ChannelActions desk,
            Visit visit,
            ChannelDescriptor channel,
            Optional<String> source,
            Funding.Accepted funding,
            Voucher voucher) {
        super(desk, visit, voucher.channelId(), channel, source);
        this.funding = funding;
        this.voucher = voucher;
    }

    @Override
    SessionOutcome perform(ChannelDescriptor channel, boolean forResource) {
        Bytes32 channelId = voucher.channelId();
        Optional<Rejected> objection = desk.check()
                .ofSource(channel, source)
                .map(detail -> Refusal.verificationFailed(channelId, detail))
                .or(this::objection)
                .or(() -> desk.check().ofSignature(channel, voucher));
        if (objection.isPresent()) {
            return objection.get();
        }
        if (desk.find(channelId).isPresent()) {
            return again(channel, forResource);
        }
        Deadline deadline = Deadline.in(desk.rail().patience());
        FundingSender.Result result = desk.sender().send(funding, deadline);
        Bytes32 hash = null;
        if (result instanceof FundingSender.Result.Mined mined) {
            Optional<Rejected> problem = problem(channel, mined);
            if (problem.isPresent()) {
                return problem.get();
            }
            hash = mined.hash();
        }
        Optional<ChannelState> state = state(result, deadline);
        if (state.isEmpty()) {
            return unopened(result);
        }
        if (state.get().isClosing()) {
            return Refusal.over(channelId);
        }
        SessionOutcome outcome = enter(channel, state.get(), hash, forResource);
        desk.opened(channel, channelId);
        return outcome;
    }

    private Optional<Rejected> objection() {
        BigInteger least = desk.rail()
                .limits()
                .minDeposit()
                .max(visit.challenge().request().amount().baseUnits());
        if (funding.deposit().compareTo(least) < 0) {
            return Optional.of(Refusal.verificationFailed(
                    voucher.channelId(), "A channel needs a deposit of at least " + least + " base units."));
        }
        return voucher.cumulativeAmount().compareTo(funding.deposit()) > 0
                ? Optional.of(Refusal.exceedsDeposit(voucher.channelId(), funding.deposit()))
                : Optional.empty();
    }

    private Optional<Rejected> problem(ChannelDescriptor channel, FundingSender.Result.Mined mined) {
        if (!mined.receipt().succeeded()) {
            return Optional.of(Refusal.verificationFailed(
                    voucher.channelId(), "The transaction was reverted. Nothing but its fee was paid."));
        }
        return ChannelEvent.only(
                                ChannelEvent.Opened.class,
                                voucher.channelId(),
                                mined.receipt().logs(),
                                desk.rail().contract())
                        .filter(event -> event.deposit().equals(funding.deposit()))
                        .flatMap(desk.rail().terms()::opened)
                        .filter(channel::equals)
                        .isPresent()
                ? Optional.empty()
                : Optional.of(Refusal.verificationFailed(
                        voucher.channelId(), "The transaction was mined without opening the channel."));
    }

    /** What the chain says of the channel, if it is there. A node may not have got as far yet as the one that has mined it. */
    private Optional<ChannelState> state(FundingSender.Result result, Deadline deadline) {
        Optional<ChannelState> state;
        do {
            state = desk.watch()
                    .askNow(voucher.channelId(), TransactionSender.LOOKUP_PATIENCE)
                    .filter(ChannelState::exists);
        } while (state.isEmpty()
                && result instanceof FundingSender.Result.Mined
                && deadline.pause(TransactionSender.POLL_INTERVAL));
        return state;
    }

    private SessionOutcome unopened(FundingSender.Result result) {
        if (result instanceof FundingSender.Result.Refused refused) {
            return refused.why();
        }
        return result instanceof FundingSender.Result.Open open
                ? open.why()
                : new Settlement.Unknown(
                        new NodeException("The node doesn't tell the state of a channel that was opened"),
                        FundingSender.RETRY_AFTER,
                        true);
    }

    /** The same once more, after the channel was opened: a lost answer is given again. */
    private SessionOutcome again(ChannelDescriptor channel, boolean forResource) {
        ChannelActions.Standing standing = desk.standing(voucher.channelId());
        return standing instanceof ChannelActions.Standing.Good good
                ? enter(channel, good.state(), null, forResource)
                : ((ChannelActions.Standing.Bad) standing).outcome();
    }

    private SessionOutcome enter(
            ChannelDescriptor channel, ChannelState state, @Nullable Bytes32 hash, boolean forResource) {
        Visit visited = visit.with(hash);
        SessionOutcome outcome = desk.rail()
                .accounts()
                .update(
                        ChannelRail.id(voucher.channelId()),
                        found -> found.isPresent()
                                ? known(found.get(), state, visited, forResource)
                                : desk.first(channel, voucher, state, visited, forResource));
        desk.watch().good(voucher);
        if (hash != null) {
            desk.takings()
                    .tell(listener ->
                            listener.opened(voucher.channelId().toString(), channel.payer(), funding.deposit()));
        }
        return outcome;
    }

    private SessionChange<SessionOutcome> known(
            SessionAccount account, ChannelState state, Visit visited, boolean forResource) {
        boolean isLower = voucher.cumulativeAmount().compareTo(account.authorized()) < 0;
        if (account.isOpen() && isLower && !forResource) {
            return visited.enter(account, desk.rail().read(account), false, false);
        }
        // Nothing is sold for less than the highest voucher, whatever is left of that one.
        return desk.authorize(Optional.of(account), voucher, state, visited, forResource);
    }
}
