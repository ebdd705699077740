package org.mpp4j.gate;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.Ending;
import org.mpp4j.store.IdempotencyStore;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.StoreUnavailableException;

/**
 * Writes down how payments ended: in the ledger first, then the answer, and last that the claim is used up. So whatever a
 * crash leaves behind is a claim in flight, and looking that up finds the rest.
 *
 * <p>Requests don't wait for shared stores: one thread writes what has gathered, all of it at once, which costs little more
 * than writing one. When a store can't be reached it goes on trying. With stores in memory everything is written on the spot.
 */
final class OutcomeJournal implements AutoCloseable {

    private static final Logger LOG = System.getLogger("org.mpp4j.gate");
    private static final int BATCH = 512;
    private static final int BACKLOG = 10_000;
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration BREATH = Duration.ofMillis(20);
    private static final Duration CLOSING = Duration.ofSeconds(10);

    /**
     * What is to be written about one payment.
     *
     * @param name of the payment, for {@link #mayBeWrittenSoon}; null if nobody waits for it
     */
    record Outcome(
            @Nullable String name,
            List<LedgerEntry> entries,
            List<IdempotencyStore.Entry> answers,
            List<Ending> endings) {}

    private final PaymentLedger ledger;
    private final IdempotencyStore answers;
    private final ReplayStore replays;
    private final BlockingQueue<Outcome> queue = new LinkedBlockingQueue<>();
    private final Map<String, CountDownLatch> awaited = new ConcurrentHashMap<>();
    private final boolean shared;
    private volatile boolean inline;
    private volatile boolean closing;
    private @Nullable Thread writer;

    OutcomeJournal(GateSettings settings) {
        this.ledger = settings.ledger();
        this.answers = settings.answerStore();
        this.replays = settings.replayStore();
        this.inline = settings.isMemoryOnly();
        this.shared = !inline;
    }

    /** Whether so much waits to be written that no new payment should be begun. */
    boolean isOverloaded() {
        return queue.size() >= BACKLOG;
    }

    void write(Outcome outcome) {
        if (inline) {
            writeOneByOne(List.of(outcome));
            return;
        }
        if (outcome.name() != null) {
            awaited.put(outcome.name(), new CountDownLatch(1));
        }
        queue.add(outcome);
        startWriter();
        if (inline) {
            drain(); // closed in the meantime
        }
    }

    private synchronized void startWriter() {
        if (writer == null && !inline) {
            writer = new Thread(this::writeAlways, "mpp4j-outcomes");
            writer.setDaemon(true);
            writer.start();
        }
    }

    /**
     * Whether it is worth looking again for how a payment ended: an answer that is out is written down within moments. Waits
     * for that, shortly if it would have to be written elsewhere.
     */
    boolean mayBeWrittenSoon(String name) {
        if (!shared) {
            return false;
        }
        try {
            CountDownLatch latch = awaited.get(name);
            if (latch != null) {
                return latch.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
            }
            Thread.sleep(BREATH.toMillis());
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void writeAlways() {
        List<Outcome> batch = new ArrayList<>(BATCH);
        try {
            while (!(closing && queue.isEmpty())) {
                Outcome first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, BATCH - 1);
                    writeUntilWritten(batch);
                    batch.clear();
                }
            }
        } catch (InterruptedException givenUp) {
            batch.addAll(queue);
            LOG.log(
                    Level.ERROR,
                    "The stores could not be reached before the end: the outcomes of {0} payments aren't written down; their"
                            + " claims stay in flight until they are looked up",
                    batch.size());
        }
    }

    private void writeUntilWritten(List<Outcome> batch) throws InterruptedException {
        boolean complained = false;
        while (true) {
            try {
                writeAll(batch);
                return;
            } catch (StoreUnavailableException unavailable) {
                if (!complained) {
                    LOG.log(
                            Level.ERROR,
                            "The stores can''t be reached, so the outcomes of {0} payments wait to be written: {1}",
                            batch.size() + queue.size(),
                            unavailable.getMessage());
                }
                complained = true;
                Thread.sleep(RETRY.toMillis());
            } catch (RuntimeException refused) {
                writeOneByOne(batch);
                return;
            }
        }
    }

    private void writeAll(List<Outcome> batch) {
        List<LedgerEntry> entries =
                batch.stream().flatMap(outcome -> outcome.entries().stream()).toList();
        if (!entries.isEmpty()) {
            ledger.append(entries);
        }
        List<IdempotencyStore.Entry> kept =
                batch.stream().flatMap(outcome -> outcome.answers().stream()).toList();
        if (!kept.isEmpty()) {
            answers.put(kept);
        }
        List<Ending> endings =
                batch.stream().flatMap(outcome -> outcome.endings().stream()).toList();
        if (!endings.isEmpty()) {
            replays.end(endings);
        }
        batch.forEach(this::written);
    }

    private void writeOneByOne(List<Outcome> batch) {
        for (Outcome outcome : batch) {
            try {
                writeAll(List.of(outcome));
            } catch (RuntimeException refused) {
                written(outcome);
                LOG.log(
                        Level.ERROR,
                        "The outcome of a payment could not be written down; its claim stays in flight until it is looked"
                                + " up: {0}",
                        Bug.describe(refused));
            }
        }
    }

    private void written(Outcome outcome) {
        CountDownLatch latch = outcome.name() == null ? null : awaited.remove(outcome.name());
        if (latch != null) {
            latch.countDown();
        }
    }

    private void drain() {
        Outcome outcome;
        while ((outcome = queue.poll()) != null) {
            writeOneByOne(List.of(outcome));
        }
    }

    /** Writes what is left, for some seconds at most. What comes later is written on the spot. */
    @Override
    public void close() {
        Thread writing;
        synchronized (this) {
            closing = true;
            writing = writer;
        }
        if (writing != null) {
            try {
                writing.join(CLOSING.toMillis());
                writing.interrupt();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                writing.interrupt();
            }
        }
        inline = true;
        drain();
    }
}
