package org.mpp4j.tempo.internal.charge;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.ReplayKey;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.rpc.NodeException;
import org.mpp4j.tempo.internal.rpc.ReceiptAnswer;
import org.mpp4j.tempo.internal.rpc.SendAnswer;
import org.mpp4j.tempo.internal.rpc.TempoNode;
import org.mpp4j.tempo.internal.rpc.TransactionReceipt;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/**
 * A transaction that pays for a challenge once it is mined. Settling it ends in one of three ways. It is settled if the chain
 * says so. It is rejected only if it can't be mined any more, or never was in anybody's hands but the client's. Everything
 * else is unknown: the client comes back with the same credential, and sending the same transaction again does no harm.
 */
final class TransactionPayment implements VerifiedPayment {

    private static final Logger LOG = System.getLogger("org.mpp4j.tempo");

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    /** Tempo makes two blocks a second. */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);

    private static final Duration LOOKUP_PATIENCE = Duration.ofSeconds(2);

    private final TempoTransaction transaction;
    private final byte[] bytes;
    private final String hash;
    private final PayerDid payer;
    private final ExpectedTransfer expected;
    private final PaymentRequest request;
    private final TempoNode node;
    private final Duration patience;
    private final InstantSource clock;

    TransactionPayment(
            TempoTransaction canonical,
            PayerDid payer,
            ExpectedTransfer expected,
            PaymentRequest request,
            TempoNode node,
            Duration patience,
            InstantSource clock) {
        this.transaction = canonical;
        this.bytes = canonical.encode();
        this.hash = Hex.encode(Keccak.hash(bytes));
        this.payer = payer;
        this.expected = expected;
        this.request = request;
        this.node = node;
        this.patience = patience;
        this.clock = clock;
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
    public Settlement settle(boolean attemptedBefore) {
        Deadline deadline = Deadline.in(patience);
        return attemptedBefore ? settleAgain(deadline) : settleFirst(deadline);
    }

    private Settlement settleFirst(Deadline deadline) {
        BigInteger now = BigInteger.valueOf(clock.instant().getEpochSecond());
        if (transaction.validBefore() != null && transaction.validBefore().compareTo(now) <= 0) {
            return expired();
        }
        if (transaction.validAfter() != null && transaction.validAfter().compareTo(now) > 0) {
            return Rejected.verificationFailed("The transaction isn't valid yet. Sign one that is valid at once.");
        }
        return send(deadline, false);
    }

    /** It may have been sent before, so it may be mined; only the chain knows. */
    private Settlement settleAgain(Deadline deadline) {
        ReceiptAnswer answer = lookUp(deadline);
        if (answer instanceof ReceiptAnswer.NotMined && hasExpiredOnChain(deadline)) {
            // The block that shows it may have come after the first look. No later one can hold the transaction.
            answer = lookUp(deadline);
            if (answer instanceof ReceiptAnswer.NotMined) {
                return expired();
            }
        }
        if (answer instanceof ReceiptAnswer.Mined mined) {
            return decide(mined.receipt());
        }
        if (answer instanceof ReceiptAnswer.Silent silent) {
            return unknown(silent.cause());
        }
        return send(deadline, true);
    }

    private boolean hasExpiredOnChain(Deadline deadline) {
        BigInteger validBefore = transaction.validBefore();
        return validBefore != null
                && node.latestBlockTime(deadline.leftUpTo(LOOKUP_PATIENCE))
                        .map(time -> time.compareTo(validBefore) >= 0)
                        .orElse(false);
    }

    private Settlement send(Deadline deadline, boolean sentBefore) {
        // What the node doesn't answer in most of the time is asked for in the rest.
        SendAnswer answer = node.send(bytes, hash, patience.multipliedBy(6).dividedBy(10), deadline);
        if (answer instanceof SendAnswer.Mined mined) {
            return decide(mined.receipt());
        }
        if (answer instanceof SendAnswer.Pending) {
            return poll(deadline);
        }
        if (answer instanceof SendAnswer.NotSent notSent) {
            return new Settlement.Unknown(notSent.cause(), RETRY_AFTER, sentBefore);
        }
        ReceiptAnswer lookup = lookUp(deadline);
        if (lookup instanceof ReceiptAnswer.Mined mined) {
            return decide(mined.receipt());
        }
        if (lookup instanceof ReceiptAnswer.Silent silent) {
            return unknown(silent.cause());
        }
        if (answer instanceof SendAnswer.Unclear unclear) {
            return unknown(unclear.cause());
        }
        // This node won't have it now, but if it was sent before, another node may still have it from then.
        return sentBefore
                ? unknown(new NodeException("The node refused the transaction when it was sent again"))
                : Rejected.verificationFailed(
                        "The network refused the transaction, for example because the account can't pay it.");
    }

    private Settlement poll(Deadline deadline) {
        while (deadline.pause(POLL_INTERVAL)) {
            if (lookUp(deadline) instanceof ReceiptAnswer.Mined mined) {
                return decide(mined.receipt());
            }
        }
        return unknown(new NodeException("The transaction wasn't mined in time"));
    }

    private ReceiptAnswer lookUp(Deadline deadline) {
        return node.receipt(hash, deadline.leftUpTo(LOOKUP_PATIENCE));
    }

    private Settlement decide(TransactionReceipt receipt) {
        if (!receipt.succeeded()) {
            return Rejected.verificationFailed("The transaction was reverted. Nothing but its fee was paid.");
        }
        if (!expected.isToldByOneOf(receipt.logs(), payer.address())) {
            LOG.log(
                    Level.WARNING,
                    "The transaction {0} was mined without the transfer that it asks for. Is the currency {1} a TIP-20 token?",
                    hash,
                    expected.currency());
            return Rejected.verificationFailed("The transaction was mined without the transfer that was to be paid.");
        }
        return new Settlement.Settled(ChargeReceipt.of(hash, clock.instant(), request));
    }

    private static Rejected expired() {
        return new Rejected(Problem.of(ProblemType.PAYMENT_EXPIRED, "The transaction is no longer valid."));
    }

    private static Settlement unknown(NodeException cause) {
        return new Settlement.Unknown(cause, RETRY_AFTER, true);
    }
}
