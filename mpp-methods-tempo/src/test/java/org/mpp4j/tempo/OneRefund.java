package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.tempo.Charges.NOW;
import static org.mpp4j.tempo.Charges.PAYER;
import static org.mpp4j.tempo.Charges.SOON;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.mpp4j.method.Settlement;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.store.InMemoryPaymentLedger;
import org.mpp4j.store.InMemorySessionStore;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.store.SessionStore;

/** A payment of one dollar on a chain of its own, to be given back. */
abstract class OneRefund {

    static final MerchantAccount ACCOUNT =
            MerchantAccount.ofPrivateKey("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    static final long DOLLAR = 1_000_000;

    final FakeChain chain = new FakeChain();
    final InMemoryPaymentLedger ledger = new InMemoryPaymentLedger();
    final InMemorySessionStore sessions = new InMemorySessionStore();
    final TempoRefunds refunds = instance(ledger, sessions, ACCOUNT);
    String paid;
    Receipt receipt;

    @BeforeEach
    void pay() {
        Challenge challenge = Charges.challenge(charge(), "1");
        paid = challenge.id();
        receipt = ((Settlement.Settled)
                        Charges.verified(charge(), PAYER.pay(challenge, SOON)).settle(false))
                .receipt();
        ledger.append(List.of(settled(paid, receipt.reference(), Long.toString(DOLLAR))));
    }

    @AfterEach
    void stop() {
        chain.close();
    }

    TempoCharge charge() {
        return Charges.builder()
                .rpcUrl(chain.url())
                .deadline(Duration.ofSeconds(2))
                .clock(() -> Instant.ofEpochSecond(chain.now()))
                .build();
    }

    TempoRefunds instance(PaymentLedger book, SessionStore state, MerchantAccount account) {
        return charge().refunds(book, state, account);
    }

    static LedgerEntry settled(String challengeId, String reference, String amount) {
        return new LedgerEntry(
                LedgerEntry.idOf(Kind.SETTLED, challengeId),
                Kind.SETTLED,
                NOW,
                challengeId,
                reference,
                "tempo",
                "charge",
                amount,
                TempoNetwork.MODERATO.currency().toString(),
                PAYER.did(42431),
                "GET /fortune",
                0);
    }

    RefundOutcome full(String id) {
        return refunds.refund(RefundRequest.full(id, paid));
    }

    RefundOutcome partial(String id, long amount) {
        return refunds.refund(RefundRequest.partial(id, paid, Amount.ofBaseUnits(amount)));
    }

    static void assertRefused(RefundOutcome outcome, RefundOutcome.Reason reason) {
        assertThat(outcome).isInstanceOf(RefundOutcome.Refused.class);
        assertThat(((RefundOutcome.Refused) outcome).reason()).isEqualTo(reason);
    }

    /** What the chain moved back to the payer. */
    List<Long> givenBack() {
        return chain.transfers().stream()
                .filter(transfer -> transfer.from().equals(ACCOUNT.address())
                        && transfer.to().equals(PAYER.address()))
                .map(transfer -> transfer.amount().longValueExact())
                .toList();
    }

    List<Long> inLedger() {
        return ledger.byChallenge(paid).stream()
                .filter(entry -> entry.kind() == Kind.REFUNDED)
                .map(entry -> Long.valueOf(entry.amount()))
                .toList();
    }
}
