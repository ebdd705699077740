package org.mpp4j.lightning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.gate.Admission;
import org.mpp4j.protocol.Challenge;

/** What a client deposits, and what it doesn't. */
class LightningSessionPayerTest {

    private final SessionMerchant merchant = new SessionMerchant();
    private final FakeNode wallet = new FakeNode(merchant.now::get) {
        @Override
        public PaymentResult pay(PaymentOrder order) {
            asked.add(order);
            return result == null ? new PaymentResult.Paid(deposit(order.bolt11())) : result;
        }
    };
    private final LightningSessionPayer payer = LightningSessionPayer.with(wallet, LightningNetwork.REGTEST)
            .clock(merchant.now::get)
            .limit(120);

    @AfterEach
    void close() {
        merchant.close();
    }

    private Preimage deposit(String bolt11) {
        try {
            PaymentHash hash =
                    org.mpp4j.lightning.internal.bolt11.Invoice.decode(bolt11).paymentHash();
            merchant.node.wallet.set(hash, InvoiceState.SETTLED);
            return merchant.node.wallet.secret(hash);
        } catch (org.mpp4j.lightning.internal.bolt11.InvalidInvoiceException invalid) {
            throw new AssertionError(invalid);
        }
    }

    @Test
    void aSessionIsOpenedUsedToppedUpAndItsSecretIsAskedFor() {
        Challenge challenge = merchant.challenge();
        PaidSession session = payer.open(challenge);

        merchant.delivered(merchant.admit(session.credential(challenge)));
        merchant.delivered(merchant.admit(session.credential(challenge)));
        assertThat(merchant.admit(session.topUp(merchant.challenge()))).isInstanceOf(Admission.Completed.class);

        assertThat(session.deposited()).isEqualTo(120);
        assertThat(merchant.books(challenge).authorized()).isEqualTo(120);
        assertThat(SessionMerchant.problem(merchant.admit(merchant.bearer(challenge, challenge))))
                .isEqualTo("lightning/invalid-preimage");
        assertThat(session).hasToString("PaidSession[" + session.id() + "]");
    }

    @Test
    void nothingIsDepositedBeyondTheLimit() {
        PaidSession session = payer.open(merchant.challenge());
        session.topUp(merchant.challenge());

        assertThatThrownBy(() -> session.topUp(merchant.challenge()))
                .isInstanceOf(LightningPaymentException.class)
                .hasMessage("The deposit is beyond the limit of 120 sat for the session");
        assertThat(payer.limit(59).canOpen(merchant.challenge())).isFalse();
        assertThat(LightningSessionPayer.with(wallet, LightningNetwork.REGTEST)
                        .clock(merchant.now::get)
                        .canOpen(merchant.challenge()))
                .isFalse();
        assertThat(wallet.asked).hasSize(2);
    }

    @Test
    void nothingIsDepositedThatCouldBeShownTooLate() {
        Challenge challenge = merchant.challenge();
        merchant.pass(Duration.ofSeconds(259)); // 30 for the payment, and 10 to show it
        assertThat(payer.canOpen(challenge)).isTrue();
        merchant.pass(Duration.ofSeconds(2));

        assertThatThrownBy(() -> payer.open(challenge))
                .isInstanceOf(LightningPaymentException.class)
                .hasMessage("The challenge has expired, or is about to");
        assertThat(wallet.asked).isEmpty();
    }

    @Test
    void aNodeThatDoesNotPayOpensNothing() {
        wallet.result = new PaymentResult.Unclear("lost");

        assertThatThrownBy(() -> payer.open(merchant.challenge()))
                .isInstanceOfSatisfying(
                        LightningPaymentException.class,
                        lost -> assertThat(lost.mayBePaid()).isTrue());
    }
}
