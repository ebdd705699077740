package org.mpp4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedTripsTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<List<String>> made = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private SharedTrips<String, String> trips(int lanes, int seats, CountDownLatch firstMayLeave) {
        return new SharedTrips<>(lanes, seats, question -> question.charAt(0), questions -> {
            made.add(questions);
            awaitQuietly(firstMayLeave);
            return questions.stream().map(question -> question + "!").toList();
        });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
                break;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Future<String>> askAll(SharedTrips<String, String> trips, String... questions) {
        List<Future<String>> answers = new ArrayList<>();
        for (String question : questions) {
            answers.add(threads.submit(() -> trips.ask(question)));
        }
        return answers;
    }

    @Test
    void aLoneQuestionSetsOutAtOnce() {
        SharedTrips<String, String> trips = trips(1, 8, new CountDownLatch(0));

        assertThat(trips.ask("a")).isEqualTo("a!");

        assertThat(made).containsExactly(List.of("a"));
    }

    @Test
    void whatComesWhileEveryLaneIsTakenTravelsTogether() throws Exception {
        CountDownLatch back = new CountDownLatch(1);
        SharedTrips<String, String> trips = trips(1, 8, back);
        Future<String> first = threads.submit(() -> trips.ask("a"));
        await().until(() -> made.size() == 1);

        List<Future<String>> later = askAll(trips, "b", "c", "d");
        await().until(() -> trips.waiting() == 3);
        back.countDown();

        assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo("a!");
        for (Future<String> answer : later) {
            assertThat(answer.get(30, TimeUnit.SECONDS)).hasSize(2);
        }
        assertThat(made).hasSize(2);
        assertThat(made.get(1)).containsExactlyInAnyOrder("b", "c", "d");
    }

    @Test
    void twoLanesAreTakenAtATime() {
        CountDownLatch back = new CountDownLatch(1);
        SharedTrips<String, String> trips = trips(2, 8, back);

        askAll(trips, "a", "b", "c");

        await().until(() -> made.size() == 2 && trips.waiting() == 1);
        back.countDown();
        await().until(() -> made.size() == 3);
    }

    @Test
    void aTripTakesNoMoreThanItsSeats() throws Exception {
        CountDownLatch back = new CountDownLatch(1);
        SharedTrips<String, String> trips = trips(1, 2, back);
        askAll(trips, "a");
        await().until(() -> made.size() == 1);
        List<Future<String>> later = askAll(trips, "b", "c", "d", "e", "f");
        await().until(() -> trips.waiting() == 5);

        back.countDown();

        for (Future<String> answer : later) {
            answer.get(30, TimeUnit.SECONDS);
        }
        assertThat(made).allSatisfy(questions -> assertThat(questions).hasSizeLessThanOrEqualTo(2));
    }

    @Test
    void questionsWithTheSameKeyNeverTravelTogether() throws Exception {
        CountDownLatch back = new CountDownLatch(1);
        SharedTrips<String, String> trips = trips(1, 8, back);
        askAll(trips, "z");
        await().until(() -> made.size() == 1);
        List<Future<String>> later = askAll(trips, "a1", "a2", "a3", "b1");
        await().until(() -> trips.waiting() == 4);

        back.countDown();

        for (Future<String> answer : later) {
            answer.get(30, TimeUnit.SECONDS);
        }
        assertThat(made)
                .allSatisfy(questions -> assertThat(questions.stream().map(question -> question.charAt(0)))
                        .doesNotHaveDuplicates());
    }

    @Test
    void everybodyAboardIsToldOfAFailureWithAnExceptionOfTheirOwn() {
        CountDownLatch back = new CountDownLatch(1);
        StoreUnavailableException down = new StoreUnavailableException("down");
        SharedTrips<String, String> trips = new SharedTrips<>(1, 8, question -> question, questions -> {
            made.add(questions);
            awaitQuietly(back);
            throw down;
        });
        List<Future<String>> answers = new ArrayList<>(askAll(trips, "a"));
        await().until(() -> made.size() == 1);
        answers.addAll(askAll(trips, "b", "c"));
        await().until(() -> trips.waiting() == 2);
        back.countDown();

        Set<Throwable> told = ConcurrentHashMap.newKeySet();
        for (Future<String> answer : answers) {
            assertThatThrownBy(() -> answer.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("down")
                    .hasCause(down)
                    .satisfies(told::add);
        }
        assertThat(told).hasSize(3);
    }

    @Test
    void afterAFailureTheLaneIsFreeAgain() {
        AtomicInteger calls = new AtomicInteger();
        SharedTrips<String, String> trips = new SharedTrips<>(1, 8, question -> question, questions -> {
            if (calls.getAndIncrement() == 0) {
                throw new StoreUnavailableException("down");
            }
            return questions;
        });
        assertThatThrownBy(() -> trips.ask("a")).isInstanceOf(StoreUnavailableException.class);

        assertThat(trips.ask("b")).isEqualTo("b");
    }

    @Test
    void tooFewAnswersAreAFailureForAll() {
        SharedTrips<String, String> trips = new SharedTrips<>(1, 8, question -> question, questions -> List.of());

        assertThatThrownBy(() -> trips.ask("a")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whoeverIsInterruptedStillGetsTheAnswerAndStaysInterrupted() throws Exception {
        CountDownLatch back = new CountDownLatch(1);
        SharedTrips<String, String> trips = trips(1, 8, back);
        askAll(trips, "a");
        await().until(() -> made.size() == 1);
        Thread[] waiting = new Thread[1];
        Future<String> answer = threads.submit(() -> {
            waiting[0] = Thread.currentThread();
            String text = trips.ask("b");
            return text + Thread.interrupted();
        });
        await().until(() -> trips.waiting() == 1);

        waiting[0].interrupt();
        back.countDown();

        assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("b!true");
    }

    @Test
    void underARaceEveryQuestionIsAskedOnceAndGetsItsOwnAnswer() throws Exception {
        AtomicInteger under = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger asked = new AtomicInteger();
        SharedTrips<Integer, Integer> trips = new SharedTrips<>(3, 16, question -> question % 97, questions -> {
            most.accumulateAndGet(under.incrementAndGet(), Math::max);
            asked.addAndGet(questions.size());
            assertThat(questions.stream().map(question -> question % 97)).doesNotHaveDuplicates();
            under.decrementAndGet();
            return questions.stream().map(question -> -question).toList();
        });
        List<Future<Boolean>> crew = new ArrayList<>();
        for (int thread = 0; thread < 24; thread++) {
            int start = thread * 1000;
            crew.add(threads.submit(() -> IntStream.range(start, start + 1000).allMatch(i -> trips.ask(i) == -i)));
        }

        for (Future<Boolean> member : crew) {
            assertThat(member.get(50, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(asked).hasValue(24_000);
        assertThat(most.get()).isBetween(1, 3);
        assertThat(trips.waiting()).isZero();
    }
}
