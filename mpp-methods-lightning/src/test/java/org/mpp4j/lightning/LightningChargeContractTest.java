package org.mpp4j.lightning;

import org.junit.jupiter.api.AfterEach;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.money.Amount;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.testkit.PaymentMethodContract;

class LightningChargeContractTest extends PaymentMethodContract {

    private final Merchant merchant = new Merchant();

    @AfterEach
    void close() {
        merchant.close();
    }

    @Override
    protected PaymentMethod newMethod() {
        return merchant.builder().build();
    }

    @Override
    protected java.time.InstantSource clock() {
        return merchant.now::get;
    }

    @Override
    protected OfferTerms terms() {
        return OfferTerms.of(Price.of("10")).withExternalId("order-7").withDescription("a fortune");
    }

    @Override
    protected Amount amount() {
        return Amount.ofBaseUnits(10);
    }

    @Override
    protected Credential pay(Challenge challenge) {
        return merchant.pay(challenge);
    }

    @Override
    protected Credential answerWithoutPaying(Challenge challenge) {
        return Merchant.show(challenge, "17".repeat(32));
    }
}
