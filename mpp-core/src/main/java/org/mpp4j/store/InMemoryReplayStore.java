package org.mpp4j.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ReplayStore} in the memory of one process. It forgets what has expired, and it is bounded: when full of live
 * claims it refuses new ones with {@link StoreUnavailableException} rather than forget one that still counts.
 *
 * <p>For development and for a single instance that may forget its open challenges when it restarts.
 *
 * @since 0.1
 */
public final class InMemoryReplayStore implements ReplayStore {

    /** Claims that fit by default. One takes about 300 bytes. */
    public static final int DEFAULT_CAPACITY = 1_000_000;

    private enum State {
        IN_FLIGHT,
        UNDECIDED,
        SPENT
    }

    private record Entry(String holder, State state, Instant expiresAt) {
        Entry as(State newState, Instant newExpiry) {
            return new Entry(holder, newState, newExpiry);
        }
    }

    private record Expiry(Instant at, String key) implements Comparable<Expiry> {
        @Override
        public int compareTo(Expiry other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : key.compareTo(other.key);
        }
    }

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicLong size = new AtomicLong();
    private final InstantSource clock;
    private final int capacity;

    /** What ends first comes first, so that forgetting costs as much as remembering, however many there are. */
    private final ConcurrentSkipListSet<Expiry> expiries = new ConcurrentSkipListSet<>();

    /** A store with the system's clock and the default capacity. */
    public InMemoryReplayStore() {
        this(InstantSource.system(), DEFAULT_CAPACITY);
    }

    /**
     * A store with a given clock and capacity.
     *
     * @param clock tells when a claim is over
     * @param capacity how many live claims fit, at least 1
     */
    public InMemoryReplayStore(InstantSource clock, int capacity) {
        this.clock = Objects.requireNonNull(clock, "clock");
        if (capacity < 1) {
            throw new IllegalArgumentException("The capacity of a replay store is at least 1, got " + capacity);
        }
        this.capacity = capacity;
    }

    @Override
    public Claim claim(String key, String holder, Instant expiresAt) {
        Objects.requireNonNull(holder, "holder");
        Objects.requireNonNull(expiresAt, "expiresAt");
        Instant now = clock.instant();
        forgetExpired(now);
        Claim[] answer = {Claim.CLAIMED};
        entries.compute(key, (k, held) -> {
            if (held != null && held.expiresAt().isAfter(now)) {
                answer[0] = found(held, holder);
                return held;
            }
            if (held == null) {
                makeRoom();
            }
            return replace(k, held, new Entry(holder, State.IN_FLIGHT, expiresAt));
        });
        return answer[0];
    }

    private void makeRoom() {
        if (size.incrementAndGet() > capacity) {
            size.decrementAndGet();
            throw new StoreUnavailableException("The in-memory replay store is full (" + capacity
                    + " live claims); give it more capacity or use a shared store");
        }
    }

    private static Claim found(Entry held, String holder) {
        return switch (held.state()) {
            case SPENT -> Claim.SPENT;
            case IN_FLIGHT -> Claim.IN_FLIGHT;
            case UNDECIDED -> held.holder().equals(holder) ? Claim.UNDECIDED : Claim.IN_FLIGHT;
        };
    }

    @Override
    public boolean resume(String key, String holder) {
        Instant now = clock.instant();
        AtomicBoolean resumed = new AtomicBoolean();
        entries.computeIfPresent(key, (k, held) -> {
            if (held.state() != State.UNDECIDED
                    || !held.holder().equals(holder)
                    || !held.expiresAt().isAfter(now)) {
                return held;
            }
            resumed.set(true);
            return held.as(State.IN_FLIGHT, held.expiresAt());
        });
        return resumed.get();
    }

    @Override
    public void undecided(String key, String holder, Instant keepUntil) {
        Objects.requireNonNull(keepUntil, "keepUntil");
        move(key, holder, State.UNDECIDED, keepUntil);
    }

    @Override
    public void spent(String key, String holder) {
        move(key, holder, State.SPENT, null);
    }

    private void move(String key, String holder, State to, @Nullable Instant expiresAt) {
        entries.computeIfPresent(
                key,
                (k, held) -> held.state() == State.IN_FLIGHT && held.holder().equals(holder)
                        ? replace(k, held, held.as(to, expiresAt == null ? held.expiresAt() : expiresAt))
                        : held);
    }

    @Override
    public void release(String key, String holder) {
        entries.computeIfPresent(key, (k, held) -> {
            if (held.state() != State.IN_FLIGHT || !held.holder().equals(holder)) {
                return held;
            }
            size.decrementAndGet();
            return replace(k, held, null);
        });
    }

    /**
     * How many claims are held now, expired ones not yet forgotten included.
     *
     * @return zero or more
     */
    public long size() {
        return size.get();
    }

    /** How many expiries are noted: one for each claim that isn't for ever. */
    int notedExpiries() {
        return expiries.size();
    }

    /** Notes anew when the key ends. Called while the key is locked, so that each is noted once, however often it is used. */
    private @Nullable Entry replace(String key, @Nullable Entry before, @Nullable Entry after) {
        if (before != null && after != null && before.expiresAt().equals(after.expiresAt())) {
            return after;
        }
        if (before != null) {
            expiries.remove(new Expiry(before.expiresAt(), key));
        }
        if (after != null && !after.expiresAt().equals(Instant.MAX)) {
            expiries.add(new Expiry(after.expiresAt(), key));
        }
        return after;
    }

    private void forgetExpired(Instant now) {
        for (Expiry oldest : expiries) {
            if (oldest.at().isAfter(now)) {
                return;
            }
            entries.computeIfPresent(oldest.key(), (key, held) -> {
                if (!held.expiresAt().equals(oldest.at())) {
                    return held;
                }
                size.decrementAndGet();
                return replace(key, held, null);
            });
        }
    }
}
