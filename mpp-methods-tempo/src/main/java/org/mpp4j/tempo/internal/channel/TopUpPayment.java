package org.mpp4j.tempo.internal.channel;

import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionChange;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.rpc.ReceiptAnswer;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ChannelEvent;
import org.mpp4j.tempo.internal.session.ChannelState;
import org.mpp4j.tempo.internal.session.Funding;
import org.mpp4j.tempo.internal.session.SessionAction;

/**
 * Action {@code topUp} (draft-tempo-session section "TopUp Verification"). What it changes in the books is the deposit, to what
 * the chain says it is, so doing it again changes nothing.
 */
final class TopUpPayment extends ChannelPayment {

    private final SessionAction.TopUp action;

    TopUpPayment(
            ChannelActions desk,
            Visit visit,
            @Nullable ChannelDescriptor said,
            Optional<String> source,
            SessionAction.TopUp action) {
        super(desk, visit, action.channelId(), said, source);
        this.action = action;
    }

    @Override
    SessionOutcome perform(ChannelDescriptor channel, boolean forResource) {
        Bytes32 channelId = action.channelId();
        Optional<Rejected> wrong =
                desk.check().ofSource(channel, source).map(detail -> Refusal.verificationFailed(channelId, detail));
        if (wrong.isPresent()) {
            return wrong.get();
        }
        Optional<SessionAccount> known = desk.find(channelId);
        if (known.isEmpty()) {
            return Refusal.notFound(channelId);
        }
        if (!known.get().isOpen()) {
            return Refusal.over(channelId);
        }
        ChannelDescriptor stored = desk.rail().read(known.get()).channel();
        Funding found;
        try {
            found = desk.funding()
                    .topUp(action, action.descriptor() == null ? null : stored, stored.payer(), stored.voucherSigner());
        } catch (ProtocolException malformed) {
            return Rejected.invalidPayload(malformed.getMessage() + ".");
        }
        if (found instanceof Funding.Refused refused) {
            return Refusal.verificationFailed(channelId, refused.reason());
        }
        Funding.Accepted funding = (Funding.Accepted) found;
        Optional<Rejected> objection = desk.sender().objection(funding, visit.challenge(), channelId);
        return objection.isPresent()
                ? objection.get()
                : send(funding, Deadline.in(desk.rail().patience()));
    }

    private SessionOutcome send(Funding.Accepted funding, Deadline deadline) {
        FundingSender.Result result = desk.sender().send(funding, deadline);
        if (result instanceof FundingSender.Result.Refused) {
            result = minedBefore(funding, deadline)
                    .<FundingSender.Result>map(mined -> mined)
                    .orElse(result);
        }
        if (result instanceof FundingSender.Result.Mined mined) {
            return mined(mined, deadline);
        }
        return result instanceof FundingSender.Result.Refused refused
                ? refused.why()
                : ((FundingSender.Result.Open) result).why();
    }

    /** A transaction whose time is over may have been sent in its time. */
    private Optional<FundingSender.Result.Mined> minedBefore(Funding.Accepted funding, Deadline deadline) {
        if (funding.wantsFeePayer()) {
            return Optional.empty(); // its hash follows from a signature that isn't remembered
        }
        Bytes32 hash = TransactionSender.hash(funding.transaction().encode());
        return desk.rail()
                                .node()
                                .receipt(Hex.encode(hash.bytes()), deadline.leftUpTo(TransactionSender.LOOKUP_PATIENCE))
                        instanceof ReceiptAnswer.Mined mined
                ? Optional.of(new FundingSender.Result.Mined(mined.receipt(), hash))
                : Optional.empty();
    }

    private SessionOutcome mined(FundingSender.Result.Mined mined, Deadline deadline) {
        if (!mined.receipt().succeeded()) {
            return Refusal.verificationFailed(
                    action.channelId(), "The transaction was reverted. Nothing but its fee was paid.");
        }
        Optional<ChannelEvent.ToppedUp> event = ChannelEvent.only(
                        ChannelEvent.ToppedUp.class,
                        action.channelId(),
                        mined.receipt().logs(),
                        desk.rail().contract())
                .filter(told -> told.additionalDeposit().equals(action.additionalDeposit()));
        if (event.isEmpty()) {
            return Refusal.verificationFailed(
                    action.channelId(), "The transaction was mined without putting that into the channel.");
        }
        ChannelState state = desk.watch()
                .askNow(action.channelId(), deadline.leftUpTo(TransactionSender.LOOKUP_PATIENCE))
                .orElse(null);
        return note(event.get().newDeposit(), state, mined.hash());
    }

    private SessionOutcome note(BigInteger deposit, @Nullable ChannelState told, Bytes32 hash) {
        return desk.rail().accounts().update(ChannelRail.id(action.channelId()), found -> {
            if (found.isEmpty() || !found.get().isOpen()) {
                return SessionChange.none(Refusal.over(action.channelId()));
            }
            ChannelRecord record = desk.rail().read(found.get());
            ChannelState state = told == null || !told.exists() ? record.chain() : told;
            // Putting more in takes back that the payer has asked for the end.
            ChannelState latest = new ChannelState(
                    state.settled(), state.deposit().max(deposit), told == null ? 0 : state.closeRequestedAt());
            ChannelRecord next = record.seen(latest);
            boolean isChanged = next != record;
            return visit.with(hash).enter(found.get(), next, isChanged, false);
        });
    }
}
