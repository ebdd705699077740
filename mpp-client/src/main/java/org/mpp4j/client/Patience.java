package org.mpp4j.client;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * How often and how long the answer to a paid request is waited for.
 *
 * @param repeats how often the same credential is sent again
 * @param total how long the waits may be together
 * @param delays gives an executor that runs what it gets after so much time
 */
record Patience(int repeats, Duration total, Function<Duration, Executor> delays) {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    /** The server says when to ask again: the payment is being settled, or its outcome isn't known yet. */
    private static final Set<Integer> OUTCOME_TO_COME = Set.of(409, 429, 503);

    /** A proxy lost the server, which may have got the request. */
    private static final Set<Integer> ANSWER_LOST = Set.of(502, 504);

    static Executor onTimer(Duration duration) {
        return CompletableFuture.delayedExecutor(duration.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How long to wait after a response before the same credential is sent again, or empty if the response is final. */
    Optional<Duration> waitAfter(HttpResponse<?> response, int repeatsSoFar) {
        if (ANSWER_LOST.contains(response.statusCode())) {
            return Optional.of(retryAfter(response).orElseGet(() -> waitAfterFailure(repeatsSoFar)));
        }
        return OUTCOME_TO_COME.contains(response.statusCode()) ? retryAfter(response) : Optional.empty();
    }

    /** The form in seconds only; a date would need the server's clock. */
    private static Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,9}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
    }

    /** How long to wait after a connection failed: twice as long each time. */
    Duration waitAfterFailure(int repeatsSoFar) {
        return FIRST_PAUSE.multipliedBy(1L << Math.min(repeatsSoFar, 16));
    }

    void pause(Duration duration) throws InterruptedException {
        try {
            CompletableFuture.runAsync(() -> {}, delays.apply(duration)).get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("Doing nothing can't fail", impossible);
        }
    }
}
