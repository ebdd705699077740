package org.mpp4j.tempo.internal.charge;

import java.util.List;
import java.util.Optional;
import org.mpp4j.method.ReplayKey;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.internal.sig.AccessKey;

/** A payment that an access key has signed: before it is begun, the chain is asked whether the key may. */
final class AccessKeyPayment implements VerifiedPayment {

    private final VerifiedPayment payment;
    private final AccessKey key;
    private final AccessKeys keys;

    AccessKeyPayment(VerifiedPayment payment, AccessKey key, AccessKeys keys) {
        this.payment = payment;
        this.key = key;
        this.keys = keys;
    }

    @Override
    public Optional<String> payer() {
        return payment.payer();
    }

    @Override
    public List<ReplayKey> replayKeys() {
        return payment.replayKeys();
    }

    @Override
    public JsonObject lookUpData() {
        return payment.lookUpData();
    }

    /** What was begun before may be paid, whatever has become of the key since. */
    @Override
    public Settlement settle(boolean attemptedBefore) {
        return attemptedBefore ? payment.settle(true) : keys.objectionTo(key).orElseGet(() -> payment.settle(false));
    }
}
