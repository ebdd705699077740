package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;
import org.mpp4j.store.PaymentLedger;

/** The part of {@link PaymentLedgerContract} about lists: pages of a span of time, and what was not delivered. */
abstract class PaymentLedgerQueries {

    static final Duration TICK = Duration.ofMillis(1);

    /** More than any storage under test holds. */
    static final int ALL = 1_000_000;

    final String name = UUID.randomUUID().toString();
    final Instant start = Instant.ofEpochMilli(ThreadLocalRandom.current().nextLong(1L << 40));
    PaymentLedger ledger;

    @SuppressWarnings("NullAway.Init") // opened before each test
    PaymentLedgerQueries() {}

    /**
     * Opens a ledger.
     *
     * @return a ledger, not necessarily empty, with room for at least 10,000 entries
     */
    protected abstract PaymentLedger newLedger();

    /**
     * Opens the storage of a ledger a second time, as another process would. By default it isn't: the memory of a process has
     * no second door.
     *
     * @param opened what {@link #newLedger} gave
     * @return another instance on the same storage, or the same instance
     */
    protected PaymentLedger secondDoor(PaymentLedger opened) {
        return opened;
    }

    /**
     * How many rounds a race has. By default 50; fewer for a slow storage.
     *
     * @return at least 1
     */
    protected int rounds() {
        return 50;
    }

    /**
     * How many threads race. By default 8.
     *
     * @return at least 2
     */
    protected int runners() {
        return 8;
    }

    @BeforeEach
    void openLedger() {
        ledger = newLedger();
    }

    final LedgerEntry settled(String payment, Instant at) {
        String challengeId = name + payment;
        return new LedgerEntry(
                LedgerEntry.idOf(Kind.SETTLED, challengeId),
                Kind.SETTLED,
                at,
                challengeId,
                "ref:" + challengeId,
                "sandbox",
                "charge",
                "10000",
                "tusd",
                "did:sandbox:alice",
                "GET /fortune",
                0);
    }

    final LedgerEntry withId(String id, Instant at) {
        LedgerEntry entry = settled(id, at);
        return new LedgerEntry(
                name + id,
                entry.kind(),
                entry.at(),
                entry.challengeId(),
                entry.reference(),
                entry.method(),
                entry.intent(),
                entry.amount(),
                entry.currency(),
                entry.payer(),
                entry.target(),
                entry.status());
    }

    final void append(LedgerEntry... entries) {
        ledger.append(List.of(entries));
    }

    final List<LedgerEntry> between(Instant from, Instant to, @Nullable LedgerEntry after, int limit) {
        return ledger.between(from, to, after, limit);
    }

    final List<LedgerEntry> undelivered(Instant settledBefore) {
        return ledger.undelivered(settledBefore, ALL).stream()
                .filter(entry -> entry.challengeId().startsWith(name))
                .toList();
    }

    // Page by page

    @Test
    void aSpanBeginsWithItsFirstMomentAndEndsBeforeItsLast() {
        LedgerEntry before = settled("before", start.minus(TICK));
        LedgerEntry first = settled("first", start);
        LedgerEntry last = settled("last", start.plusSeconds(1).minus(TICK));
        LedgerEntry after = settled("after", start.plusSeconds(1));
        append(after, last, first, before);

        assertThat(between(start, start.plusSeconds(1), null, ALL)).containsExactly(first, last);
        assertThat(between(start, start, null, ALL)).isEmpty();
    }

    @Test
    void entriesOfOneMomentAreOrderedByTheirIdsAsTheyAreWritten() {
        append(
                withId("b", start),
                withId("B", start),
                withId("-", start),
                withId("a", start),
                withId("_", start),
                withId("10", start),
                withId("9", start),
                withId("z", start.minus(TICK)));

        assertThat(between(start.minus(TICK), start.plus(TICK), null, ALL))
                .extracting(entry -> entry.id().substring(name.length()))
                .containsExactly("z", "-", "10", "9", "B", "_", "a", "b");
    }

