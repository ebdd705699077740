package org.mpp4j.lightning.internal.session;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mpp4j.lightning.NodeUnavailableException;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionAccount.Status;
import org.mpp4j.session.SessionAccounts;
import org.mpp4j.session.SessionChange;
import org.mpp4j.store.StoreUnavailableException;

/**
 * Closes sessions that nobody uses any more, and brings to an end refunds that were cut off. When a session is due stands in
 * the store, so it is closed whichever instances die, and by one of them only. Thread-safe.
 */
public final class SessionCloser implements AutoCloseable {

    private static final Logger LOG = System.getLogger("org.mpp4j.lightning");
    private static final Duration SHORTEST_PERIOD = Duration.ofSeconds(1);
    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(30);
    private static final int AT_ONCE = 50;

    private final SessionAccounts accounts;
    private final SessionRules rules;
    private final Refunds refunds;
    private @Nullable ScheduledThreadPoolExecutor thread;
    private boolean isClosed;

    SessionCloser(SessionAccounts accounts, SessionRules rules, Refunds refunds) {
        this.accounts = accounts;
        this.rules = rules;
        this.refunds = refunds;
    }

    /** Starts looking, unless that has been done. */
    public synchronized void start() {
        if (thread == null && !isClosed) {
            thread = new ScheduledThreadPoolExecutor(1, task -> {
                Thread daemon = new Thread(task, "mpp4j-lightning-sessions");
                daemon.setDaemon(true);
                return daemon;
            });
            long millis = period().toMillis();
            var unused = thread.scheduleWithFixedDelay(this::quietly, millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    private Duration period() {
        Duration tenth = rules.idleTimeout().dividedBy(10);
        if (tenth.compareTo(SHORTEST_PERIOD) < 0) {
            return SHORTEST_PERIOD;
        }
        return tenth.compareTo(LONGEST_PERIOD) > 0 ? LONGEST_PERIOD : tenth;
    }

    private void quietly() {
        try {
            run();
        } catch (StoreUnavailableException unavailable) {
            LOG.log(Level.WARNING, "Sessions that are due can''t be looked up: {0}", unavailable.getMessage());
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "Looking at sessions that are due failed", bug);
        }
    }

    /**
     * Looks once at what is due now.
     *
     * @return how many sessions were looked at
     * @throws StoreUnavailableException if the store can't be reached
     */
    public int run() {
        List<SessionAccount> due = accounts.due(rules.prefix(), rules.clock().instant(), AT_ONCE);
        for (SessionAccount account : due) {
            try {
                lookAt(account);
            } catch (NodeUnavailableException silent) {
                LOG.log(
                        Level.WARNING,
                        "What became of the refund of session {0} can''t be asked now: {1}",
                        account.id(),
                        silent.getMessage());
            } catch (StoreUnavailableException unavailable) {
                throw unavailable;
            } catch (RuntimeException bug) {
                LOG.log(Level.ERROR, "Looking at session " + account.id() + " failed", bug);
            }
        }
        return due.size();
    }

    private void lookAt(SessionAccount account) {
        if (account.status() == Status.CLOSING) {
            refunds.lookAt(account);
        } else if (account.isOpen()) {
            closeIfIdle(account);
        }
    }

    private void closeIfIdle(SessionAccount overdue) {
        Optional<SessionAccount> closing = accounts.update(overdue.id(), found -> {
            Instant now = rules.clock().instant();
            if (found.isEmpty() || !found.get().isOpen() || found.get().dueAt().isAfter(now)) {
                return SessionChange.none(Optional.<SessionAccount>empty());
            }
            SessionAccount account = found.get();
            SessionDetail detail = SessionDetail.of(account);
            if (account.units() != detail.seenUnits()) {
                // A stream has been paid for since, though no request has come.
                return SessionChange.to(
                        account.withDetail(detail.seen(account.units()).write()).dueAt(now.plus(rules.idleTimeout())),
                        Optional.<SessionAccount>empty());
            }
            SessionAccount marked = refunds.marked(account, "");
            return SessionChange.to(marked, Optional.of(marked));
        });
        closing.filter(account -> account.status() == Status.CLOSING).ifPresent(refunds::send);
    }

    /** Looks no more. What is due stays due. */
    @Override
    public void close() {
        ScheduledThreadPoolExecutor ended;
        synchronized (this) {
            isClosed = true;
            ended = thread;
        }
        if (ended != null) {
            ended.shutdown();
        }
    }
}
