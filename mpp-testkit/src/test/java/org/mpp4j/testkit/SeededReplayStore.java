package org.mpp4j.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.Ending;
import org.mpp4j.store.Ending.How;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.UnresolvedClaim;

/** A store whose every step can be got wrong. Right as it stands. */
class SeededReplayStore implements ReplayStore {

    enum State {
        IN_FLIGHT,
        UNDECIDED,
        PAID,
        SPENT
    }

    /** In flight, {@code looked} is the end of the lease; otherwise it is when that began. */
    record Entry(Attempt attempt, State state, Instant looked, Instant expiresAt, String memo) {}

    final Map<String, Entry> entries = new ConcurrentHashMap<>();
    final InstantSource clock;

    SeededReplayStore(InstantSource clock) {
        this.clock = clock;
    }

    /** The steps of an operation. */
    enum Step {
        CLAIM,
        RESUME,
        RENEW,
        END,
        PURGE
    }

    boolean isAtomic(Step step) {
        return true;
    }

    private <T> T run(Step step, Supplier<T> operation) {
        if (!isAtomic(step)) {
            return operation.get();
        }
        synchronized (entries) {
            return operation.get();
        }
    }

    private void thinkAfterLooking(Step step) {
        if (!isAtomic(step)) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }

    boolean isLive(Entry entry) {
        return entry.expiresAt().isAfter(clock.instant());
    }

    boolean hasLapsed(Entry entry) {
        return !entry.looked().isAfter(clock.instant());
    }

    boolean isOpen(Entry entry) {
        return switch (entry.state()) {
            case IN_FLIGHT -> hasLapsed(entry);
            case UNDECIDED, PAID -> true;
            case SPENT -> false;
        };
    }

    boolean isSameHolder(Attempt one, Attempt other) {
        return one.holder().equals(other.holder());
    }

    boolean isSameAttempt(Attempt one, Attempt other) {
        return one.equals(other);
    }

    Instant keptUntil(Instant expiresAt, Instant leaseEnd) {
        return expiresAt.isAfter(leaseEnd) ? expiresAt : leaseEnd;
    }

    private Entry live(String key) {
        Entry held = entries.get(key);
        return held == null || !isLive(held) ? null : held;
    }

    @Override
    public Claim claim(String key, Attempt attempt, Duration lease, Instant expiresAt, String memo) {
        return run(Step.CLAIM, () -> {
            Entry held = live(key);
            if (held != null) {
                return found(held, attempt);
            }
            thinkAfterLooking(Step.CLAIM);
            Instant leaseEnd = clock.instant().plus(lease);
            entries.put(key, new Entry(attempt, State.IN_FLIGHT, leaseEnd, keptUntil(expiresAt, leaseEnd), memo));
            return Claim.CLAIMED;
        });
    }

    Claim found(Entry held, Attempt attempt) {
        if (held.state() == State.SPENT) {
            return Claim.SPENT;
        }
        if (!isOpen(held)) {
            return isSameAttempt(held.attempt(), attempt) ? Claim.CLAIMED : Claim.IN_FLIGHT;
        }
        return isSameHolder(held.attempt(), attempt) ? Claim.UNDECIDED : Claim.IN_FLIGHT;
    }

    @Override
    public boolean resume(String key, Attempt attempt, Duration lease) {
        return run(Step.RESUME, () -> {
            Entry held = live(key);
            if (held == null || !isOpen(held) || !isSameHolder(held.attempt(), attempt)) {
                return false;
            }
            thinkAfterLooking(Step.RESUME);
            putInFlight(key, held, attempt, lease);
            return true;
        });
    }

    void putInFlight(String key, Entry held, Attempt attempt, Duration lease) {
        Instant leaseEnd = clock.instant().plus(lease);
        entries.put(
                key, new Entry(attempt, State.IN_FLIGHT, leaseEnd, keptUntil(held.expiresAt(), leaseEnd), held.memo()));
    }

    boolean isRenewable(Entry held, Attempt attempt) {
        return isLive(held) && held.state() == State.IN_FLIGHT && isSameAttempt(held.attempt(), attempt);
    }

    @Override
    public boolean renew(String key, Attempt attempt, Duration lease) {
        return run(Step.RENEW, () -> {
            Entry held = entries.get(key);
            if (held == null || !isRenewable(held, attempt)) {
                return false;
            }
            thinkAfterLooking(Step.RENEW);
            putInFlight(key, held, attempt, lease);
            return true;
        });
    }

    boolean mayEnd(Entry held, Ending ending) {
        return held.state() == State.IN_FLIGHT && isSameAttempt(held.attempt(), ending.attempt());
    }

    @Override
    public void end(List<Ending> endings) {
        endings.forEach(this::end);
    }

    void end(Ending ending) {
        run(Step.END, () -> {
            Entry held = live(ending.key());
            if (held == null || !mayEnd(held, ending)) {
                return false;
            }
            thinkAfterLooking(Step.END);
            if (ending.how() == How.RELEASED) {
                entries.remove(ending.key());
            } else {
                State state = State.valueOf(ending.how().name());
                entries.put(
                        ending.key(),
                        new Entry(held.attempt(), state, clock.instant(), ending.keepUntil(), held.memo()));
            }
            return true;
        });
    }

    boolean isUnresolved(Entry held) {
        return held.memo() != null && isLive(held) && isOpen(held) && held.state() != State.PAID;
    }

    @Override
    public List<UnresolvedClaim> unresolved(int limit) {
        return entries.entrySet().stream()
                .filter(entry -> isUnresolved(entry.getValue()))
                .sorted(Comparator.comparing(entry -> entry.getValue().looked()))
                .limit(limit)
                .map(entry -> new UnresolvedClaim(
                        entry.getKey(),
                        entry.getValue().attempt().holder(),
                        entry.getValue().memo()))
                .toList();
    }

    boolean mayForget(Entry held) {
        return !isLive(held);
    }

    @Override
    public int purge(int limit) {
        return run(Step.PURGE, () -> {
            List<String> over = entries.entrySet().stream()
                    .filter(entry -> mayForget(entry.getValue()))
                    .map(Map.Entry::getKey)
                    .limit(limit)
                    .toList();
            thinkAfterLooking(Step.PURGE);
            over.forEach(entries::remove);
            return over.size();
        });
    }
}
