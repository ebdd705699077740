package org.mpp4j.lightning;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.mpp4j.method.ReplayKey;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.JsonObject;

/** A preimage that fits, of which nothing is kept but its hash. Whether the money has arrived is left to be found out. */
record PreimagePayment(PaymentHash paymentHash, Supplier<Settlement> lookUp) implements VerifiedPayment {

    /** Whoever shows a preimage may have it from anywhere, so it doesn't tell who paid. */
    @Override
    public Optional<String> payer() {
        return Optional.empty();
    }

    @Override
    public List<ReplayKey> replayKeys() {
        return List.of(ReplayKey.forever("lightning:hash:" + paymentHash));
    }

    @Override
    public JsonObject lookUpData() {
        return JsonObject.builder().put("paymentHash", paymentHash.hex()).build();
    }

    /** The payer has moved the money, so asking twice is as good as once. */
    @Override
    public Settlement settle(boolean attemptedBefore) {
        return lookUp.get();
    }
}
