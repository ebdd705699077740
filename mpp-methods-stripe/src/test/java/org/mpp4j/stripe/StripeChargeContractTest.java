package org.mpp4j.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.money.Amount;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.stripe.fake.FakeStripe;
import org.mpp4j.testkit.PaymentMethodContract;

class StripeChargeContractTest extends PaymentMethodContract {

    private final FakeStripe stripe = new FakeStripe();

    @AfterEach
    void stop() {
        assertThat(stripe.complaints()).isEmpty();
        stripe.close();
    }

    @Override
    protected PaymentMethod newMethod() {
        return StripeCharge.builder()
                .secretKey(FakeStripe.KEY)
                .networkId(Charges.PROFILE)
                .apiBase(stripe.url())
                .deadline(Duration.ofSeconds(5))
                .build();
    }

    @Override
    protected OfferTerms terms() {
        return OfferTerms.of(Price.of("1.00")).withExternalId("order-7");
    }

    @Override
    protected Amount amount() {
        return Amount.ofBaseUnits(100);
    }

    @Override
    protected Credential pay(Challenge challenge) {
        return StripePayer.with(limits -> Charges.newToken()).pay(challenge);
    }

    /** The client says that it pays for another order. */
    @Override
    protected Credential answerWithoutPaying(Challenge challenge) {
        return Credential.of(
                challenge,
                JsonObject.builder()
                        .put("spt", Charges.newToken())
                        .put("externalId", "order-8-of-somebody")
                        .build());
    }

    @Override
    protected OptionalLong settlements() {
        return OptionalLong.of(stripe.book().charges().size());
    }
}
