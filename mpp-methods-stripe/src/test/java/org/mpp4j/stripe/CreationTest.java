package org.mpp4j.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.Settlement;
import org.mpp4j.money.Amount;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.stripe.fake.FakeStripe;

/** What Stripe is asked for, to the letter. */
class CreationTest {

    private final FakeStripe stripe = new FakeStripe();

    @AfterEach
    void stop() {
        assertThat(stripe.complaints()).isEmpty();
        stripe.close();
    }

    private FakeStripe.Asked settle(StripeCharge charge, Credential credential) {
        assertThat(Charges.verified(charge, credential).settle(false)).isInstanceOf(Settlement.Settled.class);
        return stripe.asked("POST", "/v1/payment_intents").get(0);
    }

    @Test
    void theIntentIsMadeAndConfirmedAtOnce() {
        StripeCharge charge =
                Charges.builder(stripe).metadata(Map.of("shop", "north")).build();
        Challenge challenge = Charges.challenge(charge);
        String token = Charges.newToken();
        Credential credential = Credential.of(
                challenge,
                "did:web:agent.example",
                JsonObject.builder().put("spt", token).build());

        FakeStripe.Asked asked = settle(charge, credential);

        assertThat(asked.parameters())
                .containsOnly(
                        entry("amount", "100"),
                        entry("currency", "usd"),
                        entry("confirm", "true"),
                        entry("automatic_payment_methods[enabled]", "true"),
                        entry("automatic_payment_methods[allow_redirects]", "never"),
                        entry("shared_payment_granted_token", token),
                        entry("metadata[machine_payment]", "true"),
                        entry("metadata[mpp_intent]", "charge"),
                        entry("metadata[mpp_challenge_id]", challenge.id()),
                        entry("metadata[mpp_server_id]", "localhost"),
                        entry("metadata[mpp_client_id]", "did:web:agent.example"),
                        entry("metadata[shop]", "north"));
        assertThat(asked.header("Idempotency-Key")).isEqualTo("mpp_" + challenge.id() + "_" + token);
        assertThat(asked.header("Stripe-Version")).isEqualTo("2026-07-29.preview");
        assertThat(asked.header("Stripe-Account")).isNull();
    }

    @Test
    void theTokenGoesWhereTheVersionExpectsIt() {
        StripeCharge charge = Charges.builder(stripe)
                .tokenParameter(TokenParameter.PAYMENT_METHOD_DATA)
                .build();
        String token = Charges.newToken();

        FakeStripe.Asked asked = settle(charge, Charges.credential(Charges.challenge(charge), token));

        assertThat(asked.parameters())
                .containsEntry("payment_method_data[shared_payment_granted_token]", token)
                .doesNotContainKey("shared_payment_granted_token");
    }

    @Test
    void theMerchantsReferenceIsBoundAndReceipted() {
        StripeCharge charge = Charges.builder(stripe).build();
        Challenge challenge =
                Charges.challenge(charge, OfferTerms.of(Price.of("1.00")).withExternalId("order-7"));
        JsonObject payload = JsonObject.builder()
                .put("spt", Charges.newToken())
                .put("externalId", "order-7")
                .build();

        Receipt receipt = ((Settlement.Settled) Charges.verified(charge, Credential.of(challenge, payload))
                        .settle(false))
                .receipt();

        assertThat(receipt.externalId()).contains("order-7");
        assertThat(receipt.reference()).isEqualTo("pi_fake1");
        assertThat(receipt.timestamp()).isEqualTo(Charges.NOW);
        assertThat(Charges.rejected(charge, Charges.credential(challenge, Charges.newToken()))
                        .problem()
                        .type())
                .isEqualTo(ProblemType.INVALID_CHALLENGE);
    }

    @Test
    void connectedAccountsStayBetweenThisServerAndStripe() {
        StripeCharge charge = Charges.builder(stripe)
                .connect(request -> ConnectSettlement.none()
                        .onAccount("acct_1Platform")
                        .withApplicationFee(Amount.ofBaseUnits(10))
                        .onBehalfOf("acct_2Shop")
                        .transferringTo("acct_2Shop")
                        .withTransferGroup("order-7"))
                .build();
        Challenge challenge = Charges.challenge(charge);

        FakeStripe.Asked asked = settle(charge, Charges.credential(challenge, Charges.newToken()));

        assertThat(asked.header("Stripe-Account")).isEqualTo("acct_1Platform");
        assertThat(asked.parameters())
                .containsEntry("application_fee_amount", "10")
                .containsEntry("on_behalf_of", "acct_2Shop")
                .containsEntry("transfer_data[destination]", "acct_2Shop")
                .containsEntry("transfer_group", "order-7");
        assertThat(challenge.request().json().toCanonicalString()).doesNotContain("acct_");
    }

    @Test
    void aPartOfThePaymentIsPassedOn() {
        StripeCharge charge = Charges.builder(stripe)
                .connect(request -> ConnectSettlement.none().transferringTo("acct_2Shop", request.amount()))
                .build();

        FakeStripe.Asked asked = settle(charge, Charges.credential(Charges.challenge(charge), Charges.newToken()));

        assertThat(asked.parameters()).containsEntry("transfer_data[amount]", "100");
    }

    @Test
    void noMoreIsKeptOrPassedOnThanIsPaid() {
        StripeCharge fee = Charges.builder(stripe)
                .connect(request -> ConnectSettlement.none().withApplicationFee(Amount.ofBaseUnits(101)))
                .build();
        StripeCharge transfer = Charges.builder(stripe)
                .connect(request -> ConnectSettlement.none().transferringTo("acct_2Shop", Amount.ofBaseUnits(101)))
                .build();
        Challenge elsewhere = Charges.challenge(Charges.builder(stripe).build());
        PaymentAttempt attempt = new PaymentAttempt(Charges.credential(elsewhere, Charges.newToken()));

        assertThatThrownBy(() -> Charges.challenge(fee))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("application fee of a Connect settlement is 101, more than the payment's 100");
        assertThatThrownBy(() -> Charges.challenge(transfer)).hasMessageContaining("transfer amount");
        assertThatThrownBy(() -> fee.verify(attempt)).isInstanceOf(ConfigurationException.class);
        assertThat(stripe.asked("POST", "/v1/payment_intents")).isEmpty();
    }

    @Test
    void accountsThatAreNoneAreNamed() {
        assertThatThrownBy(() -> ConnectSettlement.none().transferringTo("shop"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("transfer destination of a Connect settlement is \"shop\"");
        assertThatThrownBy(() -> ConnectSettlement.none().withTransferGroup(""))
                .isInstanceOf(ConfigurationException.class);
    }
}
