package org.mpp4j.store;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.LedgerEntry.Kind;

/**
 * A {@link PaymentLedger} in the memory of one process, for development: it keeps the latest entries only, and loses them with
 * the process.
 *
 * @since 0.1
 */
public final class InMemoryPaymentLedger implements PaymentLedger {

    /** Entries that are kept by default. One takes about 500 bytes. */
    public static final int DEFAULT_CAPACITY = 100_000;

    private static final Comparator<LedgerEntry> BY_TIME =
            Comparator.comparing(LedgerEntry::at).thenComparing(LedgerEntry::id);

    private final int capacity;
    private final Map<String, LedgerEntry> byId = new HashMap<>();
    private final TreeSet<LedgerEntry> inOrder = new TreeSet<>(BY_TIME);

    /** A ledger that keeps the latest {@value #DEFAULT_CAPACITY} entries. */
    public InMemoryPaymentLedger() {
        this(DEFAULT_CAPACITY);
    }

    /**
     * A ledger that keeps so many entries.
     *
     * @param capacity how many of the latest entries are kept, at least 1
     */
    public InMemoryPaymentLedger(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("The capacity of a ledger is at least 1, got " + capacity);
        }
        this.capacity = capacity;
    }

    @Override
    public synchronized void append(List<LedgerEntry> entries) {
        for (LedgerEntry entry : List.copyOf(entries)) {
            if (byId.putIfAbsent(entry.id(), entry) == null) {
                inOrder.add(entry);
            }
            if (inOrder.size() > capacity) {
                byId.remove(inOrder.first().id());
                inOrder.pollFirst();
            }
        }
    }

    @Override
    public synchronized List<LedgerEntry> byReference(String reference) {
        return select(entry -> entry.reference().equals(reference)).toList();
    }

    @Override
    public synchronized List<LedgerEntry> byChallenge(String challengeId) {
        return select(entry -> entry.challengeId().equals(challengeId)).toList();
    }

    @Override
    public synchronized List<LedgerEntry> between(Instant from, Instant to, @Nullable LedgerEntry after, int limit) {
        return select(entry -> !entry.at().isBefore(from)
                        && entry.at().isBefore(to)
                        && (after == null || BY_TIME.compare(entry, after) > 0))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<LedgerEntry> undelivered(Instant settledBefore, int limit) {
        Set<String> done = select(entry -> entry.kind() == Kind.DELIVERED || entry.kind() == Kind.REFUNDED)
                .map(LedgerEntry::challengeId)
                .collect(Collectors.toSet());
        return select(entry -> entry.kind() == Kind.SETTLED
                        && entry.at().isBefore(settledBefore)
                        && !done.contains(entry.challengeId()))
                .limit(limit)
                .toList();
    }

    private Stream<LedgerEntry> select(Predicate<LedgerEntry> wanted) {
        return inOrder.stream().filter(wanted);
    }
}
