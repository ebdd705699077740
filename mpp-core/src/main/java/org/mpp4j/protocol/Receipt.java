package org.mpp4j.protocol;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.mpp4j.internal.http.Base64Url;

/**
 * A server's confirmation of a payment, sent in the {@code Payment-Receipt} field of a successful response
 * (draft-httpauth-payment section "Payment-Receipt Header"). Members it doesn't know are kept.
 *
 * @since 0.1
 */
public final class Receipt {

    /** The name of the response field. */
    public static final String HEADER = "Payment-Receipt";

    private final JsonObject json;
    private final Instant timestamp;

    private Receipt(JsonObject json, Instant timestamp) {
        this.json = json;
        this.timestamp = timestamp;
    }

    /**
     * A receipt for a settled payment.
     *
     * @param method the payment method
     * @param reference the method's own reference: a transaction hash, an invoice id
     * @param timestamp when it settled, kept to the millisecond
     * @return the receipt
     */
    public static Receipt of(String method, String reference, Instant timestamp) {
        return of(method, reference, timestamp, JsonObject.EMPTY);
    }

    /**
     * A receipt for a settled payment, with members of the payment method's own.
     *
     * @param method the payment method
     * @param reference the method's own reference: a transaction hash, an invoice id
     * @param timestamp when it settled, kept to the millisecond
     * @param more further members; the four of every receipt can't be changed by them
     * @return the receipt
     */
    public static Receipt of(String method, String reference, Instant timestamp, JsonObject more) {
        JsonObject json = more.toBuilder()
                .put("method", method)
                .put("status", "success")
                .put("timestamp", Timestamp.format(timestamp))
                .put("reference", reference)
                .build();
        return new Receipt(json, Instant.ofEpochMilli(timestamp.toEpochMilli()));
    }

    /**
     * Reads a field value.
     *
     * @param header base64url without padding
     * @return the receipt
     * @throws ProtocolException if it isn't the base64url of a JSON object with the members of every receipt
     */
    public static Receipt parse(String header) {
        JsonObject json = JsonObject.parseBase64Url(header.strip(), "The receipt");
        json.requireString("method");
        json.requireString("reference");
        if (!json.requireString("status").equals("success")) {
            throw new ProtocolException("The status of a receipt is always \"success\"");
        }
        try {
            return new Receipt(json, Timestamp.parse(json.requireString("timestamp")));
        } catch (DateTimeException notADateTime) {
            throw new ProtocolException("The timestamp of the receipt is not an RFC 3339 date-time");
        }
    }

    /**
     * The payment method.
     *
     * @return for example {@code tempo}
     */
    public String method() {
        return json.requireString("method");
    }

    /**
     * The payment method's reference.
     *
     * @return a transaction hash, an invoice id or the like
     */
    public String reference() {
        return json.requireString("reference");
    }

    /**
     * When the payment settled.
     *
     * @return a moment
     */
    public Instant timestamp() {
        return timestamp;
    }

    /**
     * The merchant's own reference, echoed from the request.
     *
     * @return {@code externalId} if there is one
     */
    public Optional<String> externalId() {
        return json.string("externalId");
    }

    /**
     * All members, those of the payment method included.
     *
     * @return an object
     */
    public JsonObject json() {
        return json;
    }

    /**
     * The field value.
     *
     * @return base64url without padding
     */
    public String toHeader() {
        return Base64Url.encode(json.toCanonicalString());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Receipt that && json.equals(that.json);
    }

    @Override
    public int hashCode() {
        return Objects.hash(json);
    }

    /** The payment method, nothing else. */
    @Override
    public String toString() {
        return "Receipt[" + method() + "]";
    }
}
