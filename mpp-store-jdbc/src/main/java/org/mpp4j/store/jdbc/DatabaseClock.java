package org.mpp4j.store.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The database's time, told without asking for it each time: the distance between its clock and {@link System#nanoTime} is
 * measured at the start and about once a minute. It is wrong by at most half the round trip of the best measurement, and a
 * ten-thousandth of the time since. Thread-safe.
 */
final class DatabaseClock implements InstantSource {

    private static final long MINUTE = 60_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final int FIRST_SAMPLES = 3;

    /** Nobody's oscillator is worse than a hundred millionths. */
    private static final long DRIFT = 10_000;

    /**
     * A measurement.
     *
     * @param nanos of this process
     * @param micros of the database at that time
     * @param errorNanos by which that may be wrong
     * @param wallNanos how far this machine's wall clock is from {@code nanos}
     */
    private record Sample(long nanos, long micros, long errorNanos, long wallNanos) {

        long microsAt(long when) {
            return micros + Math.floorDiv(when - nanos, 1000L);
        }

        long errorAt(long when) {
            return errorNanos + (when - nanos) / DRIFT;
        }

        boolean isBetterThan(Sample other) {
            long apart = Math.abs(micros - other.microsAt(nanos)) * 1000;
            boolean contradictory = apart > errorNanos + other.errorAt(nanos) + 1000;
            return contradictory || errorNanos <= other.errorAt(nanos);
        }
    }

    private final String sql;
    private final LongSupplier nanoTime;
    private final LongSupplier wallMillis;
    private final AtomicLong measuredAt = new AtomicLong();
    private volatile @Nullable Sample sample;

    DatabaseClock(Dialect dialect) {
        this(dialect, System::nanoTime, System::currentTimeMillis);
    }

    DatabaseClock(Dialect dialect, LongSupplier nanoTime, LongSupplier wallMillis) {
        this.sql = dialect.now();
        this.nanoTime = nanoTime;
        this.wallMillis = wallMillis;
    }

    @Override
    public Instant instant() {
        Sample known = sample;
        if (known == null) {
            throw new IllegalStateException("The database's time was never asked for");
        }
        return Instant.EPOCH.plus(known.microsAt(nanoTime.getAsLong()), ChronoUnit.MICROS);
    }

    /** Measures for the first time. */
    void start(Link link) throws SQLException {
        for (int i = 0; i < FIRST_SAMPLES; i++) {
            measure(link);
        }
    }

    /** Whether this machine slept, or its wall clock was set: then the time isn't to be trusted before it is measured again. */
    boolean isDoubtful() {
        Sample known = sample;
        return known != null && Math.abs(wallNanos(nanoTime.getAsLong()) - known.wallNanos()) > SECOND;
    }

    /** Measures again if it was long ago. Of several threads at once, one does. */
    void refresh(Link link) throws SQLException {
        long before = measuredAt.get();
        long now = nanoTime.getAsLong();
        if (now - before >= MINUTE && measuredAt.compareAndSet(before, now)) {
            measure(link);
        }
    }

    void measure(Link link) throws SQLException {
        long before = nanoTime.getAsLong();
        long micros = link.query(sql, row -> row.getLong(1)).get(0);
        long after = nanoTime.getAsLong();
        measuredAt.set(after);
        adopt(new Sample(before + (after - before) / 2, micros, (after - before) / 2, wallNanos(after)));
    }

    private synchronized void adopt(Sample fresh) {
        Sample known = sample;
        if (known == null || fresh.isBetterThan(known)) {
            sample = fresh;
        } else {
            sample = new Sample(known.nanos(), known.micros(), known.errorNanos(), fresh.wallNanos());
        }
    }

    private long wallNanos(long nanos) {
        return wallMillis.getAsLong() * 1_000_000 - nanos;
    }
}
