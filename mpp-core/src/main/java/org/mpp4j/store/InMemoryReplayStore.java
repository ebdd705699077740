package org.mpp4j.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.Ending.How;

/**
 * A {@link ReplayStore} in the memory of one process. It forgets what has expired, and it is bounded: when full of live
 * claims it refuses new ones with {@link StoreUnavailableException} rather than forget one that still counts.
 *
 * <p>For development and for a single instance that may forget its open challenges when it restarts.
 *
 * @since 0.1
 */
public final class InMemoryReplayStore implements ReplayStore {

    /** Claims that fit by default. One takes about 300 bytes, and its memo. */
    public static final int DEFAULT_CAPACITY = 1_000_000;

    private enum State {
        IN_FLIGHT,
        UNDECIDED,
        PAID,
        SPENT
    }

    /**
     * A claim.
     *
     * @param looked in flight: when the lease runs out; otherwise: when that began
     */
    private record Entry(
            Attempt attempt,
            State state,
            Instant looked,
            Instant expiresAt,
            @Nullable String memo) {

        boolean isLive(Instant now) {
            return expiresAt.isAfter(now);
        }

        boolean isInFlightFor(Attempt other) {
            return state == State.IN_FLIGHT && attempt.equals(other);
        }

        /** Whether its holder may go on with it in another attempt. */
        boolean isOpen(Instant now) {
            return switch (state) {
                case UNDECIDED, PAID -> true;
                case IN_FLIGHT -> !looked.isAfter(now);
                case SPENT -> false;
            };
        }

        boolean isUnresolved(Instant now) {
            return memo != null && state != State.PAID && isOpen(now) && isLive(now);
        }

        Entry inFlight(Attempt next, Instant leaseEnd) {
            return new Entry(next, State.IN_FLIGHT, leaseEnd, later(expiresAt, leaseEnd), memo);
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
    public Claim claim(String key, Attempt attempt, Duration lease, Instant expiresAt, @Nullable String memo) {
        Objects.requireNonNull(attempt, "attempt");
        Objects.requireNonNull(expiresAt, "expiresAt");
        Instant now = clock.instant();
        purge(Integer.MAX_VALUE);
        Claim[] answer = {Claim.CLAIMED};
        entries.compute(key, (k, held) -> {
            if (held != null && held.isLive(now)) {
                answer[0] = found(held, attempt, now);
                return held;
            }
            if (held == null) {
                makeRoom();
            }
            Instant leaseEnd = now.plus(lease);
            return replace(k, held, new Entry(attempt, State.IN_FLIGHT, leaseEnd, later(expiresAt, leaseEnd), memo));
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

    private static Claim found(Entry held, Attempt attempt, Instant now) {
        if (held.state() == State.SPENT) {
            return Claim.SPENT;
        }
        if (!held.isOpen(now)) {
            return held.attempt().equals(attempt) ? Claim.CLAIMED : Claim.IN_FLIGHT;
        }
        return held.attempt().holder().equals(attempt.holder()) ? Claim.UNDECIDED : Claim.IN_FLIGHT;
    }

    @Override
    public boolean resume(String key, Attempt attempt, Duration lease) {
        Instant now = clock.instant();
        return putInFlight(
                key,
                attempt,
                now.plus(lease),
                held -> held.isLive(now)
                        && held.isOpen(now)
                        && held.attempt().holder().equals(attempt.holder()));
    }

    @Override
    public boolean renew(String key, Attempt attempt, Duration lease) {
        Instant now = clock.instant();
        return putInFlight(key, attempt, now.plus(lease), held -> held.isLive(now) && held.isInFlightFor(attempt));
    }

    private boolean putInFlight(String key, Attempt attempt, Instant leaseEnd, Predicate<Entry> allowed) {
        AtomicBoolean done = new AtomicBoolean();
        entries.computeIfPresent(key, (k, held) -> {
            if (!allowed.test(held)) {
                return held;
            }
            done.set(true);
            return replace(k, held, held.inFlight(attempt, leaseEnd));
        });
        return done.get();
    }

    @Override
    public void end(List<Ending> endings) {
        Instant now = clock.instant();
        for (Ending ending : endings) {
            entries.computeIfPresent(
                    ending.key(),
                    (key, held) -> held.isInFlightFor(ending.attempt()) ? end(key, held, ending, now) : held);
        }
    }

    private @Nullable Entry end(String key, Entry held, Ending ending, Instant now) {
        if (ending.how() == How.RELEASED) {
            size.decrementAndGet();
            return replace(key, held, null);
        }
        State state = switch (ending.how()) {
            case UNDECIDED -> State.UNDECIDED;
            case PAID -> State.PAID;
            default -> State.SPENT;
        };
        String memo = state == State.SPENT ? null : held.memo();
        return replace(key, held, new Entry(held.attempt(), state, now, ending.keepUntil(), memo));
    }

    @Override
    public List<UnresolvedClaim> unresolved(int limit) {
        Instant now = clock.instant();
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().isUnresolved(now))
                .sorted(Comparator.comparing(entry -> entry.getValue().looked()))
                .limit(limit)
                .map(entry -> new UnresolvedClaim(
                        entry.getKey(),
                        entry.getValue().attempt().holder(),
                        Objects.requireNonNull(entry.getValue().memo())))
                .toList();
    }

    @Override
    public int purge(int limit) {
        Instant now = clock.instant();
        int forgotten = 0;
        for (Expiry oldest : expiries) {
            if (forgotten >= limit || oldest.at().isAfter(now)) {
                return forgotten;
            }
            AtomicBoolean removed = new AtomicBoolean();
            entries.computeIfPresent(oldest.key(), (key, held) -> {
                if (!held.expiresAt().equals(oldest.at())) {
                    return held;
                }
                removed.set(true);
                size.decrementAndGet();
                return replace(key, held, null);
            });
            forgotten += removed.get() ? 1 : 0;
        }
        return forgotten;
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

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
