package org.mpp4j.gate;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.Ending;
import org.mpp4j.store.Ending.How;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.StoreUnavailableException;

/**
 * Everything one request uses up, claimed together or not at all: its idempotency key if it has one, its challenge, and what its
 * proof of payment brings along.
 */
final class Claims {

    enum Outcome {
        /** All is claimed, for the first time. */
        CLAIMED,
        /** All is claimed again after an attempt that came to no known end, or was paid and not delivered. */
        RESUMED,
        /** Something is in use by another request, or by a credential whose outcome is unknown. */
        IN_FLIGHT,
        /** Something was used before. */
        SPENT,
        /** Only an earlier attempt could be taken up, and there is none. */
        NOTHING_TO_RESUME
    }

    private static final Logger LOG = System.getLogger("org.mpp4j.gate");

    /** Leases are trusted for so much of their time, in hundredths: clocks don't all run at the same pace. */
    private static final int TRUSTED = 90;

    private final ReplayStore store;
    private final LongSupplier ticker;
    private final Attempt attempt;
    private final Duration lease;
    private final Instant undecidedUntil;
    private final Map<String, Instant> keys;
    private final @Nullable String freeKey;
    private final List<String> held = new ArrayList<>(2);
    private volatile long heldSince;
    private @Nullable String blockedBy;

    /**
     * Names what is to be claimed.
     *
     * @param attempt who claims
     * @param keys until when each is remembered once it is used up, in the order in which they are claimed
     * @param freeKey the one of them, if any, that is used up only by delivery
     * @param now is when it is claimed
     */
    Claims(GateSettings settings, Attempt attempt, Map<String, Instant> keys, @Nullable String freeKey, Instant now) {
        this.store = settings.replayStore();
        this.ticker = settings.ticker();
        this.attempt = attempt;
        this.lease = settings.claimLease();
        this.keys = new LinkedHashMap<>(keys);
        this.freeKey = freeKey;
        this.undecidedUntil = now.plus(settings.undecidedRetention());
        this.heldSince = ticker.getAsLong();
    }

    /**
     * Claims everything, or nothing.
     *
     * @param memoKey the key that the memo goes with
     * @param memo to find the payment by if its outcome stays open
     * @throws StoreUnavailableException if the store can't tell; then nothing stays claimed, as far as the store can be told
     */
    Outcome acquire(boolean onlyResume, String memoKey, @Nullable String memo) {
        held.clear();
        heldSince = ticker.getAsLong(); // before the store is asked: the lease can't end earlier than this tells
        boolean resumed = false;
        try {
            for (Map.Entry<String, Instant> key : keys.entrySet()) {
                String name = key.getKey();
                ReplayStore.Claim claim = store.claim(
                        name, attempt, lease, untilDecided(key.getValue()), name.equals(memoKey) ? memo : null);
                if (claim == ReplayStore.Claim.UNDECIDED && store.resume(name, attempt, lease)) {
                    resumed = true;
                } else if (claim != ReplayStore.Claim.CLAIMED) {
                    blockedBy = name;
                    giveBack(resumed);
                    return claim == ReplayStore.Claim.SPENT ? Outcome.SPENT : Outcome.IN_FLIGHT;
                }
                held.add(name);
                if (onlyResume && !resumed) {
                    giveBack(false);
                    return Outcome.NOTHING_TO_RESUME;
                }
            }
        } catch (StoreUnavailableException unavailable) {
            giveBack(resumed);
            throw unavailable;
        }
        return resumed ? Outcome.RESUMED : Outcome.CLAIMED;
    }

    /** Whether what stood in the way was the idempotency key. */
    boolean areBlockedByFreeKey() {
        return freeKey != null && freeKey.equals(blockedBy);
    }

    /** Takes up what another attempt left, as far as it can be taken up. */
    boolean takeUp(String mainKey) {
        heldSince = ticker.getAsLong();
        if (!store.resume(mainKey, attempt, lease)) {
            return false;
        }
        held.add(mainKey);
        for (String key : keys.keySet()) {
            if (!key.equals(mainKey) && store.resume(key, attempt, lease)) {
                held.add(key);
            }
        }
        return true;
    }

    /** A crash leaves a claim behind, and money may have moved: it is kept until that is found out. */
    private Instant untilDecided(Instant keepUntil) {
        return keepUntil.isAfter(undecidedUntil) ? keepUntil : undecidedUntil;
    }

    private void giveBack(boolean resumed) {
        if (resumed) {
            undecided();
        } else {
            release();
        }
    }

    /**
     * Whether all of it is certainly still this request's. The store is asked only if its lease may have run out, because this
     * process was too slow.
     */
    boolean areStillHeld() {
        return isLeaseYoung(TRUSTED) || renew();
    }

    /** Whether less than so many hundredths of the lease have gone by. */
    boolean isLeaseYoung(int hundredths) {
        return ticker.getAsLong() - heldSince < lease.toNanos() / 100 * hundredths;
    }

    /** Goes on holding all of it. False if another request has taken some of it up. */
    boolean renew() {
        long now = ticker.getAsLong();
        for (String key : held) {
            if (!store.renew(key, attempt, lease)) {
                return false;
            }
        }
        heldSince = now;
        return true;
    }

    /** For a payment that was certainly not attempted: all of it may be tried again, or paid another way. */
    void release() {
        record(endings(How.RELEASED));
    }

    /** For a payment that may have been made: only this credential may go on with it. */
    void undecided() {
        record(endings(How.UNDECIDED));
    }

    /** For a payment that can never be made again. The idempotency key may be used with another. */
    void rejected() {
        record(endings(How.SPENT, How.RELEASED));
    }

    /** What to record when what was paid for was delivered. */
    List<Ending> delivered() {
        return endings(How.SPENT);
    }

    /** What to record when it wasn't: this credential may ask again, and the idempotency key may be used with another. */
    List<Ending> undelivered() {
        return endings(How.PAID, How.RELEASED);
    }

    /** What names the payment. */
    String holder() {
        return attempt.holder();
    }

    private List<Ending> endings(How how) {
        return endings(how, how);
    }

    private List<Ending> endings(How how, How freeKeyHow) {
        return held.stream()
                .map(key -> ending(key, key.equals(freeKey) ? freeKeyHow : how))
                .toList();
    }

    private Ending ending(String key, How how) {
        Instant keepUntil = keys.getOrDefault(key, Instant.MAX);
        return new Ending(key, attempt, how, how == How.SPENT ? keepUntil : untilDecided(keepUntil));
    }

    /**
     * Tells the store how it ended. If that fails the keys stay claimed until their lease has run out, which lets nobody else
     * in; so the decision stands.
     */
    private void record(List<Ending> endings) {
        try {
            store.end(endings);
        } catch (RuntimeException lost) {
            LOG.log(
                    Level.ERROR,
                    "The replay store did not take the outcome of a payment, its claim stays in flight: {0}",
                    Bug.describe(lost));
        }
    }
}
