package org.mpp4j.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Values by name that are over one day, bounded in number: when full, what would be over first goes first. Thread-safe. */
final class Expiring<V> {

    private record Held<V>(V value, Instant expiresAt) {}

    private record Expiry(Instant at, String key) implements Comparable<Expiry> {
        @Override
        public int compareTo(Expiry other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : key.compareTo(other.key);
        }
    }

    private final InstantSource clock;
    private final int capacity;
    private final Map<String, Held<V>> values = new HashMap<>();
    private final TreeSet<Expiry> expiries = new TreeSet<>();

    Expiring(InstantSource clock, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("The capacity of a store is at least 1, got " + capacity);
        }
        this.clock = clock;
        this.capacity = capacity;
    }

    /** Whether there was none; if there was, it stays. */
    synchronized boolean putIfAbsent(String key, V value, Instant expiresAt) {
        purge(Integer.MAX_VALUE);
        if (values.containsKey(key)) {
            return false;
        }
        if (values.size() == capacity) {
            forget(expiries.first().key());
        }
        values.put(key, new Held<>(value, expiresAt));
        expiries.add(new Expiry(expiresAt, key));
        return true;
    }

    synchronized Optional<V> find(String key) {
        Held<V> held = values.get(key);
        return held == null || !held.expiresAt().isAfter(clock.instant())
                ? Optional.empty()
                : Optional.of(held.value());
    }

    synchronized boolean remove(String key) {
        boolean live = find(key).isPresent();
        forget(key);
        return live;
    }

    synchronized int purge(int limit) {
        Instant now = clock.instant();
        int forgotten = 0;
        while (forgotten < limit
                && !expiries.isEmpty()
                && !expiries.first().at().isAfter(now)) {
            forget(expiries.first().key());
            forgotten++;
        }
        return forgotten;
    }

    private void forget(String key) {
        @Nullable Held<V> held = values.remove(key);
        if (held != null) {
            expiries.remove(new Expiry(held.expiresAt(), key));
        }
    }
}
