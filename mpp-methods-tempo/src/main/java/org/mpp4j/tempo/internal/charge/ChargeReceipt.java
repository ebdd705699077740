package org.mpp4j.tempo.internal.charge;

import java.time.Instant;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.Receipt;

/** Receipts of charges (draft-tempo-charge section "Receipt Generation"). */
final class ChargeReceipt {

    private ChargeReceipt() {}

    static Receipt of(String reference, Instant settled, PaymentRequest request) {
        JsonObject.Builder more = JsonObject.builder();
        request.externalId().ifPresent(externalId -> more.put("externalId", externalId));
        return Receipt.of("tempo", reference, settled, more.build());
    }
}
