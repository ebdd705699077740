package org.mpp4j.store;

import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * For stores: lets questions that come at the same time travel together. Whoever asks while fewer trips are under way than there are lanes
 * sets out at once, alone if need be, and takes along all that wait; so a lone question waits for nothing, and under load a
 * trip carries many. There are no threads of its own. Thread-safe.
 *
 * @param <Q> what is asked
 * @param <A> what is answered
 * @since 0.1
 */
public final class SharedTrips<Q, A> {

    /**
     * Asks many questions at once.
     *
     * @param <Q> what is asked
     * @param <A> what is answered
     */
    @FunctionalInterface
    public interface Trip<Q, A> {

        /**
         * Asks.
         *
         * @param questions with different keys, one at least
         * @return the answers, in the order of the questions
         */
        List<A> ask(List<Q> questions);
    }

    private static final class Traveller<Q, A> {

        private final Q question;
        private final Thread thread = Thread.currentThread();
        private @Nullable A answer;
        private @Nullable RuntimeException failure;
        private volatile boolean back;

        Traveller(Q question) {
            this.question = question;
        }

        void comeBack(@Nullable A with, @Nullable RuntimeException because) {
            answer = with;
            failure = because;
            back = true;
            LockSupport.unpark(thread);
        }
    }

    private final Deque<Traveller<Q, A>> waiting = new ConcurrentLinkedDeque<>();
    private final Semaphore lanes;
    private final int seats;
    private final Function<Q, Object> keys;
    private final Trip<Q, A> trip;

    /**
     * Plans trips.
     *
     * @param lanes how many trips are under way at a time, at most
     * @param seats how many questions travel together, at most
     * @param keys of two questions with the same key the later one takes a later trip
     * @param trip asks them
     */
    public SharedTrips(int lanes, int seats, Function<Q, Object> keys, Trip<Q, A> trip) {
        this.lanes = new Semaphore(lanes);
        this.seats = seats;
        this.keys = keys;
        this.trip = trip;
    }

    /**
     * Asks one question, and waits for its answer. Being interrupted doesn't end the wait: the question may be on its way.
     *
     * @param question to ask
     * @return its answer
     * @throws RuntimeException what the trip threw
     */
    public A ask(Q question) {
        Traveller<Q, A> self = new Traveller<>(question);
        waiting.add(self);
        boolean interrupted = false;
        while (!self.back) {
            if (lanes.tryAcquire()) {
                try {
                    setOut();
                } finally {
                    lanes.release();
                    callNext();
                }
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return answerOf(self);
    }

    /** How many wait for a lane, which may be out of date. */
    int waiting() {
        return waiting.size();
    }

    /** Somebody may have found every lane taken a moment ago, and sleep. */
    private void callNext() {
        Traveller<Q, A> next = waiting.peek();
        if (next != null) {
            LockSupport.unpark(next.thread);
        }
    }

    private void setOut() {
        List<Traveller<Q, A>> aboard = new ArrayList<>();
        Set<Object> taken = new HashSet<>();
        Traveller<Q, A> next;
        while (aboard.size() < seats && (next = waiting.poll()) != null) {
            if (!taken.add(keys.apply(next.question))) {
                waiting.addFirst(next);
                break;
            }
            aboard.add(next);
        }
        if (!aboard.isEmpty()) {
            travel(aboard);
        }
    }

    private void travel(List<Traveller<Q, A>> aboard) {
        try {
            List<A> answers =
                    trip.ask(aboard.stream().map(each -> each.question).toList());
            if (answers.size() != aboard.size()) {
                throw new IllegalStateException(
                        "A trip with " + aboard.size() + " questions came back with " + answers.size() + " answers");
            }
            for (int i = 0; i < aboard.size(); i++) {
                aboard.get(i).comeBack(answers.get(i), null);
            }
        } catch (RuntimeException failure) {
            aboard.forEach(each -> each.comeBack(null, failure));
        } catch (Error fatal) {
            aboard.forEach(each -> each.comeBack(null, new IllegalStateException("A shared trip failed", fatal)));
            throw fatal;
        }
    }

    @SuppressWarnings("NullAway") // an answer is what there is when there is no failure
    private static <Q, A> A answerOf(Traveller<Q, A> self) {
        RuntimeException failure = self.failure;
        if (failure == null) {
            return self.answer;
        }
        if (failure instanceof StoreUnavailableException unavailable) {
            // Each gets an exception of its own: stack traces and suppressed exceptions are added to them.
            throw new StoreUnavailableException(String.valueOf(unavailable.getMessage()), unavailable);
        }
        throw failure;
    }
}
