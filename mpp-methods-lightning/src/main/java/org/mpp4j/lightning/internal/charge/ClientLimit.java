package org.mpp4j.lightning.internal.charge;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How often each client may make a node work: so many times at once, and then evenly so many times in a period (a token
 * bucket). Thread-safe.
 *
 * <p>Of each client one number is kept, the time at which its bucket will be full again. Only so many clients are kept. A new
 * one takes the place of the client that was silent for longest, if that one's bucket is full, for then nothing is forgotten.
 * If it isn't, so many clients came in one period that they can't be told apart any more, and those that are new share one
 * bucket: forgetting instead would give a fresh bucket to whoever has enough addresses.
 */
public final class ClientLimit {

    private static final int MOST_CLIENTS = 20_000;

    private final InstantSource clock;
    private final Duration interval;
    private final Duration whole;
    private final int mostClients;
    private final Map<String, Instant> fullAgain = new LinkedHashMap<>(16, 0.75f, true);
    private Instant sharedFullAgain = Instant.MIN;

    /** So many times in a period. */
    public ClientLimit(InstantSource clock, int most, Duration period) {
        this(clock, most, period, MOST_CLIENTS);
    }

    ClientLimit(InstantSource clock, int most, Duration period, int mostClients) {
        this.clock = clock;
        this.interval = period.dividedBy(most);
        this.whole = interval.multipliedBy(most);
        this.mostClients = mostClients;
    }

    /**
     * Asks for one more time.
     *
     * @param client who asks; those who can't be told apart share one bucket
     * @return empty if it may be, or else how long the client has to wait
     */
    public synchronized Optional<Duration> tryAcquire(Optional<String> client) {
        Instant now = clock.instant();
        if (client.isEmpty() || !hasRoomFor(client.get(), now)) {
            Taken taken = take(sharedFullAgain, now);
            sharedFullAgain = taken.fullAgain();
            return taken.toWait();
        }
        Taken taken = take(fullAgain.getOrDefault(client.get(), now), now);
        fullAgain.put(client.get(), taken.fullAgain());
        return taken.toWait();
    }

    private record Taken(Instant fullAgain, Optional<Duration> toWait) {}

    private Taken take(Instant known, Instant now) {
        Instant emptyNow = now.plus(whole);
        // Later than an empty bucket needs is only possible when the clock was set back.
        Instant from = known.isBefore(now) ? now : known.isAfter(emptyNow) ? emptyNow : known;
        Instant then = from.plus(interval);
        return then.isAfter(emptyNow)
                ? new Taken(from, Optional.of(Duration.between(emptyNow, then)))
                : new Taken(then, Optional.empty());
    }

    private boolean hasRoomFor(String client, Instant now) {
        if (fullAgain.containsKey(client) || fullAgain.size() < mostClients) {
            return true;
        }
        var eldest = fullAgain.entrySet().iterator();
        Instant full = eldest.next().getValue();
        boolean clockWasSetBack = full.isAfter(now.plus(whole));
        if (full.isAfter(now) && !clockWasSetBack) {
            return false;
        }
        eldest.remove();
        return true;
    }

    /** How many clients are kept. */
    synchronized int clients() {
        return fullAgain.size();
    }
}
