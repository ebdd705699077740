package org.mpp4j.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.mpp4j.examples.cluster.Buyers.Purchase;
import org.mpp4j.examples.cluster.Buyers.SecondTime;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.store.Stores;
import org.mpp4j.testkit.SandboxBank;

/**
 * Compares what the bank, the merchant and the customers know of the same payments, to the last one.
 *
 * <p>One thing may be left over by a crash: an instance that is killed after its answer is out and before it has noted so. Then
 * the payment is looked up and in the ledger, the delivery isn't, and the payment is in the report of what is undelivered; or the
 * delivery is in the ledger, and the answer isn't kept. Its customer would be served again. There are never more of them than requests that the killed instances had at that moment.
 */
final class Books {

    private static final Duration CALM = Duration.ofSeconds(60);
    private static final int PAGE = 1000;
    private static final String PRICE = "10000";

    private final SandboxBank bank;
    private final Stores stores;
    private final Buyers buyers;
    private final Set<String> settled = new HashSet<>();
    private final Set<String> delivered = new HashSet<>();
    private final Set<String> undelivered = new HashSet<>();

    Books(SandboxBank bank, Stores stores, Buyers buyers) {
        this.bank = bank;
        this.stores = stores;
        this.buyers = buyers;
    }

    /** How much is left over by crashes. */
    int leftOver() {
        return undelivered.size();
    }

    /**
     * Waits until everything that was under way has come to its end, and compares.
     *
     * @param mostLeftOver payments that are settled, answered and not noted as delivered; see above
     */
    void agree(int mostLeftOver) throws InterruptedException {
        everyCustomerIsServedForOnePayment();
        awaitCalm(mostLeftOver);
        moneyAndLedgerAreTheSame();
        assertThat(undelivered)
                .as("paid, and not noted as delivered")
                .hasSizeLessThanOrEqualTo(mostLeftOver)
                .isEqualTo(without(settled, delivered));
        whoAsksAgainGetsTheSame(mostLeftOver);
    }

    private void everyCustomerIsServedForOnePayment() {
        for (Purchase purchase : buyers.purchases()) {
            assertThat(purchase.refusal())
                    .as(
                            "%s, for which the bank has %d transfers, is never refused",
                            purchase.challengeId(), bank.transfersFor(purchase.challengeId()))
                    .isNull();
            assertThat(purchase.isAnswered())
                    .as("%s is answered", purchase.challengeId())
                    .isTrue();
            assertThat(bank.transfersFor(purchase.challengeId()))
                    .as("transfers for %s", purchase.challengeId())
                    .isEqualTo(1);
        }
        assertThat(bank.duplicates()).as("paid more than once").isEmpty();
        assertThat(bank.transfers())
                .as("transfers, one for each purchase")
                .isEqualTo(buyers.purchases().size());
    }

    private void awaitCalm(int mostLeftOver) {
        Awaitility.await("the ledger to be complete")
                .atMost(CALM)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    assertThat(stores.replays().unresolved(100))
                            .as("unresolved claims")
                            .isEmpty();
                    read();
                    assertThat((long) settled.size()).isEqualTo(bank.transfers());
                    assertThat(undelivered).hasSizeLessThanOrEqualTo(mostLeftOver);
                });
    }

    private void read() {
        settled.clear();
        delivered.clear();
        undelivered.clear();
        for (LedgerEntry entry : all(stores.ledger())) {
            switch (entry.kind()) {
                case SETTLED -> {
                    assertThat(settled.add(entry.challengeId()))
                            .as("%s is in the ledger once", entry)
                            .isTrue();
                    assertThat(entry.amount()).isEqualTo(PRICE);
                }
                case DELIVERED ->
                    assertThat(delivered.add(entry.challengeId()))
                            .as("%s is in the ledger once", entry)
                            .isTrue();
                case UNDELIVERED, REFUNDED ->
                    throw new AssertionError("Nobody failed to deliver or gave money back: " + entry);
            }
        }
        stores.ledger().undelivered(Instant.MAX, Integer.MAX_VALUE).forEach(entry -> {
            assertThat(entry.kind()).isEqualTo(Kind.SETTLED);
            undelivered.add(entry.challengeId());
        });
    }

    private static List<LedgerEntry> all(PaymentLedger ledger) {
        List<LedgerEntry> all = new ArrayList<>();
        @Nullable LedgerEntry last = null;
        List<LedgerEntry> page;
        do {
            page = ledger.between(Instant.EPOCH, Instant.MAX, last, PAGE);
            all.addAll(page);
            last = page.isEmpty() ? last : page.get(page.size() - 1);
        } while (page.size() == PAGE);
        return all;
    }

    private void moneyAndLedgerAreTheSame() {
        Set<String> paid = buyers.purchases().stream()
                .filter(purchase -> bank.transfersFor(purchase.challengeId()) == 1)
                .map(Purchase::challengeId)
                .collect(Collectors.toSet());
        assertThat(without(paid, settled)).as("in the bank, not in the ledger").isEmpty();
        assertThat(without(settled, paid)).as("in the ledger, not in the bank").isEmpty();
        assertThat(without(delivered, settled)).as("delivered and not paid").isEmpty();
    }

    /**
     * The answer again, and nothing more, except for what was left over: that is served anew, for no more money. Everybody is
     * asked who may have been near a crash, and some of the others.
     */
    private void whoAsksAgainGetsTheSame(int mostLeftOver) throws InterruptedException {
        Map<SecondTime, Set<String>> found = new EnumMap<>(SecondTime.class);
        int number = 0;
        for (Purchase purchase : buyers.purchases()) {
            if (number++ % 10 == 0 || purchase.wasSentAgain() || undelivered.contains(purchase.challengeId())) {
                found.computeIfAbsent(buyers.askAgain(purchase), what -> new HashSet<>())
                        .add(purchase.challengeId());
            }
        }
        assertThat(found.getOrDefault(SecondTime.REFUSED, Set.of()))
                .as("told to pay again")
                .isEmpty();
        assertThat(found.getOrDefault(SecondTime.NONE, Set.of()))
                .as("asked again in vain")
                .isEmpty();
        assertThat(found.getOrDefault(SecondTime.OTHER_ANSWER, Set.of()))
                .as("got another answer than the first time")
                .isEmpty();
        assertThat(found.getOrDefault(SecondTime.FRESH_ANSWER, Set.of()))
                .as("served again")
                .containsAll(undelivered)
                .hasSizeLessThanOrEqualTo(mostLeftOver);
        assertThat(bank.transfers())
                .as("transfers, after many have asked again")
                .isEqualTo(buyers.purchases().size());
        if (!undelivered.isEmpty()) {
            Awaitility.await("what was served again to be noted")
                    .atMost(CALM)
                    .untilAsserted(() -> assertThat(stores.ledger().undelivered(Instant.MAX, 10))
                            .isEmpty());
        }
    }

    private static Set<String> without(Set<String> all, Set<String> these) {
        Set<String> rest = new HashSet<>(all);
        rest.removeAll(these);
        return rest;
    }
}
