package org.mpp4j.session;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.store.StoreUnavailableException;

/**
 * The {@link Meter} of one request, with what the gate needs besides. Made by {@link SessionAccounts#meter}. Thread-safe.
 *
 * @since 0.1
 */
public final class RequestMeter implements Meter {

    private final SessionAccounts accounts;
    private final String id;
    private final BigInteger price;
    private final @Nullable String unit;
    private final SessionVoice voice;
    private final Object lock = new Object();

    // Guarded by the lock.
    private SessionAccount seen;
    private long units;
    private long prepaid;
    private boolean isMetered;

    RequestMeter(
            SessionAccounts accounts,
            SessionAccount account,
            BigInteger price,
            @Nullable String unit,
            boolean firstUnit,
            SessionVoice voice) {
        this.accounts = accounts;
        this.id = account.id();
        this.seen = account;
        this.price = Objects.requireNonNull(price, "price");
        this.unit = unit;
        this.voice = Objects.requireNonNull(voice, "voice");
        this.units = firstUnit ? 1 : 0;
        this.prepaid = units;
    }

    /**
     * This meter for a handler that charges by itself. From now on what it doesn't charge isn't charged.
     *
     * @return this
     */
    public Meter forHandler() {
        synchronized (lock) {
            isMetered = true;
        }
        return this;
    }

    /**
     * To be called once when the request is over: gives back the unit that was charged before the handler ran, if it wasn't
     * delivered.
     *
     * @param isDelivered whether the handler gave an answer that costs something
     */
    public void over(boolean isDelivered) {
        boolean isUnused;
        synchronized (lock) {
            isUnused = prepaid > 0 && (isMetered || !isDelivered);
            prepaid = 0;
            units -= isUnused ? 1 : 0;
        }
        if (isUnused) {
            giveBack(1);
        }
    }

    @Override
    public BigInteger price() {
        return price;
    }

    @Override
    public Optional<String> unit() {
        return Optional.ofNullable(unit);
    }

    @Override
    public Optional<Charge> charge(long wanted) {
        requireUnits(wanted);
        long paidAlready = takePrepaid(wanted);
        if (paidAlready == wanted) {
            return Optional.of(new Undoable(wanted));
        }
        boolean isCharged = false;
        try {
            isCharged = spend(wanted - paidAlready);
        } finally {
            if (!isCharged) {
                putBack(paidAlready);
            }
        }
        return isCharged ? Optional.of(new Undoable(wanted)) : Optional.empty();
    }

    private static void requireUnits(long wanted) {
        if (wanted < 1) {
            throw new IllegalArgumentException("A charge is for one unit or more, got " + wanted);
        }
    }

    private long takePrepaid(long wanted) {
        synchronized (lock) {
            long taken = Math.min(prepaid, wanted);
            prepaid -= taken;
            return taken;
        }
    }

    private void putBack(long taken) {
        synchronized (lock) {
            prepaid += taken;
        }
    }

    private boolean spend(long count) {
        BigInteger cost = price.multiply(BigInteger.valueOf(count));
        Tried tried = accounts.update(id, found -> {
            SessionAccount account = found.filter(SessionAccount::isOpen).orElseThrow(SessionOverException::new);
            if (account.available().compareTo(cost) < 0) {
                return SessionChange.none(new Tried(account, false));
            }
            SessionAccount next = account.spend(cost, count);
            return SessionChange.to(next, new Tried(next, true));
        });
        synchronized (lock) {
            units += tried.isCharged() ? count : 0;
            note(tried.account());
        }
        return tried.isCharged();
    }

    /** The session after an attempt to charge it. */
    private record Tried(SessionAccount account, boolean isCharged) {}

    /** Of two states that were seen by two threads the later one counts. */
    private void note(SessionAccount next) {
        if (next.authorized().compareTo(seen.authorized()) >= 0) {
            seen = next;
        }
    }

    @Override
    public CompletionStage<Optional<Charge>> chargeWhenAuthorized(
            long wanted, Duration patience, Consumer<NeedMore> notice) {
        requireUnits(wanted);
        Shortage shortage = new Shortage(price.multiply(BigInteger.valueOf(wanted)), notice);
        return accounts.whenPossible(id, patience, () -> attempt(wanted, shortage), Charge::undo);
    }

    private SessionAttempt<Charge> attempt(long wanted, Shortage shortage) {
        try {
            Optional<Charge> charge = charge(wanted);
            if (charge.isEmpty()) {
                shortage.tell();
            }
            return SessionAttempt.of(charge);
        } catch (SessionOverException over) {
            return SessionAttempt.over();
        }
    }

    /** What is missing, told once for each amount that is authorized: what was enough then may be taken by others first. */
    private final class Shortage {

        private final BigInteger cost;
        private final Consumer<NeedMore> notice;
        private @Nullable BigInteger toldAt;

        Shortage(BigInteger cost, Consumer<NeedMore> notice) {
            this.cost = cost;
            this.notice = notice;
        }

        /** By one thread at a time, as whoever waits makes one attempt after the other. */
        void tell() {
            SessionAccount now;
            synchronized (lock) {
                now = seen;
            }
            if (toldAt == null || now.authorized().compareTo(toldAt) > 0) {
                toldAt = now.authorized();
                notice.accept(voice.needMore(now, cost));
            }
        }
    }

    @Override
    public NeedMore needMore(long wanted) {
        requireUnits(wanted);
        SessionAccount now = current();
        return voice.needMore(now, price.multiply(BigInteger.valueOf(wanted)));
    }

    @Override
    public Optional<NeedMore> timedOut(long wanted) {
        requireUnits(wanted);
        SessionAccount now = current();
        return now.isOpen() ? voice.timedOut(now, price.multiply(BigInteger.valueOf(wanted))) : Optional.empty();
    }

    /** As it is stored now, or as it was seen last if that can't be told. */
    private SessionAccount current() {
        SessionAccount last;
        synchronized (lock) {
            last = seen;
        }
        try {
            return accounts.find(id).orElse(last);
        } catch (StoreUnavailableException unavailable) {
            return last;
        }
    }

    @Override
    public long units() {
        synchronized (lock) {
            return units;
        }
    }

    @Override
    public Receipt receipt() {
        synchronized (lock) {
            return voice.receipt(seen, units);
        }
    }

    private void giveBack(long count) {
        BigInteger cost = price.multiply(BigInteger.valueOf(count));
        Optional<SessionAccount> after = accounts.update(id, found -> {
            if (found.filter(SessionAccount::isOpen).isEmpty()) {
                return SessionChange.none(Optional.<SessionAccount>empty());
            }
            SessionAccount next = found.get().giveBack(cost, count);
            return SessionChange.to(next, Optional.of(next));
        });
        after.ifPresent(next -> {
            synchronized (lock) {
                note(next);
            }
        });
    }

    private final class Undoable implements Charge {

        private final long count;
        private final AtomicBoolean undone = new AtomicBoolean();

        Undoable(long count) {
            this.count = count;
        }

        @Override
        public long units() {
            return count;
        }

        @Override
        public void undo() {
            if (undone.compareAndSet(false, true)) {
                synchronized (lock) {
                    units -= count;
                }
                giveBack(count);
            }
        }
    }

    /** The session's id. */
    @Override
    public String toString() {
        return "RequestMeter[" + id + "]";
    }
}
