package org.mpp4j.lightning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mpp4j.client.Demand;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;

/** A payer pays what the challenge says, or not at all. */
class LightningPayerTest {

    private final Merchant merchant = new Merchant();
    private final Challenge challenge = merchant.challenge(merchant.cheap);
    private final LightningPayer payer = LightningPayer.with(merchant.node.client(), LightningNetwork.REGTEST)
            .clock(merchant.now::get);

    @AfterEach
    void close() {
        merchant.close();
    }

    /** What a server can get wrong, or try. */
    enum Trick {
        SMALLER_AMOUNT(request -> request.toBuilder().put("amount", "1").build()),
        ANOTHER_CURRENCY(request -> request.toBuilder().put("currency", "BTC").build()),
        ANOTHER_HASH(request -> details(request, "paymentHash", "00".repeat(32))),
        ANOTHER_NETWORK(request -> details(request, "network", "mainnet")),
        NO_INVOICE(request -> details(request, "invoice", "lnbc1"));

        private final UnaryOperator<JsonObject> change;

        Trick(UnaryOperator<JsonObject> change) {
            this.change = change;
        }

        private static JsonObject details(JsonObject request, String name, String value) {
            return request.toBuilder()
                    .put(
                            "methodDetails",
                            request.requireObject("methodDetails").toBuilder()
                                    .put(name, value)
                                    .build())
                    .build();
        }
    }

    @ParameterizedTest
    @EnumSource(Trick.class)
    void aChallengeThatIsNotItsInvoiceIsNotPaid(Trick trick) {
        Challenge changed = Challenge.builder(
                        challenge.realm(),
                        "lightning",
                        "charge",
                        PaymentRequest.of(trick.change.apply(challenge.request().json())))
                .expires(challenge.expires().orElseThrow())
                .build(challenge.id());
        int calls = merchant.node.calls.get();

        assertThat(payer.canAnswer(challenge)).isTrue();
        assertThat(payer.canAnswer(changed)).isFalse();
        assertThatThrownBy(() -> payer.pay(changed))
                .isInstanceOfSatisfying(
                        LightningPaymentException.class,
                        failed -> assertThat(failed.mayBePaid()).isFalse());
        assertThat(merchant.node.calls).hasValue(calls);
    }

    @Test
    void whoIsPaidIsTheNodeThatMadeTheInvoice() {
        Demand demand = payer.demand(challenge);

        assertThat(demand.method()).isEqualTo("lightning");
        assertThat(demand.currency()).isEqualTo("sat");
        assertThat(demand.amount()).isEqualTo(challenge.request().amount());
        assertThat(demand.recipients()).singleElement().asString().matches("0[23][0-9a-f]{64}");
    }

    @Test
    void anExpiredChallengeIsNotPaid() {
        merchant.now.updateAndGet(now -> now.plus(Duration.ofMinutes(5)));

        assertThatThrownBy(() -> payer.pay(challenge)).hasMessage("The challenge has expired");
    }

    @Test
    void aNodeOnAnotherNetworkPaysNothing() {
        assertThat(LightningPayer.with(merchant.node.client(), LightningNetwork.MAINNET)
                        .canAnswer(challenge))
                .isFalse();
    }

    @Test
    void afterATimeoutTheInvoiceMayBePaid() {
        merchant.node.hanging = true;

        assertThatThrownBy(() -> payer.deadline(Duration.ofMillis(200)).pay(challenge))
                .isInstanceOfSatisfying(
                        LightningPaymentException.class,
                        failed -> assertThat(failed.mayBePaid()).isTrue());
    }
}
