package org.mpp4j.tempo.internal.channel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionAccount.Status;
import org.mpp4j.session.SessionAccounts;
import org.mpp4j.session.SessionChange;
import org.mpp4j.store.StoreUnavailableException;
import org.mpp4j.tempo.SettlementPolicy;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelState;

/**
 * Looks after channels in the background: fetches what the policy says, closes those whose payers want to leave, ends what somebody
 * has begun and not ended. Any number of instances may do so with one store: whoever looks at a channel moves the time when it is
 * due, and so the others leave it alone meanwhile.
 */
public final class Rounds implements AutoCloseable {

    private static final Logger LOG = System.getLogger("org.mpp4j.tempo");
    private static final int AT_ONCE = 400;

    private static final int MOST = 100_000;
    private static final int THREADS = 8;
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(5);
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(2);
    private static final Duration SILENCE = Duration.ofSeconds(15);
    /** A time that is later than all others, and that every store can hold. */
    private static final Instant EVER = Instant.parse("9000-01-01T00:00:00Z");

    private final ChannelRail rail;
    private final SessionAccounts accounts;
    private final Cashier cashier;
    private final JointSettlement together;
    private final Takings takings;
    private final SettlementPolicy policy;
    private final ChannelSnapshots snapshots;
    private @Nullable ScheduledExecutorService timer;
    private @Nullable Future<?> round;

    /** Rounds among the channels of a rail. */
    public Rounds(
            ChannelRail rail, Cashier cashier, MerchantSender merchant, Takings takings, SettlementPolicy policy) {
        this.rail = rail;
        this.accounts = rail.accounts();
        this.cashier = cashier;
        this.together = new JointSettlement(rail, cashier, merchant);
        this.takings = takings;
        this.policy = policy;
        this.snapshots = new ChannelSnapshots(rail);
    }

