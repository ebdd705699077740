package org.mpp4j.examples.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.WwwAuthenticate;
import org.mpp4j.testkit.SandboxCharge;

/**
 * Honest customers who buy at the same time, each time from any instance that lives. When they get no answer, or are told to come
 * back, they send the same credential again to any instance; they pay anew only when they are told to, which is written down.
 */
final class Buyers implements AutoCloseable {

    /** Below the lease of a claim there is no point in waiting longer, and above a second tests take too long. */
    private static final long LONGEST_WAIT_MILLIS = 1000;

    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(15);
    private static final Duration PURCHASE_DEADLINE = Duration.ofSeconds(90);

    /** What came back for a credential. */
    private record Reply(int status, String body, boolean replayed, Duration retryAfter, String problem) {}

    /** One credential, and what became of it. */
    static final class Purchase {

        private final String challengeId;
        private final String authorization;
        private volatile @Nullable String body;
        private volatile @Nullable String refusal;
        private volatile int tries;

        private Purchase(Challenge challenge) {
            this.challengeId = challenge.id();
            this.authorization =
                    PaymentAuthorization.format(Credential.of(challenge, SandboxCharge.payloadFor(challenge)));
        }

        String challengeId() {
            return challengeId;
        }

        /** Whether the customer has got what it paid for. */
        boolean isAnswered() {
            return body != null;
        }

        /** Whether the first time it was sent there was no answer. */
        boolean wasSentAgain() {
            return tries > 1;
        }

        /** What the customer was told when it was told to pay again, or something else that it can't do anything about. */
        @Nullable
        String refusal() {
            return refusal;
        }

        private void take(Reply reply) {
            body = reply.body();
        }
    }

    private final Supplier<List<URI>> live;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final ExecutorService threads;
    private final int number;
    private final Queue<Purchase> purchases = new ConcurrentLinkedQueue<>();
    private final Queue<Long> answeredAt = new ConcurrentLinkedQueue<>();
    private final LongAdder unanswered = new LongAdder();
    private final LongAdder conflicts = new LongAdder();
    private final LongAdder unavailable = new LongAdder();
    private final LongAdder replays = new LongAdder();
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch never = new CountDownLatch(1);

