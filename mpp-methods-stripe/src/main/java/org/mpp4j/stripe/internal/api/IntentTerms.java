package org.mpp4j.stripe.internal.api;

import java.util.Map;
import org.mpp4j.stripe.ConnectSettlement;
import org.mpp4j.stripe.TokenParameter;

/**
 * A PaymentIntent that is to be made and confirmed at once. The same terms always come with the same idempotency key.
 *
 * @param amount in the smallest unit
 * @param currency in lower case
 * @param token the client's Shared Payment Token
 * @param placement where the token goes
 * @param metadata to find it again by
 * @param connect what a connected account has to do with it
 * @param idempotencyKey by which Stripe recognizes that it is asked for the same again
 */
public record IntentTerms(
        long amount,
        String currency,
        String token,
        TokenParameter placement,
        Map<String, String> metadata,
        ConnectSettlement connect,
        String idempotencyKey) {

    /** Amount and currency, neither token nor key. */
    @Override
    public String toString() {
        return "IntentTerms[" + amount + " " + currency + "]";
    }
}
