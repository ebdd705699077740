package org.mpp4j.tempo.client;

import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;

/** Asks for nothing but who somebody is. */
final class Introductions {

    private Introductions() {}

    static Challenge challenge(String realm, String recipient) {
        JsonObject terms = JsonObject.builder()
                .put("amount", "0")
                .put("currency", OneAccount.CURRENCY)
                .put("recipient", recipient)
                .put("methodDetails", JsonObject.builder().put("chainId", 42431).build())
                .build();
        return Challenge.builder(realm, "tempo", "charge", PaymentRequest.of(terms))
                .build("introduction");
    }
}
