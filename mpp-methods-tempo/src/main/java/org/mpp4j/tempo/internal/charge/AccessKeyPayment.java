package org.mpp4j.tempo.internal.charge;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.mpp4j.method.ReplayKey;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.JsonObject;

/** A payment that an access key has signed: before it is begun, the chain is asked whether the key may. */
final class AccessKeyPayment implements VerifiedPayment {

    private final VerifiedPayment payment;
    private final Supplier<Optional<Settlement>> objection;

    /**
     * @param objection why the key mustn't sign for it, or that this can't be told; empty if it may
     */
    AccessKeyPayment(VerifiedPayment payment, Supplier<Optional<Settlement>> objection) {
        this.payment = payment;
        this.objection = objection;
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
        return attemptedBefore ? payment.settle(true) : objection.get().orElseGet(() -> payment.settle(false));
    }
}
