package org.mpp4j.session;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mpp4j.session.SessionAccount.Status;
import org.mpp4j.store.InMemorySessionStore;
import org.mpp4j.store.SessionRecord;
import org.mpp4j.store.SessionStore;

/**
 * The books of all sessions of a rail, kept in a {@link SessionStore}. The changes of one session happen one after the other,
 * on all instances together; those of different sessions don't wait for each other. Changes of one session that come while
 * one is being written share the next write, so a session may take thousands of them a second.
 *
 * <p>Nothing is answered before it is stored: neither a change, nor the state that a change of another caller would lead to.
 * Methods throw {@link org.mpp4j.store.StoreUnavailableException} if the store can't be reached; whether a change was made is
 * then open. Thread-safe.
 *
 * @since 0.1
 */
public final class SessionAccounts implements AutoCloseable {

    /** How many sessions of a store that others write to are remembered, so that a change needs no read before it. */
    private static final int REMEMBERED = 10_000;

    private static final int LOOKED_AT = 16;

    private final SessionStore store;
    private final int remembered;
    private final ConcurrentMap<String, SessionLine> lines = new ConcurrentHashMap<>();
    private final Waiting waiting;

    /**
     * Keeps books.
     *
     * @param store where they are kept
     */
    public SessionAccounts(SessionStore store) {
        this.store = store;
        boolean isShared = !(store instanceof InMemorySessionStore);
        this.remembered = isShared ? REMEMBERED : 0;
        this.waiting = new Waiting(isShared);
    }

    /**
     * Looks up a session.
     *
     * @param id with its rail's name in front
     * @return as it is stored now
     */
    public Optional<SessionAccount> find(String id) {
        return store.find(id).map(SessionAccount::read);
    }

    /**
     * Changes a session. The step sees the latest state, and may be called more than once, until nobody else changed the
     * session in between; it has no side effects.
     *
     * @param id with its rail's name in front
     * @param step decides, given the session if there is one
     * @param <R> of its result
     * @return the result of the step whose change was stored
     */
    public <R> R update(String id, Function<Optional<SessionAccount>, SessionChange<R>> step) {
        while (true) {
            SessionLine line = enter(id);
            try {
                SessionLine.Result<R> result = line.update(step);
                if (result.isStored()) {
                    return result.value();
                }
            } finally {
                leave(id);
            }
        }
    }

    private SessionLine enter(String id) {
        return lines.compute(id, (key, known) -> {
            SessionLine line = known == null ? new SessionLine(store, key, this::changed) : known;
            line.users++;
            return line;
        });
    }

    private void leave(String id) {
        lines.computeIfPresent(id, (key, line) -> --line.users == 0 && lines.size() > remembered ? null : line);
        if (remembered > 0 && lines.size() > remembered) {
            forgetSome();
        }
    }

    /** The iterator begins at one end; whatever is idle there makes room. */
    private void forgetSome() {
        Iterator<String> ids = lines.keySet().iterator();
        for (int i = 0; i < LOOKED_AT && ids.hasNext(); i++) {
            lines.computeIfPresent(ids.next(), (key, line) -> line.users == 0 ? null : line);
        }
    }

    private void changed(@Nullable SessionAccount before, SessionAccount after) {
        if (before == null
                || before.status() != after.status()
                || before.authorized().compareTo(after.authorized()) < 0
                || before.available().compareTo(after.available()) < 0) {
            waiting.signal(after.id());
        }
    }

    /**
     * A meter for one request.
     *
     * @param account the session as the request found it, its first unit charged already if there is one
     * @param price of a unit, in base units
     * @param unit what is counted, if it has a name
     * @param firstUnit whether one unit was charged when the request was let in
     * @param voice how the rail speaks of the session
     * @return the meter
     */
    public RequestMeter meter(
            SessionAccount account, BigInteger price, @Nullable String unit, boolean firstUnit, SessionVoice voice) {
        return new RequestMeter(this, account, price, unit, firstUnit, voice);
    }

    /** Tries again whenever the session changes, until there is an answer or the time is up. */
    <R> CompletionStage<Optional<R>> whenPossible(
            String id, Duration patience, Supplier<SessionAttempt<R>> attempt, Consumer<R> tooLate) {
        return waiting.until(id, patience, attempt, tooLate);
    }

    /**
     * What the rail has to look at.
     *
     * @param rail what the ids of its sessions begin with, such as {@code tempo:}
     * @param now those that are due by then
     * @param limit how many at most
     * @return the longest overdue first
     */
    public List<SessionAccount> due(String rail, Instant now, int limit) {
        return store.due(rail, now, limit).stream().map(SessionAccount::read).toList();
    }

    /**
     * Forgets a session that is closed.
     *
     * @param id with its rail's name in front
     * @return true if there was one, and it was closed
     */
    public boolean forget(String id) {
        Optional<SessionRecord> found = store.find(id);
        return found.isPresent()
                && SessionAccount.read(found.get()).status() == Status.CLOSED
                && store.remove(id, found.get().version());
    }

    /** How many streams wait for their clients. */
    int waiting() {
        return waiting.size();
    }

    /** How many changes of a session are being made on this instance. */
    int inLine(String id) {
        SessionLine line = lines.get(id);
        return line == null ? 0 : line.users;
    }

    /** How many sessions are remembered here. */
    int lines() {
        return lines.size();
    }

    /** Ends what waits, as if its time were up. What is stored stays. */
    @Override
    public void close() {
        waiting.close();
    }
}