    @Test
    void pagesHoldEverythingOnce() {
        List<LedgerEntry> entries = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            entries.add(withId("p" + i + (i % 3 == 0 ? "é" : "💰"), start.plusMillis(i / 7)));
        }
        Collections.shuffle(entries);
        ledger.append(entries);

        for (int limit : new int[] {1, 3, 7, 19, 20, 21}) {
            assertThat(pages(start, start.plusSeconds(1), limit))
                    .as("pages of " + limit)
                    .containsExactlyInAnyOrderElementsOf(entries)
                    .isEqualTo(between(start, start.plusSeconds(1), null, ALL));
        }
    }

    private List<LedgerEntry> pages(Instant from, Instant to, int limit) {
        List<LedgerEntry> all = new ArrayList<>();
        LedgerEntry last = null;
        while (true) {
            List<LedgerEntry> page = between(from, to, last, limit);
            assertThat(page).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page);
            // Pages that go round in circles are to fail, not to hang.
            if (page.size() < limit || all.size() > 1_000) {
                return all;
            }
            last = page.get(page.size() - 1);
        }
    }

    @Test
    void whatIsAddedLaterComesOnALaterPage() {
        append(withId("a", start), withId("b", start));
        LedgerEntry last = between(start, start.plusSeconds(1), null, 1).get(0);

        append(withId("c", start), withId("0", start.plus(TICK)));

        assertThat(between(start, start.plusSeconds(1), last, ALL))
                .extracting(entry -> entry.id().substring(name.length()))
                .containsExactly("b", "c", "0");
    }

    // What was not delivered

    @Test
    void whatIsSettledAndNeitherDeliveredNorRefundedIsUndelivered() {
        LedgerEntry settled = settled("settled", start);
        LedgerEntry failed = settled("failed", start.plusSeconds(1));
        LedgerEntry delivered = settled("delivered", start.plusSeconds(2));
        LedgerEntry refunded = settled("refunded", start.plusSeconds(3));
        LedgerEntry deliveredAtLast = settled("delivered at last", start.plusSeconds(4));
        append(failed, settled, delivered, refunded, deliveredAtLast);
        append(
                failed.then(Kind.UNDELIVERED, start.plusSeconds(5), 500),
                delivered.then(Kind.DELIVERED, start.plusSeconds(5), 200),
                refunded.refunded(start.plusSeconds(5), name + "refund", "10000"),
                deliveredAtLast.then(Kind.UNDELIVERED, start.plusSeconds(5), 500),
                deliveredAtLast.then(Kind.DELIVERED, start.plusSeconds(6), 200));

        assertThat(undelivered(start.plusSeconds(60))).containsExactly(settled, failed);
    }

    @Test
    void whatWasSettledJustNowMayStillBeOnItsWay() {
        LedgerEntry settled = settled("a", start);
        append(settled);

        assertThat(undelivered(start)).isEmpty();
        assertThat(undelivered(start.plus(TICK))).containsExactly(settled);
    }

    @Test
    void aDeliveryThatIsToldBeforeItsSettlementCounts() {
        LedgerEntry settled = settled("a", start);

        append(settled.then(Kind.DELIVERED, start.plusSeconds(1), 200));
        append(settled);

        assertThat(undelivered(start.plusSeconds(60))).isEmpty();
    }

    @Test
    void theOldestOfWhatWasNotDeliveredComesFirst() {
        for (int i : new int[] {3, 0, 4, 1, 2}) {
            append(settled("p" + i, start.plusSeconds(i)));
        }
        Instant now = start.plusSeconds(60);

        assertThat(undelivered(now)).extracting(LedgerEntry::at).isSorted().hasSize(5);
        List<LedgerEntry> all = ledger.undelivered(now, ALL);
        assertThat(ledger.undelivered(now, 3)).hasSize(3).isSubsetOf(all);
        assertThat(ledger.undelivered(now, 1)).containsExactly(all.get(0));
    }
}
