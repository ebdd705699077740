package org.mpp4j.tempo.internal.charge;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.ReplayKey;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.rpc.NodeException;
import org.mpp4j.tempo.internal.rpc.Offered;
import org.mpp4j.tempo.internal.rpc.ReceiptAnswer;
import org.mpp4j.tempo.internal.rpc.SendAnswer;
import org.mpp4j.tempo.internal.rpc.TransactionReceipt;
import org.mpp4j.tempo.internal.rpc.Trial;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/**
 * A transaction that pays for a challenge once it is mined. Settling it ends in one of three ways. It is settled if the chain
 * says so. It is rejected only if it can't be mined any more, or never was in anybody's hands but the client's. Everything
 * else is unknown: the client comes back with the same credential, and sending the same transaction again does no harm.
 */
final class TransactionPayment implements VerifiedPayment {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    /** Tempo makes two blocks a second. */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);

    /** In seconds. Nodes take no more than 30 of transactions that clients write these days, newer ones 300. */
    private static final BigInteger LONGEST_OPEN = BigInteger.valueOf(300);

    private final TempoTransaction transaction;
    private final byte[] bytes;
    private final String hash;
    private final PayerDid payer;
    private final String realm;
    private final TransactionTrace trace;
    private final ChargeRail rail;
    private final PaymentRequest request;

    TransactionPayment(
            TempoTransaction canonical,
            PayerDid payer,
            ExpectedPayment expected,
            Challenge challenge,
            ChargeRail rail,
            Consumer<TransactionReceipt> witness) {
        this.transaction = canonical;
        this.bytes = canonical.encode();
        this.hash = Hex.encode(Keccak.hash(bytes));
        this.payer = payer;
        this.realm = challenge.realm();
        this.trace = new TransactionTrace(
                hash,
                canonical.validBefore(),
                payer,
                expected,
                challenge.request(),
                rail.node(),
                rail.clock(),
                witness);
        this.rail = rail;
        this.request = challenge.request();
    }

    @Override
    public Optional<String> payer() {
        return Optional.of(payer.toString());
    }

    @Override
    public List<ReplayKey> replayKeys() {
        return List.of(ReplayKey.untilExpiry("tempo:" + payer.chainId() + ":tx:" + hash.toLowerCase(Locale.ROOT)));
    }

    @Override
    public JsonObject lookUpData() {
        return TransactionLookUp.data(hash, realm, transaction.validBefore());
    }

    @Override
    public Settlement settle(boolean attemptedBefore) {
        Deadline deadline = Deadline.in(rail.patience());
        return attemptedBefore ? settleAgain(deadline) : settleFirst(deadline);
    }

    private Settlement settleFirst(Deadline deadline) {
        BigInteger now = BigInteger.valueOf(rail.clock().instant().getEpochSecond());
        if (transaction.validBefore() != null && transaction.validBefore().compareTo(now) <= 0) {
            return TransactionTrace.expired();
        }
        if (transaction.validAfter() != null && transaction.validAfter().compareTo(now) > 0) {
            return Rejected.verificationFailed("The transaction isn't valid yet. Sign one that is valid at once.");
        }
        Trial trial = Simulation.trial(rail, transaction, payer.address(), deadline);
        if (trial == Trial.REVERTS) {
            return Simulation.refusal();
        }
        Unconfirmed unconfirmed = rail.unconfirmed();
        return unconfirmed != null && trial == Trial.PASSES && endsSoon(now)
                ? sendWithoutWaiting(unconfirmed, deadline)
                : send(deadline, false);
    }

    /** So that it isn't open for long how it ended. */
    private boolean endsSoon(BigInteger now) {
        return transaction.validBefore() != null
                && transaction.validBefore().subtract(now).compareTo(LONGEST_OPEN) <= 0;
    }

    private Settlement sendWithoutWaiting(Unconfirmed unconfirmed, Deadline deadline) {
        if (!unconfirmed.reserve(payer.address(), request.amount().baseUnits())) {
            return send(deadline, false);
        }
        Offered offered;
        try {
            offered = rail.node()
                    .offer(bytes, hash, deadline.leftUpTo(rail.patience().dividedBy(3)));
        } catch (RuntimeException bug) {
            unconfirmed.release(payer.address());
            throw bug;
        }
        if (offered == Offered.TAKEN) {
            return new Settlement.Accepted(
                    ChargeReceipt.of(hash, rail.clock().instant(), request),
                    unconfirmed.watch(payer.address(), this::lookAgain));
        }
        unconfirmed.release(payer.address());
        return send(deadline, offered == Offered.UNCLEAR);
    }

    /** A node may have lost it, and the same transaction is mined once. */
    private Optional<Settlement> lookAgain(Deadline deadline) {
        Optional<Settlement> outcome = trace.outcome(deadline);
        if (outcome.isEmpty()) {
            rail.node().offer(bytes, hash, deadline.left());
        }
        return outcome;
    }

    /** It may have been sent before, so it may be mined; only the chain knows. */
    private Settlement settleAgain(Deadline deadline) {
        return trace.outcome(deadline).orElseGet(() -> send(deadline, true));
    }

    /** Sends the transaction as it is, and waits for it to be mined. */
    Settlement send(Deadline deadline, boolean sentBefore) {
        // What the node doesn't answer in most of the time is asked for in the rest.
        SendAnswer answer =
                rail.node().send(bytes, hash, rail.patience().multipliedBy(6).dividedBy(10), deadline);
        if (answer instanceof SendAnswer.Mined mined) {
            return trace.decide(mined.receipt());
        }
        if (answer instanceof SendAnswer.Pending) {
            return poll(deadline);
        }
        if (answer instanceof SendAnswer.NotSent notSent) {
            return new Settlement.Unknown(notSent.cause(), RETRY_AFTER, sentBefore);
        }
        ReceiptAnswer lookup = trace.lookUp(deadline);
        if (lookup instanceof ReceiptAnswer.Mined mined) {
            return trace.decide(mined.receipt());
        }
        if (lookup instanceof ReceiptAnswer.Silent silent) {
            return TransactionTrace.unknown(silent.cause());
        }
        if (answer instanceof SendAnswer.Unclear unclear) {
            return TransactionTrace.unknown(unclear.cause());
        }
        // This node won't have it now, but if it was sent before, another node may still have it from then.
        return sentBefore
                ? TransactionTrace.unknown(new NodeException("The node refused the transaction when it was sent again"))
                : Rejected.verificationFailed(
                        "The network refused the transaction, for example because the account can't pay it.");
    }

    private Settlement poll(Deadline deadline) {
        while (deadline.pause(POLL_INTERVAL)) {
            if (trace.lookUp(deadline) instanceof ReceiptAnswer.Mined mined) {
                return trace.decide(mined.receipt());
            }
        }
        return TransactionTrace.unknown(new NodeException("The transaction wasn't mined in time"));
    }
}