    /** Begins. More than once does nothing. */
    public synchronized void start(Duration pause) {
        if (timer == null) {
            timer = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "mpp4j-tempo-rounds"));
            round = timer.scheduleWithFixedDelay(
                    this::makeOneSafely, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** A round that is under way may end, as what it sends would otherwise have to be looked for later. */
    @Override
    public synchronized void close() {
        if (timer == null || round == null) {
            return;
        }
        round.cancel(false);
        timer.shutdown();
        try {
            if (!timer.awaitTermination(rail.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                timer.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            timer.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void makeOneSafely() {
        try {
            while (makeOne() == AT_ONCE && !Thread.currentThread().isInterrupted()) {
                LOG.log(Level.DEBUG, "More channels are due than one round looks at");
            }
        } catch (StoreUnavailableException unavailable) {
            LOG.log(Level.WARNING, "Channels can''t be looked after now: {0}", unavailable.getMessage());
        } catch (RuntimeException bug) {
            LOG.log(
                    Level.ERROR,
                    "A round among the channels failed: {0}",
                    bug.getClass().getName());
        }
    }

    /** One round. How many channels were due. */
    public int makeOne() {
        Instant now = rail.clock().instant();
        List<SessionAccount> due = accounts.due(ChannelRail.PREFIX, now, AT_ONCE);
        List<SessionAccount> mine = new ArrayList<>();
        for (SessionAccount account : due) {
            if (isOfThisRail(account)) {
                lease(account, now).ifPresent(mine::add);
            }
        }
        int batch = rail.contract().abi().mostStates();
        for (int from = 0; from < mine.size(); from += batch) {
            look(mine.subList(from, Math.min(mine.size(), from + batch)));
        }
        return mine.isEmpty() ? 0 : due.size();
    }

    /** The store may have channels of other merchants or tokens, whose rails look after them. */
    private boolean isOfThisRail(SessionAccount account) {
        try {
            return rail.terms().include(rail.read(account).channel(), ChannelRail.channelId(account));
        } catch (IllegalArgumentException | ProtocolException unreadable) {
            return false;
        }
    }

    private Optional<SessionAccount> lease(SessionAccount due, Instant now) {
        return accounts.update(due.id(), found -> {
            if (found.isEmpty() || found.get().dueAt().isAfter(now)) {
                return SessionChange.none(Optional.empty());
            }
            SessionAccount leased = found.get().dueAt(now.plus(LEASE));
            return SessionChange.to(leased, Optional.of(leased));
        });
    }

    private void look(List<SessionAccount> channels) {
        List<SessionAccount> open =
                channels.stream().filter(SessionAccount::isOpen).toList();
        Optional<List<ChannelState>> states = states(open);
        Queue<Bytes32> toSettle = new ConcurrentLinkedQueue<>();
        inParallel(channels.size(), Duration.ofHours(1), i -> {
            SessionAccount account = channels.get(i);
            int index = open.indexOf(account);
            Optional<ChannelState> state = index < 0 ? Optional.empty() : states.map(all -> all.get(index));
            look(account, state, toSettle);
        });
        settle(List.copyOf(toSettle), Deadline.in(Duration.ofHours(1)), this::after);
    }

    private interface Told {
        void of(Bytes32 channelId, Cashier.Result result);
    }

    /** Together as far as that can be done, otherwise each alone. What there is no time for isn't told of. */
    private void settle(List<Bytes32> channels, Deadline deadline, Told told) {
        List<List<Bytes32>> groups = new ArrayList<>();
        for (int from = 0; from < channels.size(); from += JointSettlement.MOST) {
            groups.add(channels.subList(from, Math.min(channels.size(), from + JointSettlement.MOST)));
        }
        Queue<Bytes32> alone = new ConcurrentLinkedQueue<>();
        inParallel(groups.size(), deadline.left(), i -> {
            Map<Bytes32, Cashier.Result> results =
                    deadline.isOver() ? Map.of() : together.settle(groups.get(i), each(deadline));
            results.forEach(told::of);
            groups.get(i).stream().filter(id -> !results.containsKey(id)).forEach(alone::add);
        });
        List<Bytes32> others = List.copyOf(alone);
        inParallel(others.size(), deadline.left(), i -> {
            if (!deadline.isOver()) {
                told.of(others.get(i), cashier.settle(others.get(i), each(deadline)));
            }
        });
    }

    private Deadline each(Deadline all) {
        return Deadline.in(all.leftUpTo(rail.patience()));
    }

    private Optional<List<ChannelState>> states(List<SessionAccount> open) {
        List<Bytes32> ids = open.stream().map(ChannelRail::channelId).toList();
        if (ids.isEmpty()) {
            return Optional.of(List.of());
        }
        try {
            return rail.node()
                    .read(
                            rail.contract().address(),
                            rail.contract().abi().states(ids),
                            TransactionSender.LOOKUP_PATIENCE)
                    .map(answer -> rail.contract().abi().readStates(answer, ids.size()));
        } catch (ProtocolException senseless) {
            return Optional.empty();
        }
    }

    private void look(SessionAccount account, Optional<ChannelState> state, Collection<Bytes32> toSettle) {
        Bytes32 channelId = ChannelRail.channelId(account);
        if (account.status() == Status.CLOSED) {
            snapshots.forget(rail.read(account).channel().payer(), channelId);
            accounts.forget(account.id());
            return;
        }
        Deadline deadline = Deadline.in(rail.patience());
        if (!account.isOpen()) {
            after(channelId, cashier.close(channelId, deadline));
            return;
        }
        if (state.isEmpty()) {
            again(channelId, SILENCE);
            return;
        }
        if (!state.get().exists()) {
            cashier.endedElsewhere(channelId);
            return;
        }
        act(channelId, state.get(), deadline, toSettle);
    }

    private enum Need {
        NOTHING,
        SETTLE,
        CLOSE
    }

    private void act(Bytes32 channelId, ChannelState state, Deadline deadline, Collection<Bytes32> toSettle) {
        Instant now = rail.clock().instant();
        boolean[] isNews = new boolean[1];
        Need need = accounts.update(ChannelRail.id(channelId), found -> {
            if (found.isEmpty() || !found.get().isOpen()) {
                return SessionChange.none(Need.NOTHING);
            }
            SessionAccount account = found.get();
            ChannelRecord before = rail.read(account);
            isNews[0] = state.isClosing() && !before.chain().isClosing();
            ChannelRecord record = before.seen(state).with(before.upkeep().seen(account.spent(), now));
            Need what = need(account, record, now);
            SessionAccount next = account.withDetail(record.write()).dueAt(rail.nextLook(account, record));
            return SessionChange.to(what == Need.CLOSE ? cashier.closing(next) : next, what);
        });
        if (isNews[0]) {
            BigInteger owed = accounts.find(ChannelRail.id(channelId))
                    .map(account -> rail.read(account).owed(account))
                    .orElse(BigInteger.ZERO);
            takings.tell(listener -> listener.closeRequested(channelId.toString(), owed));
        }
        if (need == Need.CLOSE) {
            after(channelId, cashier.close(channelId, deadline));
        } else if (need == Need.SETTLE) {
            toSettle.add(channelId);
        }
    }

    private Need need(SessionAccount account, ChannelRecord record, Instant now) {
        BigInteger owed = record.owed(account);
        if (record.chain().isClosing()) {
            boolean brings =
                    rail.contract().protocol().capturesLess() ? owed.signum() > 0 : record.settleable(account) != null;
            return brings ? Need.CLOSE : Need.NOTHING;
        }
        if (policy.idleTime()
                .filter(idle -> isOver(record.upkeep().activeAt(), idle, now))
                .isPresent()) {
            return Need.CLOSE;
        }
        if (record.sent() != null) {
            return Need.SETTLE;
        }
        boolean isWanted =
                policy.amount().filter(most -> owed.compareTo(most) >= 0).isPresent()
                        || policy.interval()
                                .filter(interval -> isOver(record.upkeep().settledAt(), interval, now))
                                .isPresent();
        return isWanted && record.settleable(account) != null ? Need.SETTLE : Need.NOTHING;
    }

    private static boolean isOver(long since, Duration time, Instant now) {
        return !now.isBefore(Instant.ofEpochSecond(since).plus(time));
    }

    private void after(Bytes32 channelId, Cashier.Result result) {
        if (result instanceof Cashier.Result.Done) {
            return;
        }
        Throwable cause = result instanceof Cashier.Result.NotDone notDone
                ? notDone.cause()
                : ((Cashier.Result.Open) result).cause();
        LOG.log(Level.WARNING, "Money of the channel {0} couldn''t be fetched yet: {1}", channelId, cause.getMessage());
        BigInteger owed = again(channelId, FIRST_BACK_OFF);
        if (result instanceof Cashier.Result.NotDone) {
            takings.tell(listener -> listener.failed(channelId.toString(), owed));
        }
    }

    /** Makes a channel due again, later each time that it has failed. What it owes. */
    private BigInteger again(Bytes32 channelId, Duration first) {
        Instant now = rail.clock().instant();
        return accounts.update(ChannelRail.id(channelId), found -> {
            if (found.isEmpty() || found.get().status() == Status.CLOSED) {
                return SessionChange.none(BigInteger.ZERO);
            }
            ChannelRecord record = rail.read(found.get());
            Duration wait =
                    first.multipliedBy(1L << Math.min(10, record.upkeep().failures()));
            Duration bounded = wait.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : wait;
            return SessionChange.to(found.get().dueAt(now.plus(bounded)), record.owed(found.get()));
        });
    }

    /**
     * Fetches what is owed in all channels, as far as their vouchers allow and the time suffices.
     *
     * @return in how many channels money was left that could have been fetched
     */
    public int settleAll(Duration time) {
        Deadline deadline = Deadline.in(time);
        List<Bytes32> owing = new ArrayList<>();
        for (SessionAccount account : accounts.due(ChannelRail.PREFIX, EVER, MOST)) {
            if (account.status() != Status.CLOSED && isOfThisRail(account)) {
                ChannelRecord record = rail.read(account);
                if (!account.isOpen() || record.sent() != null || record.settleable(account) != null) {
                    owing.add(ChannelRail.channelId(account));
                }
            }
        }
        AtomicInteger left = new AtomicInteger(owing.size());
        settle(owing, deadline, (channelId, result) -> {
            if (result instanceof Cashier.Result.Done) {
                left.decrementAndGet();
            }
        });
        return left.get();
    }

    private interface Task {
        void run(int index);
    }

    private static void inParallel(int count, Duration time, Task task) {
        if (count == 0) {
            return;
        }
        ExecutorService threads =
                Executors.newFixedThreadPool(Math.min(THREADS, count), work -> daemon(work, "mpp4j-tempo-cashier"));
        for (int i = 0; i < count; i++) {
            int index = i;
            threads.execute(() -> {
                try {
                    task.run(index);
                } catch (RuntimeException failed) {
                    LOG.log(
                            Level.ERROR,
                            "A channel couldn''t be looked after: {0}",
                            failed.getClass().getName());
                }
            });
        }
        threads.shutdown();
        try {
            if (!threads.awaitTermination(time.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