    /**
     * Some customers.
     *
     * @param number how many buy at once
     * @param live where the instances that live are found, at this moment
     */
    Buyers(int number, Supplier<List<URI>> live) {
        this.number = number;
        this.live = live;
        this.threads = Executors.newFixedThreadPool(number, task -> {
            Thread thread = new Thread(task, "buyer");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A run of purchases that goes on by itself. */
    final class Run {

        private final List<Future<?>> work = new ArrayList<>();

        /** Whether there is something left to be bought. */
        boolean isGoingOn() {
            return work.stream().anyMatch(one -> !one.isDone());
        }

        /** Waits for all of it, and throws what a customer threw. */
        void await(Duration deadline) throws InterruptedException, ExecutionException, TimeoutException {
            long end = System.nanoTime() + deadline.toNanos();
            for (Future<?> one : work) {
                one.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        }
    }

    /** Begins to buy so many times. */
    Run buy(int times) {
        AtomicInteger left = new AtomicInteger(times);
        return run(() -> {
            while (left.getAndDecrement() > 0) {
                buyOne();
            }
        });
    }

    /** Begins to buy until it is told to stop. */
    Run buyWhile(Supplier<Boolean> wanted) {
        return run(() -> {
            while (wanted.get()) {
                buyOne();
            }
        });
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private Run run(Work work) {
        Run run = new Run();
        for (int i = 0; i < number; i++) {
            run.work.add(threads.submit(() -> {
                work.run();
                return null;
            }));
        }
        return run;
    }

    private void buyOne() throws InterruptedException {
        Purchase purchase = new Purchase(challenge());
        purchases.add(purchase);
        pursue(purchase);
    }

    /** Asks until there is a challenge; nothing is lost by that. */
    private Challenge challenge() throws InterruptedException {
        long end = System.nanoTime() + PURCHASE_DEADLINE.toNanos();
        while (System.nanoTime() < end) {
            try {
                HttpResponse<String> response = http.send(request().build(), BodyHandlers.ofString());
                if (response.statusCode() == 402) {
                    return WwwAuthenticate.parse(response.headers().allValues(WwwAuthenticate.HEADER))
                            .get(0);
                }
            } catch (IOException unreachable) {
                unanswered.increment();
            }
            pause(Duration.ofMillis(100));
        }
        throw new IllegalStateException("No instance gave a challenge");
    }

    /** Sends one credential until it is answered, or refused for good. */
    private void pursue(Purchase purchase) throws InterruptedException {
        long end = System.nanoTime() + PURCHASE_DEADLINE.toNanos();
        while (System.nanoTime() < end) {
            purchase.tries++;
            Reply reply = send(purchase);
            if (reply != null && reply.status() == 200) {
                purchase.take(reply);
                answeredAt.add(System.nanoTime());
                if (reply.replayed()) {
                    replays.increment();
                }
                return;
            }
            if (reply != null && reply.status() != 409 && reply.status() < 500) {
                purchase.refusal = reply.status() + " " + reply.problem();
                return;
            }
            pause(reply == null ? Duration.ofMillis(100) : reply.retryAfter());
        }
        purchase.refusal = "no answer within " + PURCHASE_DEADLINE;
    }

    private @Nullable Reply send(Purchase purchase) throws InterruptedException {
        HttpResponse<String> response;
        try {
            response = http.send(
                    request()
                            .header(PaymentAuthorization.HEADER, purchase.authorization)
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException lost) {
            unanswered.increment();
            return null;
        }
        if (response.statusCode() == 409) {
            conflicts.increment();
        } else if (response.statusCode() >= 500) {
            unavailable.increment();
        }
        return new Reply(
                response.statusCode(),
                response.body(),
                response.headers().firstValue("Idempotent-Replayed").isPresent(),
                Duration.ofSeconds(
                        response.headers().firstValueAsLong("Retry-After").orElse(0)),
                response.statusCode() == 200 ? "" : problemIn(response.body()));
    }

    private static String problemIn(String body) {
        try {
            return JsonObject.parse(body).string("type").orElse("");
        } catch (RuntimeException other) {
            return "";
        }
    }

    private HttpRequest.Builder request() {
        List<URI> instances = live.get();
        URI one = instances.get(Math.floorMod(next.getAndIncrement() * 7919, instances.size()));
        return HttpRequest.newBuilder(one.resolve("/fortune")).timeout(ANSWER_DEADLINE);
    }

    private void pause(Duration wanted) throws InterruptedException {
        long millis = Math.min(LONGEST_WAIT_MILLIS, Math.max(50, wanted.toMillis()));
        if (never.await(millis, TimeUnit.MILLISECONDS)) {
            throw new InterruptedException("The customers went home");
        }
    }

    /** What a customer got when it asked again for what it had already got. */
    enum SecondTime {
        SAME_ANSWER,
        OTHER_ANSWER,
        FRESH_ANSWER,
        REFUSED,
        NONE
    }

    /** Asks again, with a credential that was answered before. */
    SecondTime askAgain(Purchase purchase) throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            Reply reply = send(purchase);
            if (reply != null && reply.status() == 200) {
                if (!reply.replayed()) {
                    return SecondTime.FRESH_ANSWER;
                }
                return reply.body().equals(purchase.body) ? SecondTime.SAME_ANSWER : SecondTime.OTHER_ANSWER;
            }
            if (reply != null && reply.status() < 500 && reply.status() != 409) {
                return SecondTime.REFUSED;
            }
            pause(Duration.ofMillis(500));
        }
        return SecondTime.NONE;
    }

    Collection<Purchase> purchases() {
        return purchases;
    }

    /** How many answers came since a moment of {@link System#nanoTime}. */
    long answersSince(long nanos) {
        return answeredAt.stream().filter(at -> at - nanos >= 0).count();
    }

    /** How long nobody got anything, at most, in milliseconds. */
    long longestGapMillis() {
        long longest = 0;
        long last = 0;
        for (long at : answeredAt.stream().sorted().toList()) {
            longest = last == 0 ? 0 : Math.max(longest, at - last);
            last = at;
        }
        return TimeUnit.NANOSECONDS.toMillis(longest);
    }

    /** The figures. */
    @Override
    public String toString() {
        return purchases.size() + " purchases, "
                + purchases.stream().filter(Purchase::isAnswered).count() + " answered, "
                + purchases.stream().filter(one -> one.tries > 1).count() + " only after being sent again ("
                + unanswered.sum() + " connections lost, "
                + conflicts.sum() + " times 409, "
                + unavailable.sum() + " times 5xx), "
                + replays.sum() + " answers repeated, longest gap " + longestGapMillis() + " ms";
    }

    @Override
    public void close() {
        never.countDown();
        threads.shutdownNow();
    }
}
