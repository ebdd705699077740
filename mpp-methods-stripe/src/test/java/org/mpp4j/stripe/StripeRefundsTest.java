package org.mpp4j.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.gate.Admission;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.Credential;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;
import org.mpp4j.stripe.fake.FakeStripe;
import org.mpp4j.stripe.fake.Fault;

/** What was paid can be given back, and no more, and not twice. */
class StripeRefundsTest extends OneGate {

    private final StripeRefunds refunds = charge.refunds(ledger);
    private String paid;

    @BeforeEach
    void pay() {
        Credential credential = credential();
        assertThat(admit(credential)).isInstanceOf(Admission.Granted.class);
        paid = credential.challenge().id();
    }

    private RefundOutcome partial(String id, long amount) {
        return refunds.refund(RefundRequest.partial(id, paid, Amount.ofBaseUnits(amount)));
    }

    private List<String> inLedger() {
        return ledger.byChallenge(paid).stream()
                .filter(entry -> entry.kind() == Kind.REFUNDED)
                .map(entry -> entry.reference() + " " + entry.amount())
                .toList();
    }

    @Test
    void allOfAPaymentIsGivenBack() {
        RefundOutcome outcome = refunds.refund(RefundRequest.full("r1", paid));

        LedgerEntry entry = ((RefundOutcome.Refunded) outcome).entry();
        assertThat(entry.amount()).isEqualTo("100");
        assertThat(entry.currency()).isEqualTo("usd");
        assertThat(inLedger()).containsExactly("re_fake1 100");
        FakeStripe.Asked asked = stripe.asked("POST", "/v1/refunds").get(0);
        assertThat(asked.parameters())
                .containsEntry("payment_intent", "pi_fake1")
                .containsEntry("metadata[mpp_refund_id]", "r1")
                .hasSize(2);
    }

    @Test
    void partsAreGivenBackUntilNothingIsLeft() {
        assertThat(partial("r1", 30)).isInstanceOf(RefundOutcome.Refunded.class);
        assertThat(partial("r2", 30)).isInstanceOf(RefundOutcome.Refunded.class);
        assertThat(partial("r3", 41)).isInstanceOf(RefundOutcome.Refused.class);
        assertThat(refunds.refund(RefundRequest.full("r4", paid))).isInstanceOf(RefundOutcome.Refunded.class);
        assertThat(refunds.refund(RefundRequest.full("r5", paid)))
                .isEqualTo(new RefundOutcome.Refused("No more than 0 of the payment is left to be given back"));

        assertThat(inLedger()).containsExactlyInAnyOrder("re_fake1 30", "re_fake2 30", "re_fake3 40");
    }

    @Test
    void underOneIdMoneyIsGivenBackOnce() {
        RefundOutcome first = partial("r1", 30);
        stripe.forgetKeys();

        assertThat(partial("r1", 30)).isEqualTo(first);
        assertThat(partial("r1", 31))
                .isEqualTo(new RefundOutcome.Refused("The refund id was used for another amount before"));

        assertThat(stripe.book().refunds()).hasSize(1);
        assertThat(inLedger()).containsExactly("re_fake1 30");
    }

    @Test
    void manyAtOnceGiveBackOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            List<Callable<RefundOutcome>> tasks = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                tasks.add(() -> partial("r1", 30));
            }
            for (Future<RefundOutcome> done : threads.invokeAll(tasks)) {
                assertThat(done.get()).isInstanceOfAny(RefundOutcome.Refunded.class, RefundOutcome.Unknown.class);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(stripe.book().refunds()).hasSize(1);
        assertThat(inLedger()).containsExactly("re_fake1 30");
    }

    @Test
    void aRefundOfUnknownOutcomeIsClearedUpByAskingAgain() {
        stripe.next(Fault.DROPPED_AFTER_EFFECT, Fault.DROPPED_BEFORE_EFFECT);

        assertThat(partial("r1", 30)).isInstanceOf(RefundOutcome.Unknown.class);
        assertThat(partial("r2", 20)).isInstanceOf(RefundOutcome.Unknown.class);
        assertThat(inLedger()).isEmpty();
        assertThat(partial("r1", 30)).isInstanceOf(RefundOutcome.Refunded.class);
        assertThat(partial("r2", 20)).isInstanceOf(RefundOutcome.Refunded.class);

        assertThat(inLedger()).containsExactlyInAnyOrder("re_fake1 30", "re_fake2 20");
    }

    @Test
    void connectedAccountsGiveBackTheirShare() {
        refunds.refund(RefundRequest.full("r1", paid)
                .onAccount("acct_1")
                .reversingTransfer()
                .refundingFee());

        FakeStripe.Asked asked = stripe.asked("POST", "/v1/refunds").get(0);
        assertThat(asked.header("Stripe-Account")).isEqualTo("acct_1");
        assertThat(asked.parameters())
                .containsEntry("reverse_transfer", "true")
                .containsEntry("refund_application_fee", "true");
    }

    @Test
    void whatWasNotPaidHereIsNotGivenBack() {
        assertThat(refunds.refund(RefundRequest.full("r1", "another-challenge")))
                .isInstanceOf(RefundOutcome.Refused.class);
        assertThat(stripe.asked("GET", "/v1/refunds")).isEmpty();
    }

    @Test
    void aRefundNeedsAName() {
        assertThatThrownBy(() -> RefundRequest.full("a b", paid)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RefundRequest.partial("r1", paid, Amount.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
