package org.mpp4j.tempo.internal.charge;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.ReplayKey;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.rpc.NodeException;
import org.mpp4j.tempo.internal.rpc.ReceiptAnswer;
import org.mpp4j.tempo.internal.rpc.TransactionReceipt;

/**
 * A transaction that the client says it has sent, and that pays for a challenge if the chain says so. The logs of its receipt
 * decide: the transfers are from the payer, and the memo of the challenge is on the first of them, so neither another's
 * transaction nor one for another challenge will do.
 *
 * <p>One that isn't mined yet may be any moment, and then the client has paid; so that is never a reason to reject it.
 */
final class HashPayment implements VerifiedPayment {

    /** A client is to wait for its transaction before it shows it, so there is little to wait for; and anybody can make us. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /** Tempo makes two blocks a second. */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);

    private final String hash;
    private final PayerDid payer;
    private final String realm;
    private final String memo;
    private final ExpectedPayment expected;
    private final TransactionTrace trace;
    private final Duration patience;

    HashPayment(String hash, PayerDid payer, Challenge challenge, ChargeRail rail) {
        this.hash = hash;
        this.payer = payer;
        this.realm = challenge.realm();
        AttributionMemo bound = AttributionMemo.of(challenge);
        this.memo = Hex.encode(bound.anonymous());
        this.expected = ExpectedPayment.of(challenge.request(), bound);
        this.trace = new TransactionTrace(
                hash, null, payer, expected, challenge.request(), rail.node(), rail.clock(), receipt -> {});
        this.patience = rail.patience().compareTo(LONGEST_WAIT) < 0 ? rail.patience() : LONGEST_WAIT;
    }

    @Override
    public Optional<String> payer() {
        return Optional.of(payer.toString());
    }

    /**
     * The hash goes with the memo that it has to have. Anybody can see hashes on the chain and show them here first; claimed by
     * itself, one would then be used up before its payer comes.
     */
    @Override
    public List<ReplayKey> replayKeys() {
        return List.of(ReplayKey.untilExpiry("tempo:" + payer.chainId() + ":tx:" + hash + ":" + memo));
    }

    @Override
    public JsonObject lookUpData() {
        return TransactionLookUp.data(hash, realm, null);
    }

    @Override
    public Settlement settle(boolean attemptedBefore) {
        Deadline deadline = Deadline.in(patience);
        do {
            ReceiptAnswer answer = trace.lookUp(deadline);
            if (answer instanceof ReceiptAnswer.Mined mined) {
                return decide(mined.receipt());
            }
            if (answer instanceof ReceiptAnswer.Silent silent) {
                return TransactionTrace.unknown(silent.cause());
            }
        } while (deadline.pause(POLL_INTERVAL));
        return TransactionTrace.unknown(new NodeException("The transaction of the client isn't mined"));
    }

    private Settlement decide(TransactionReceipt receipt) {
        if (receipt.succeeded() && !expected.isToldBy(receipt.logs(), payer.address())) {
            return Rejected.verificationFailed(
                    "The transaction didn't make the transfers that were to be paid, from the "
                            + "source of the credential and with the memo of this challenge.");
        }
        return trace.decide(receipt);
    }
}
