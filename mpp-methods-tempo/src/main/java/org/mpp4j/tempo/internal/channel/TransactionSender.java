package org.mpp4j.tempo.internal.channel;

import java.time.Duration;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.rpc.NodeException;
import org.mpp4j.tempo.internal.rpc.ReceiptAnswer;
import org.mpp4j.tempo.internal.rpc.SendAnswer;
import org.mpp4j.tempo.internal.rpc.TempoNode;
import org.mpp4j.tempo.internal.rpc.TransactionReceipt;
import org.mpp4j.tempo.internal.session.Bytes32;

/** Sends transactions, and waits until they are mined. */
final class TransactionSender {

    static final Duration LOOKUP_PATIENCE = Duration.ofSeconds(2);
    /** Tempo makes two blocks a second. */
    static final Duration POLL_INTERVAL = Duration.ofMillis(250);

    private final TempoNode node;

    TransactionSender(TempoNode node) {
        this.node = node;
    }

    /** How sending ended. */
    sealed interface Sent {

        /** It is mined. */
        record Mined(TransactionReceipt receipt, Bytes32 hash) implements Sent {}

        /** The network won't have it. If it was never sent before, it is nowhere. */
        record Refused() implements Sent {}

        /** No node has got it. If it was never sent before, it is nowhere. */
        record Undelivered(NodeException cause) implements Sent {}

        /** It may be mined yet. */
        record Open(NodeException cause) implements Sent {}
    }

    static Bytes32 hash(byte[] transaction) {
        return Bytes32.of(Keccak.hash(transaction));
    }

    Sent send(byte[] transaction, Duration patience, Deadline deadline) {
        Bytes32 hash = hash(transaction);
        String text = Hex.encode(hash.bytes());
        // What the node doesn't answer in most of the time is asked for in the rest.
        SendAnswer answer =
                node.send(transaction, text, patience.multipliedBy(6).dividedBy(10), deadline);
        if (answer instanceof SendAnswer.Mined mined) {
            return new Sent.Mined(mined.receipt(), hash);
        }
        if (answer instanceof SendAnswer.NotSent notSent) {
            return new Sent.Undelivered(notSent.cause());
        }
        boolean waits = answer instanceof SendAnswer.Pending;
        ReceiptAnswer lookup;
        do {
            lookup = node.receipt(text, deadline.leftUpTo(LOOKUP_PATIENCE));
            if (lookup instanceof ReceiptAnswer.Mined mined) {
                return new Sent.Mined(mined.receipt(), hash);
            }
        } while (waits && deadline.pause(POLL_INTERVAL));
        if (answer instanceof SendAnswer.Refused && lookup instanceof ReceiptAnswer.NotMined) {
            return new Sent.Refused();
        }
        return new Sent.Open(
                answer instanceof SendAnswer.Unclear unclear
                        ? unclear.cause()
                        : new NodeException("The transaction wasn't mined in time"));
    }
}
