package org.mpp4j.testkit.readme;

import org.junit.jupiter.api.DisplayName;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.money.Amount;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.testkit.PaymentMethodContract;

@DisplayName("The README's payment method")
class VoucherChargeContractTest extends PaymentMethodContract {

    private static final String KEY = "the key of a voucher";

    @Override
    protected PaymentMethod newMethod() {
        VoucherCharge method = new VoucherCharge();
        method.sell("v-1", VoucherKey.of(KEY), 100);
        return method;
    }

    @Override
    protected OfferTerms terms() {
        return OfferTerms.of(Price.of("3"));
    }

    @Override
    protected Amount amount() {
        return Amount.ofBaseUnits(3);
    }

    @Override
    protected Credential pay(Challenge challenge) {
        return prove(challenge, KEY);
    }

    @Override
    protected Credential answerWithoutPaying(Challenge challenge) {
        return prove(challenge, "another key");
    }

    private static Credential prove(Challenge challenge, String key) {
        return Credential.of(
                challenge,
                JsonObject.builder()
                        .put("voucher", "v-1")
                        .put("proof", VoucherKey.proof(key, challenge.id()))
                        .build());
    }
}
