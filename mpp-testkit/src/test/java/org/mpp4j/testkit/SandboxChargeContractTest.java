package org.mpp4j.testkit;

import java.util.OptionalLong;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.money.Amount;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;

class SandboxChargeContractTest extends PaymentMethodContract {

    private final SandboxLedger ledger = new SandboxLedger();

    @Override
    protected PaymentMethod newMethod() {
        return SandboxCharge.builder().ledger(ledger).build();
    }

    @Override
    protected OfferTerms terms() {
        return OfferTerms.of(Price.of("0.01")).withExternalId("order-7");
    }

    @Override
    protected Amount amount() {
        return Amount.ofBaseUnits(10_000);
    }

    @Override
    protected Credential pay(Challenge challenge) {
        return SandboxPayer.named("alice").pay(challenge);
    }

    @Override
    protected Credential answerWithoutPaying(Challenge challenge) {
        return Credential.of(
                challenge,
                JsonObject.builder()
                        .put("type", "token")
                        .put("token", "sandbox:of-another-challenge")
                        .build());
    }

    @Override
    protected OptionalLong settlements() {
        return OptionalLong.of(ledger.settlements());
    }
}
