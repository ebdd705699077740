package org.mpp4j.protocol;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.internal.http.Base64Url;
import org.mpp4j.money.Amount;

/**
 * The {@code request} of a challenge: what is to be paid, in a payment method's own terms, as base64url of canonical JSON
 * (draft-httpauth-payment section "Required Parameters"; shared members in draft-payment-intent-charge).
 *
 * <p>It keeps the exact text that was sent or received. Binding and comparing use that text, so that a detour through
 * another JSON library can't change what was signed.
 *
 * @since 0.1
 */
public final class PaymentRequest {

    private final String text;
    private final boolean encodedHere;
    private @Nullable JsonObject json; // decoded when first asked for; a race decodes it twice, to equal values

    private PaymentRequest(String text, @Nullable JsonObject json) {
        this.text = text;
        this.encodedHere = json != null;
        this.json = json;
    }

    /**
     * A request to send.
     *
     * @param json its members
     * @return the request, its text in canonical form
     */
    public static PaymentRequest of(JsonObject json) {
        return new PaymentRequest(Base64Url.encode(json.toCanonicalString()), json);
    }

    /**
     * A request as received. It is decoded when its members are first asked for.
     *
     * @param text base64url
     * @return the request with exactly this text
     */
    public static PaymentRequest ofText(String text) {
        return new PaymentRequest(text, null);
    }

    /**
     * The exact text on the wire.
     *
     * @return base64url without padding
     */
    public String text() {
        return text;
    }

    /** Whether the text was made by this class, so that it is certainly base64url. */
    boolean isEncodedHere() {
        return encodedHere;
    }

    /**
     * All members.
     *
     * @return the decoded object
     * @throws ProtocolException if the text isn't base64url of a JSON object
     */
    public JsonObject json() {
        JsonObject decoded = json;
        if (decoded == null) {
            decoded = JsonObject.parseBase64Url(text, "The request of the challenge");
            json = decoded;
        }
        return decoded;
    }

    /**
     * The {@code amount} in base units.
     *
     * @return the amount
     * @throws ProtocolException if it is missing or not a base-unit number
     */
    public Amount amount() {
        try {
            return Amount.parse(json().requireString("amount"));
        } catch (IllegalArgumentException notAnAmount) {
            throw new ProtocolException("The member \"amount\" is not a number of base units");
        }
    }

    /**
     * The {@code currency}: an ISO 4217 code, a token address, or a name of the payment method's.
     *
     * @return the currency
     * @throws ProtocolException if it is missing
     */
    public String currency() {
        return json().requireString("currency");
    }

    /**
     * The {@code recipient} in the payment method's own format.
     *
     * @return the recipient if there is one
     */
    public Optional<String> recipient() {
        return json().string("recipient");
    }

    /**
     * The merchant's own reference, {@code externalId}.
     *
     * @return the reference if there is one
     */
    public Optional<String> externalId() {
        return json().string("externalId");
    }

    /**
     * The payment method's own members, {@code methodDetails}.
     *
     * @return an object, empty if there is none
     */
    public JsonObject methodDetails() {
        return json().object("methodDetails").orElse(JsonObject.EMPTY);
    }

    /** Equal when the text on the wire is. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PaymentRequest that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "PaymentRequest[" + text.length() + " characters]";
    }
}
