package org.mpp4j.lightning.internal.session;

import java.time.Duration;
import java.time.InstantSource;
import org.mpp4j.lightning.LightningNetwork;
import org.mpp4j.lightning.LightningNode;
import org.mpp4j.lightning.RefundListener;

/**
 * How sessions are kept.
 *
 * @param node that is paid and pays back
 * @param network that it is on
 * @param clock for all times
 * @param idleTimeout after which a session that nobody uses is closed
 * @param verifySettled whether the node is asked if a deposit has arrived
 * @param baseFee of a refund at most, in millisatoshi
 * @param feePerMille that a refund may cost besides, in thousandths of it
 * @param refundDeadline how long the node tries to pay a refund
 * @param refundTries how often a refund is tried at most
 * @param refundListener who is told what becomes of refunds
 */
public record SessionRules(
        LightningNode node,
        LightningNetwork network,
        InstantSource clock,
        Duration idleTimeout,
        boolean verifySettled,
        long baseFee,
        int feePerMille,
        Duration refundDeadline,
        int refundTries,
        RefundListener refundListener) {

    /** The limit for a refund's fees in millisatoshi; a satoshi has as many thousandths as the per mille count. */
    long maxFee(long satoshi) {
        return Math.addExact(baseFee, Math.multiplyExact(satoshi, (long) feePerMille));
    }

    /** What the ids of these sessions begin with in stores. */
    String prefix() {
        return "lightning:" + network.identifier() + ":";
    }
}
