package org.mpp4j.testkit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.mpp4j.money.Amount;

/**
 * Where the play money of {@link SandboxCharge} is written down, in memory. It keeps the latest entries, so that it can run
 * under load for as long as it likes; {@link #settlements} counts them all. Thread-safe.
 *
 * @since 0.1
 */
public final class SandboxLedger {

    /** Entries that are kept by default. */
    public static final int DEFAULT_CAPACITY = 100_000;

    /**
     * Play money that moved.
     *
     * @param challengeId of the challenge that was paid
     * @param payer who paid
     * @param amount in base units
     * @param settledAt when it moved
     */
    public record Entry(String challengeId, String payer, Amount amount, Instant settledAt) {}

    private final int capacity;
    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
    private final ConcurrentMap<String, Entry> latestByChallenge = new ConcurrentHashMap<>();
    private final AtomicInteger kept = new AtomicInteger();
    private final LongAdder settlements = new LongAdder();

    /** A ledger that keeps the latest {@value #DEFAULT_CAPACITY} entries. */
    public SandboxLedger() {
        this(DEFAULT_CAPACITY);
    }

    /**
     * A ledger that keeps so many entries.
     *
     * @param capacity how many of the latest entries are kept, at least 1
     */
    public SandboxLedger(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("The capacity of a sandbox ledger is at least 1, got " + capacity);
        }
        this.capacity = capacity;
    }

    /**
     * How often money moved, entries that are no longer kept included.
     *
     * @return zero or more
     */
    public long settlements() {
        return settlements.sum();
    }

    /**
     * What was paid, oldest first, as far as it is kept.
     *
     * @return a snapshot
     */
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    /**
     * The payment of a challenge, as far as it is kept.
     *
     * @param challengeId of the challenge
     * @return the latest entry for it, if any
     */
    public Optional<Entry> find(String challengeId) {
        return Optional.ofNullable(latestByChallenge.get(challengeId));
    }

    /** Forgets everything, the count included. Not atomic: for between tests, when nobody pays. */
    public void clear() {
        entries.clear();
        latestByChallenge.clear();
        kept.set(0);
        settlements.reset();
    }

    void record(Entry entry) {
        latestByChallenge.put(entry.challengeId(), entry);
        entries.add(entry);
        settlements.increment();
        if (kept.incrementAndGet() > capacity) {
            Entry oldest = entries.poll();
            if (oldest != null) {
                kept.decrementAndGet();
                latestByChallenge.remove(oldest.challengeId(), oldest);
            }
        }
    }

    /** How much is in it, without saying who paid. */
    @Override
    public String toString() {
        return "SandboxLedger[" + settlements() + " settlements]";
    }
}
