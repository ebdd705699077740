package org.mpp4j.tempo.internal.charge;

import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mpp4j.method.Settlement;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.sig.AccessKey;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TokenCall;
import org.mpp4j.tempo.internal.tx.TokenFunction;

/**
 * An access key that has signed a transaction whose fee this server is to pay. If the key isn't authorized, the chain doesn't take
 * the transaction at all; but if it may not spend that much or not call that, the chain reverts it and takes the fee.
 *
 * @param keys tell what it may
 * @param key that has signed
 * @param calls what it is to do
 */
record SponsoredKey(AccessKeys keys, AccessKey key, List<TempoCall> calls) {

    /**
     * Why this key mustn't make these calls, or that this can't be told; empty if it may. What they spend counts against the key
     * until {@link #done}.
     *
     * @param transaction identifies it
     * @param end when it can't be mined any more
     */
    Optional<Settlement> objection(String transaction, Instant end) {
        return keys.objectionToCalls(this, transaction, end);
    }

    /** The transaction is mined, or never will be. */
    void done(String transaction) {
        keys.inFlight().remove(transaction);
    }

    /** What counts against the limits of the key, by token. An approval counts when it is given, not when it is used. */
    Map<TempoAddress, BigInteger> spending() {
        Map<TempoAddress, BigInteger> amounts = new HashMap<>();
        for (TempoCall call : calls) {
            TempoAddress token = call.to();
            Optional<TokenCall> decoded = TokenFunction.decode(call.input().toArray());
            if (token != null && decoded.isPresent()) {
                if (decoded.get() instanceof TokenCall.Transfer transfer) {
                    amounts.merge(token, transfer.amount(), BigInteger::add);
                } else if (decoded.get() instanceof TokenCall.Approve approve) {
                    amounts.merge(token, approve.amount(), BigInteger::add);
                }
            }
        }
        return amounts;
    }
}
