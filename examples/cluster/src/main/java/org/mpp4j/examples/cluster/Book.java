package org.mpp4j.examples.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.PaymentLedger;

/**
 * What the merchant's ledger comes to.
 *
 * @param settled payments whose money is the merchant's
 * @param delivered payments for which something was delivered
 * @param undelivered payments that are still owed something
 */
record Book(int settled, int delivered, int undelivered) {

    private static final int PAGE = 1000;

    /** Reads all of it. */
    static Book of(SharedStore store) {
        try (SharedStore.View view = store.open()) {
            PaymentLedger ledger = view.stores().ledger();
            Instant end = Instant.now().plusSeconds(60);
            List<LedgerEntry> all = new ArrayList<>();
            @Nullable LedgerEntry last = null;
            List<LedgerEntry> page;
            do {
                page = ledger.between(Instant.EPOCH, end, last, PAGE);
                all.addAll(page);
                last = page.isEmpty() ? last : page.get(page.size() - 1);
            } while (page.size() == PAGE);
            return new Book(
                    count(all, LedgerEntry.Kind.SETTLED),
                    count(all, LedgerEntry.Kind.DELIVERED),
                    ledger.undelivered(end, Integer.MAX_VALUE).size());
        } catch (RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new IllegalStateException("The store can't be closed", failed);
        }
    }

    /** What was added to an earlier one. */
    Book since(Book before) {
        return new Book(settled - before.settled, delivered - before.delivered, undelivered - before.undelivered);
    }

    private static int count(List<LedgerEntry> entries, LedgerEntry.Kind kind) {
        return (int) entries.stream().filter(entry -> entry.kind() == kind).count();
    }
}
