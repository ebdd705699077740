package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mpp4j.event.PaymentListener;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.store.InMemoryStores;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;
import org.mpp4j.tempo.OptimisticPolicy;

/** Fortunes are told as soon as the node has mppx's transaction; whether it paid comes later. */
@ExtendWith(MarketplaceExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OptimisticIT {

    private final InMemoryStores stores = new InMemoryStores();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private Anvil chain;
    private FaultProxy proxy;
    private TomcatShop shop;
    private Mppx mppx;

    @BeforeAll
    void open() {
        chain = Anvil.start(Marketplace.MODERATO);
        proxy = new FaultProxy(chain.url());
        shop = new TomcatShop(
                Offer.of(
                        TomcatShop.charge(Marketplace.MODERATO, proxy.url())
                                .optimistic(OptimisticPolicy.defaults())
                                .build(),
                        "1"),
                PaymentGate.builder(PaidApi.REALM, ChallengeKeys.of(PaidApi.SECRET))
                        .stores(stores)
                        .listener(recorder())
                        .build());
        mppx = Mppx.start();
    }

    @AfterAll
    void close() {
        mppx.close();
        shop.close();
        proxy.close();
        chain.close();
    }

    @BeforeEach
    void forget() {
        events.clear();
    }

    private PaymentListener recorder() {
        return new PaymentListener() {
            @Override
            public void accepted(String target, Challenge challenge, Receipt receipt, Optional<String> payer) {
                events.add("accepted " + challenge.id());
            }

            @Override
            public void settled(String target, Challenge challenge, Receipt receipt, Optional<String> payer) {
                events.add("settled " + challenge.id());
            }

            @Override
            public void settlementFailed(String target, String method, String challengeId, Problem problem) {
                events.add("failed " + challengeId);
            }
        };
    }

    private List<Kind> kinds(String challengeId) {
        return stores.ledger().byChallenge(challengeId).stream()
                .map(LedgerEntry::kind)
                .toList();
    }

    @Test
    void aFortuneIsToldFirstAndPaidForThen() {
        BigInteger merchant = chain.balance(Anvil.PATH_USD, Account.MERCHANT.address());

        Mppx.Purchase purchase =
                mppx.payer(Account.PAYER, Marketplace.MODERATO, chain.url()).buy("GET", shop.url());

        assertThat(purchase.answer().status()).isEqualTo(200);
        String challenge = Mppx.credential(purchase.authorization()).challenge().id();
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(events).containsExactly("accepted " + challenge, "settled " + challenge));
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(kinds(challenge)).containsExactlyInAnyOrder(Kind.DELIVERED, Kind.SETTLED));
        assertThat(chain.balance(Anvil.PATH_USD, Account.MERCHANT.address()).subtract(merchant))
                .isEqualTo(BigInteger.valueOf(1_000_000));
    }

    @Test
    void aPaymentThatIsRevertedIsToldAndItsCredentialIsUsedUp() {
        Mppx.Payer poor = mppx.payer(Account.POOR, Marketplace.MODERATO, chain.url());
        String authorization = poor.authorizationFor(shop.get().join());
        // It keeps enough for the fee, which the node looks at, and too little for the price, which only mining shows.
        BigInteger nearlyAll =
                chain.balance(Anvil.PATH_USD, Account.POOR.address()).subtract(BigInteger.valueOf(999_999));
        chain.transact(
                Account.POOR.address(),
                Anvil.PATH_USD,
                "0xa9059cbb" + "0".repeat(24) + Account.MERCHANT.address().substring(2)
                        + String.format("%064x", nearlyAll));
        proxy.when("eth_call", FaultProxy.Fault.YES); // as it was when it was tried, and isn't when it is mined
        String challenge = Mppx.credential(authorization).challenge().id();

        Answer answer = shop.get("Authorization", authorization).join();

        assertThat(answer.status()).as(answer::text).isEqualTo(200);
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(events).containsExactly("accepted " + challenge, "failed " + challenge));
        proxy.heal();
        assertThat(kinds(challenge)).containsExactly(Kind.DELIVERED);
        // What was told is told again, and nothing more.
        int served = shop.served();
        shop.get("Authorization", authorization).join();
        assertThat(shop.served()).isEqualTo(served);
    }
}
