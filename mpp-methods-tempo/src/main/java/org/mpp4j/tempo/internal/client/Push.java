package org.mpp4j.tempo.internal.client;

import java.math.BigInteger;
import java.time.Duration;
import org.mpp4j.client.PaymentFailedException;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.rpc.PayerNode;
import org.mpp4j.tempo.internal.rpc.ReceiptAnswer;

/** Sends a transaction, and waits until it is mined or certainly won't be. */
public final class Push {

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final PayerNode node;
    private final Duration callTimeout;

    /** Through a node. */
    public Push(PayerNode node, Duration callTimeout) {
        this.node = node;
        this.callTimeout = callTimeout;
    }

    /**
     * Sends and waits.
     *
     * @param validBefore when the transaction can't be mined any more, in seconds since 1970
     * @param deadline until when to wait
     * @throws PaymentFailedException if it isn't mined, or was undone
     */
    public void send(byte[] transaction, String hash, BigInteger validBefore, Deadline deadline) {
        if (!node.send(transaction, deadline.leftUpTo(callTimeout))) {
            throw new PaymentFailedException("The node didn't take the transaction", false);
        }
        do {
            ReceiptAnswer answer = node.receipt(hash, deadline.leftUpTo(callTimeout));
            if (answer instanceof ReceiptAnswer.Mined mined) {
                if (!mined.receipt().succeeded()) {
                    throw new PaymentFailedException("The transaction was undone, such as for want of money", false);
                }
                return;
            }
            if (answer instanceof ReceiptAnswer.NotMined && isOver(validBefore, hash, deadline)) {
                throw new PaymentFailedException("The transaction was not mined in time", false);
            }
        } while (deadline.pause(PAUSE));
        throw new PaymentFailedException("It isn't known whether the transaction was mined", true);
    }

    /** Only a look after the end tells, as the transaction may be in the last block before it. */
    private boolean isOver(BigInteger validBefore, String hash, Deadline deadline) {
        return node.latestBlock(deadline.leftUpTo(callTimeout))
                        .filter(block -> block.time().compareTo(validBefore) >= 0)
                        .isPresent()
                && node.receipt(hash, deadline.leftUpTo(callTimeout)) instanceof ReceiptAnswer.NotMined;
    }
}
