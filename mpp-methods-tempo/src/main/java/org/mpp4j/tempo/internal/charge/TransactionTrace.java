package org.mpp4j.tempo.internal.charge;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.rpc.NodeException;
import org.mpp4j.tempo.internal.rpc.ReceiptAnswer;
import org.mpp4j.tempo.internal.rpc.TempoNode;
import org.mpp4j.tempo.internal.rpc.TransactionReceipt;

/**
 * What the chain knows of a transaction that was to pay for a challenge.
 *
 * @param hash of the transaction
 * @param validBefore when it can't be mined any more, in seconds since 1970; null if it always can
 * @param payer who signed it
 * @param expected the transfers that pay
 * @param request what was to be paid
 * @param witness sees the receipt of the transaction, if there is one
 */
record TransactionTrace(
        String hash,
        @Nullable BigInteger validBefore,
        PayerDid payer,
        ExpectedPayment expected,
        PaymentRequest request,
        TempoNode node,
        InstantSource clock,
        Consumer<TransactionReceipt> witness) {

    private static final Logger LOG = System.getLogger("org.mpp4j.tempo");
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final Duration LOOKUP_PATIENCE = Duration.ofSeconds(2);

    /** How it ended, or that the node doesn't tell; empty if it isn't mined and still can be. */
    Optional<Settlement> outcome(Deadline deadline) {
        return new TransactionTrace(hash, validBefore, payer, expected, request, node.one(), clock, witness)
                .outcomeByOneNode(deadline);
    }

    /** Another node may not have got as far, and would not know of a transaction that this one's time has passed. */
    private Optional<Settlement> outcomeByOneNode(Deadline deadline) {
        ReceiptAnswer answer = lookUp(deadline);
        if (answer instanceof ReceiptAnswer.NotMined && hasExpiredOnChain(deadline)) {
            // The block that shows it may have come after the first look. No later one can hold the transaction.
            answer = lookUp(deadline);
            if (answer instanceof ReceiptAnswer.NotMined) {
                return Optional.of(expired());
            }
        }
        if (answer instanceof ReceiptAnswer.Mined mined) {
            return Optional.of(decide(mined.receipt()));
        }
        return answer instanceof ReceiptAnswer.Silent silent ? Optional.of(unknown(silent.cause())) : Optional.empty();
    }

    private boolean hasExpiredOnChain(Deadline deadline) {
        return validBefore != null
                && node.latestBlockTime(deadline.leftUpTo(LOOKUP_PATIENCE))
                        .map(time -> time.compareTo(validBefore) >= 0)
                        .orElse(false);
    }

    ReceiptAnswer lookUp(Deadline deadline) {
        return node.receipt(hash, deadline.leftUpTo(LOOKUP_PATIENCE));
    }

    /** What a receipt says. */
    Settlement decide(TransactionReceipt receipt) {
        witness.accept(receipt);
        if (!receipt.succeeded()) {
            return Rejected.verificationFailed("The transaction was reverted. Nothing but its fee was paid.");
        }
        if (!expected.isToldBy(receipt.logs(), payer.address())) {
            LOG.log(
                    Level.WARNING,
                    "The transaction {0} was mined without the transfers that it asks for. Is the currency {1} a TIP-20 token?",
                    hash,
                    expected.currency());
            return Rejected.verificationFailed("The transaction was mined without the transfers that were to be paid.");
        }
        return new Settlement.Settled(ChargeReceipt.of(hash, clock.instant(), request));
    }

    static Rejected expired() {
        return new Rejected(Problem.of(ProblemType.PAYMENT_EXPIRED, "The transaction is no longer valid."));
    }

    static Settlement unknown(NodeException cause) {
        return new Settlement.Unknown(cause, RETRY_AFTER, true);
    }
}
