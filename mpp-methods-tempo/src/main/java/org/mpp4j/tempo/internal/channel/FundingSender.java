package org.mpp4j.tempo.internal.channel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.tempo.FeePayerException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.charge.AccessKeys;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.rpc.NodeException;
import org.mpp4j.tempo.internal.rpc.TransactionReceipt;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.Funding;
import org.mpp4j.tempo.internal.sponsor.FeeLog;
import org.mpp4j.tempo.internal.sponsor.Sponsor;
import org.mpp4j.tempo.internal.sponsor.SponsorLimits;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/**
 * Sends the transactions by which clients put money into channels. Sending one again does no harm: the chain takes it once. If
 * its fees are left to this server they are paid as far as the policy goes.
 */
final class FundingSender {

    private static final Logger LOG = System.getLogger("org.mpp4j.tempo");
    static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final ChannelRail rail;
    private final TransactionSender sender;
    private final AccessKeys keys;
    private final @Nullable Sponsor sponsor;

    FundingSender(ChannelRail rail, @Nullable Sponsor sponsor) {
        this.rail = rail;
        this.sender = new TransactionSender(rail.node());
        this.keys = new AccessKeys(rail.node(), rail.patience(), rail.clock());
        this.sponsor = sponsor;
    }

    /** How it ended. */
    sealed interface Result {

        /** It is mined, whatever it did. */
        record Mined(TransactionReceipt receipt, Bytes32 hash) implements Result {}

        /** It wasn't sent, or not taken. If it was sent before, it may be mined. */
        record Refused(Rejected why) implements Result {}

        /** It may be mined yet. */
        record Open(Settlement.Unknown why) implements Result {}
    }

    /** Whether the fees of a transaction that wants it are paid here. */
    Optional<Rejected> objection(Funding.Accepted funding, Challenge challenge, Bytes32 channelId) {
        if (!funding.wantsFeePayer()) {
            return Optional.empty();
        }
        boolean offered = challenge.request().methodDetails().bool("feePayer").orElse(false);
        if (sponsor == null || !offered) {
            return Optional.of(Refusal.verificationFailed(
                    channelId,
                    "The transaction leaves its fees to this server, which doesn't pay them. Sign one that pays its own"
                            + " fees."));
        }
        return sponsor.limits()
                .problemApartFromCalls(funding.transaction(), challenge)
                .or(() -> funding.purchases() ? sponsor.limits().problemOfPurchase() : Optional.empty())
                .map(detail -> Refusal.verificationFailed(channelId, detail));
    }

    Result send(Funding.Accepted funding, Deadline deadline) {
        Optional<Rejected> untimely = untimely(funding);
        if (untimely.isPresent()) {
            return new Result.Refused(untimely.get());
        }
        Optional<Settlement> objection = funding.signer()
                .accessKey()
                .filter(key -> !funding.transaction().authorizes(key))
                .flatMap(key -> funding.wantsFeePayer()
                        ? keys.objectionToSpending(
                                key, funding.transaction().calls(), rail.terms().currency(), funding.deposit())
                        : keys.objectionTo(key));
        if (objection.isPresent()) {
            return objection.get() instanceof Rejected rejected
                    ? new Result.Refused(rejected)
                    : new Result.Open((Settlement.Unknown) objection.get());
        }
        return funding.wantsFeePayer() && sponsor != null
                ? sponsored(funding, sponsor, deadline)
                : result(sender.send(funding.transaction().encode(), rail.patience(), deadline), funding);
    }

    private Optional<Rejected> untimely(Funding.Accepted funding) {
        TempoTransaction transaction = funding.transaction();
        BigInteger now = BigInteger.valueOf(rail.clock().instant().getEpochSecond());
        if (transaction.validBefore() != null && transaction.validBefore().compareTo(now) <= 0) {
            return Optional.of(Refusal.verificationFailed(
                    funding.channelId(), "The transaction is no longer valid. Sign another one."));
        }
        if (transaction.validAfter() != null && transaction.validAfter().compareTo(now) > 0) {
            return Optional.of(Refusal.verificationFailed(
                    funding.channelId(), "The transaction isn't valid yet. Sign one that is valid at once."));
        }
        return Optional.empty();
    }

    private Result result(TransactionSender.Sent sent, Funding.Accepted funding) {
        if (sent instanceof TransactionSender.Sent.Mined mined) {
            return new Result.Mined(mined.receipt(), mined.hash());
        }
        if (sent instanceof TransactionSender.Sent.Refused) {
            return new Result.Refused(Refusal.verificationFailed(
                    funding.channelId(),
                    "The network refused the transaction, for example because the account can't pay it."));
        }
        NodeException cause = sent instanceof TransactionSender.Sent.Undelivered undelivered
                ? undelivered.cause()
                : ((TransactionSender.Sent.Open) sent).cause();
        // It may have been sent by an earlier attempt, of which nothing is remembered.
        return new Result.Open(new Settlement.Unknown(cause, RETRY_AFTER, true));
    }

    private Result sponsored(Funding.Accepted funding, Sponsor payer, Deadline deadline) {
        TempoTransaction transaction = funding.transaction();
        Instant now = rail.clock().instant();
        Optional<Rejected> objection = payer.limits()
                .problemNow(transaction, now)
                .map(detail -> Refusal.verificationFailed(funding.channelId(), detail))
                .or(() -> poor(funding, deadline));
        if (objection.isPresent()) {
            return new Result.Refused(objection.get());
        }
        TempoAddress account = funding.signer().account();
        String id = Hex.encode(transaction.expiringNonceHash(account));
        BigInteger maxFee = SponsorLimits.maxFee(transaction);
        Optional<TempoAddress> feeToken = payer.tokenFor(maxFee);
        if (feeToken.isEmpty()) {
            return notNow("The fee payer " + payer.address() + " hasn't got the fee in any token");
        }
        BigInteger end = transaction.validBefore() == null ? BigInteger.ZERO : transaction.validBefore();
        if (!payer.budget().reserve(id, maxFee, Instant.ofEpochSecond(end.longValueExact()))) {
            return notNow("The fees of the fee payer " + payer.address() + " have come to their limit");
        }
        try {
            TempoTransaction complete = payer.sign(transaction, account, feeToken.get(), deadline);
            Result result = result(sender.send(complete.encode(), rail.patience(), deadline), funding);
            if (result instanceof Result.Mined mined) {
                payer.budget()
                        .spend(id, FeeLog.fee(mined.receipt(), payer.address()).orElse(maxFee));
            } else if (result instanceof Result.Refused) {
                payer.budget().release(id);
            }
            return result;
        } catch (FeePayerException failed) {
            payer.budget().release(id);
            return notNow(String.valueOf(failed.getMessage()));
        }
    }

    /** A transaction that would be reverted costs whoever pays its fees. */
    private Optional<Rejected> poor(Funding.Accepted funding, Deadline deadline) {
        return funding.purchases()
                ? Optional.empty()
                : rail.node()
                        .balance(
                                rail.terms().currency(),
                                funding.signer().account(),
                                deadline.leftUpTo(rail.patience().dividedBy(4)))
                        .filter(balance -> balance.compareTo(funding.deposit()) < 0)
                        .map(balance -> Refusal.verificationFailed(
                                funding.channelId(), "The account hasn't got the deposit. Nothing was sent."));
    }

    private static Result notNow(String why) {
        LOG.log(Level.WARNING, "A transaction was not sponsored: {0}", why);
        return new Result.Open(new Settlement.Unknown(new NodeException(why), RETRY_AFTER, true));
    }
}
