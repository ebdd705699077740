package org.mpp4j.tempo.internal.charge;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.rpc.NodeException;
import org.mpp4j.tempo.internal.rpc.TempoNode;
import org.mpp4j.tempo.internal.rpc.TransactionReceipt;

/**
 * What the chain knows of a sponsored transaction. Its hash depends on the fee payer's signature, which is made after everything
 * that has to be remembered was written down, and which a remote signer makes differently each time. So it is found by what its
 * sender has signed: the memo of its transfer to the recipient.
 *
 * @param memo of that transfer
 * @param notBefore when the transaction certainly wasn't sent yet, in seconds since 1970
 * @param validBefore when it can't be mined any more, in seconds since 1970
 * @param payer who signed it
 * @param expected the transfers that pay
 * @param request what was to be paid
 * @param witness sees the receipt of the transaction, if there is one
 */
record SponsoredTrace(
        RlpBytes memo,
        BigInteger notBefore,
        BigInteger validBefore,
        PayerDid payer,
        ExpectedPayment expected,
        PaymentRequest request,
        ChargeRail rail,
        Consumer<TransactionReceipt> witness) {

    private static final Duration LOOKUP_PATIENCE = Duration.ofSeconds(2);

    /** As many as public nodes search at once without objecting. */
    private static final BigInteger PAGE = BigInteger.valueOf(5000);

    private static final int BLOCKS_PER_SECOND = 2;

    /** How it ended, or that the node doesn't tell; empty if it isn't mined and still can be. */
    Optional<Settlement> outcome(Deadline deadline) {
        // Of one node: another may not have got as far as the latest block of this one.
        TempoNode node = rail.node().one();
        Optional<TempoNode.Block> latest = node.latestBlock(patience(deadline));
        Optional<BigInteger> first = latest.flatMap(block -> firstBlock(node, block, deadline));
        if (latest.isEmpty() || first.isEmpty()) {
            return silent();
        }
        List<RlpBytes> topics =
                TransferLogs.topics(payer.address(), expected.primary().recipient(), memo);
        BigInteger end = latest.get().number();
        for (BigInteger from = first.get(); from.compareTo(end) <= 0; from = from.add(PAGE)) {
            BigInteger to = from.add(PAGE).subtract(BigInteger.ONE).min(end);
            Optional<List<String>> found =
                    node.transactionsWithLog(expected.currency(), topics, from, to, patience(deadline));
            if (found.isEmpty()) {
                return silent();
            }
            if (!found.get().isEmpty()) {
                return trace(found.get().get(0)).outcome(deadline);
            }
            Optional<BigInteger> time = to.equals(end)
                    ? Optional.of(latest.get().time())
                    : node.block(to, patience(deadline)).map(TempoNode.Block::time);
            if (time.isEmpty()) {
                return silent();
            }
            if (time.get().compareTo(validBefore) >= 0) {
                return Optional.of(TransactionTrace.expired());
            }
        }
        return Optional.empty();
    }

    /** The last block that was certainly made before the transaction, or one not long before. */
    private Optional<BigInteger> firstBlock(TempoNode node, TempoNode.Block latest, Deadline deadline) {
        if (latest.number().signum() < 0) {
            return Optional.empty();
        }
        BigInteger seconds = latest.time().subtract(notBefore).max(BigInteger.ONE);
        BigInteger back = seconds.multiply(BigInteger.valueOf(BLOCKS_PER_SECOND));
        while (!deadline.isOver()) {
            BigInteger number = latest.number().subtract(back).max(BigInteger.ZERO);
            if (number.signum() == 0) {
                return Optional.of(number);
            }
            Optional<TempoNode.Block> block = node.block(number, patience(deadline));
            if (block.isEmpty() || block.get().time().compareTo(notBefore) <= 0) {
                return block.map(TempoNode.Block::number);
            }
            back = back.multiply(BigInteger.valueOf(4));
        }
        return Optional.empty();
    }

    private TransactionTrace trace(String hash) {
        return new TransactionTrace(hash, validBefore, payer, expected, request, rail.node(), rail.clock(), witness);
    }

    private static Duration patience(Deadline deadline) {
        return deadline.leftUpTo(LOOKUP_PATIENCE);
    }

    private static Optional<Settlement> silent() {
        return Optional.of(
                TransactionTrace.unknown(new NodeException("The node doesn't tell whether the transaction is mined")));
    }
}
