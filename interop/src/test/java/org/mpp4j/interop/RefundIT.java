package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.store.InMemoryStores;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;
import org.mpp4j.tempo.MerchantAccount;
import org.mpp4j.tempo.RefundOutcome;
import org.mpp4j.tempo.RefundRequest;
import org.mpp4j.tempo.TempoCharge;
import org.mpp4j.tempo.TempoRefunds;

/** What mppx has paid is given back, on a chain of its own. Balances tell to the base unit. */
@ExtendWith(MarketplaceExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RefundIT {

    private static final long PRICE = 10_000;
    private static final String FEE_MANAGER = "0x000000000000000000000000feec000000000000000000000000000000000000";

    private final InMemoryStores stores = new InMemoryStores();
    private Anvil chain;
    private TempoRefunds refunds;
    private TomcatShop shop;
    private Mppx mppx;

    @BeforeAll
    void open() {
        chain = Anvil.start(Marketplace.MODERATO);
        TempoCharge charge =
                TomcatShop.charge(Marketplace.MODERATO, chain.url()).build();
        refunds = charge.refunds(stores, MerchantAccount.ofPrivateKey(Account.MERCHANT.key()));
        shop = new TomcatShop(
                Offer.of(charge, "0.01"),
                PaymentGate.builder(PaidApi.REALM, ChallengeKeys.of(PaidApi.SECRET))
                        .stores(stores)
                        .build());
        mppx = Mppx.start();
    }

    @AfterAll
    void close() {
        mppx.close();
        shop.close();
        chain.close();
    }

    private Mppx.Purchase buy() {
        Mppx.Purchase purchase =
                mppx.payer(Account.PAYER, Marketplace.MODERATO, chain.url()).buy("GET", shop.url());
        assertThat(purchase.answer().status()).isEqualTo(200);
        return purchase;
    }

    private static String challenge(Mppx.Purchase purchase) {
        return Mppx.credential(purchase.authorization()).challenge().id();
    }

    private BigInteger balance(Account account) {
        return chain.balance(Anvil.PATH_USD, account.address());
    }

    private static LedgerEntry refunded(RefundOutcome outcome) {
        assertThat(outcome).isInstanceOf(RefundOutcome.Refunded.class);
        return ((RefundOutcome.Refunded) outcome).entry();
    }

    /** What the merchant paid the network for a transaction. */
    private BigInteger fee(String hash) {
        List<JsonObject> logs = chain.receipt(hash).objects("logs").stream()
                .filter(log -> log.strings("topics").get(2).equals(FEE_MANAGER))
                .toList();
        assertThat(logs).hasSize(1);
        assertThat(logs.get(0).strings("topics").get(1))
                .endsWithIgnoringCase(Account.MERCHANT.address().substring(2));
        return Anvil.number(logs.get(0).requireString("data"));
    }

    @Test
    void thePayerGetsThePriceBackAndTheMerchantPaysTheFee() {
        Mppx.Purchase purchase = buy();
        BigInteger payer = balance(Account.PAYER);
        BigInteger merchant = balance(Account.MERCHANT);

        LedgerEntry entry = refunded(refunds.refund(RefundRequest.full("all", challenge(purchase))));

        assertThat(entry.amount()).isEqualTo(Long.toString(PRICE));
        assertThat(balance(Account.PAYER).subtract(payer)).isEqualTo(BigInteger.valueOf(PRICE));
        BigInteger fee = fee(entry.reference());
        assertThat(fee).isPositive();
        assertThat(merchant.subtract(balance(Account.MERCHANT))).isEqualTo(fee.add(BigInteger.valueOf(PRICE)));
        assertThat(stores.ledger().byChallenge(challenge(purchase)))
                .extracting(LedgerEntry::kind)
                .contains(Kind.REFUNDED);
    }

    @Test
    void theSameRefundIsSentOnce() {
        Mppx.Purchase purchase = buy();
        LedgerEntry first = refunded(
                refunds.refund(RefundRequest.full("once", purchase.answer().receipt())));
        BigInteger payer = balance(Account.PAYER);
        BigInteger merchant = balance(Account.MERCHANT);
        long transactions = chain.transactionsInBlocks();

        assertThat(refunded(refunds.refund(RefundRequest.full("once", challenge(purchase)))))
                .isEqualTo(first);
        assertThat(refunds.refund(RefundRequest.full("twice", challenge(purchase))))
                .isInstanceOf(RefundOutcome.Refused.class);

        assertThat(chain.transactionsInBlocks()).isEqualTo(transactions);
        assertThat(balance(Account.PAYER)).isEqualTo(payer);
        assertThat(balance(Account.MERCHANT)).isEqualTo(merchant);
    }

    @Test
    void partsComeToThePriceAndNoMore() {
        String challenge = challenge(buy());
        BigInteger payer = balance(Account.PAYER);

        refunded(refunds.refund(RefundRequest.partial("p1", challenge, Amount.ofBaseUnits(4_000))));
        assertThat(refunds.refund(RefundRequest.partial("p2", challenge, Amount.ofBaseUnits(6_001))))
                .isInstanceOf(RefundOutcome.Refused.class);
        refunded(refunds.refund(RefundRequest.full("p3", challenge)));

        assertThat(balance(Account.PAYER).subtract(payer)).isEqualTo(BigInteger.valueOf(PRICE));
    }

    @Test
    void anAccountWithoutMoneySendsNothing() {
        String challenge = challenge(buy());
        long transactions = chain.transactionsInBlocks();
        TempoRefunds poor = TomcatShop.charge(Marketplace.MODERATO, chain.url())
                .build()
                .refunds(stores, MerchantAccount.ofPrivateKey(Account.ACCESS_KEY.key()));

        RefundOutcome outcome = poor.refund(RefundRequest.full("poor", challenge));

        assertThat(((RefundOutcome.Refused) outcome).reason()).isEqualTo(RefundOutcome.Reason.BALANCE_TOO_LOW);
        assertThat(chain.transactionsInBlocks()).isEqualTo(transactions);
    }
}
