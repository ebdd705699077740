package org.mpp4j.tempo.internal.refund;

import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.JsonObject;

/**
 * A refund for which a transaction was signed. Nothing that could be sent is in it.
 *
 * @param refundId the merchant's name of it
 * @param amount in base units
 * @param hash of the transaction
 * @param validBefore when the transaction can't be mined any more, in seconds since 1970
 * @param madeAt when the transaction was found mined; null as long as that isn't known
 */
record BookedRefund(
        String refundId,
        BigInteger amount,
        String hash,
        BigInteger validBefore,
        @Nullable Instant madeAt) {

    BookedRefund made(Instant at) {
        return new BookedRefund(refundId, amount, hash, validBefore, Instant.ofEpochMilli(at.toEpochMilli()));
    }

    JsonObject json() {
        JsonObject.Builder json = JsonObject.builder()
                .put("id", refundId)
                .put("amount", amount.toString())
                .put("hash", hash)
                .put("validBefore", validBefore.toString());
        if (madeAt != null) {
            json.put("made", madeAt.toEpochMilli());
        }
        return json.build();
    }

    static BookedRefund parse(JsonObject json) {
        return new BookedRefund(
                json.requireString("id"),
                new BigInteger(json.requireString("amount")),
                json.requireString("hash"),
                new BigInteger(json.requireString("validBefore")),
                json.value("made") == null
                        ? null
                        : Instant.ofEpochMilli(json.integer("made").orElseThrow()));
    }
}
