package org.mpp4j.tempo.client;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests, and tells of the header of an answer before its body is there: receipts are in the header, and others may be
 * waiting for what it says. Bodies of 402 answers are dropped. Thread-safe.
 *
 * @param client that follows no redirects
 */
record SessionHttp(HttpClient client) {

    private static final int PAYMENT_REQUIRED = 402;

    /** An answer of which the header has come. */
    record Answer<T>(ResponseInfo info, CompletableFuture<HttpResponse<T>> whole) {

        int status() {
            return info.statusCode();
        }

        HttpHeaders headers() {
            return info.headers();
        }

        boolean isPaymentRequired() {
            return status() == PAYMENT_REQUIRED;
        }

        boolean isSuccess() {
            return status() / 100 == 2;
        }

        /** The answer with its body. */
        HttpResponse<T> await() throws IOException, InterruptedException {
            return result(whole, whole);
        }

        /** Reads no further. */
        void cancel() {
            whole.cancel(true);
        }
    }

    <T> Answer<T> send(HttpRequest request, BodyHandler<T> handler) throws IOException, InterruptedException {
        CompletableFuture<ResponseInfo> head = new CompletableFuture<>();
        CompletableFuture<HttpResponse<T>> whole = client.sendAsync(request, info -> {
            head.complete(info);
            return info.statusCode() == PAYMENT_REQUIRED ? new Dropped<>() : handler.apply(info);
        });
        var unused = whole.whenComplete((response, failure) -> {
            if (failure != null) {
                head.completeExceptionally(failure);
            }
        });
        return new Answer<>(result(head, whole), whole);
    }

    /** Sends a request of which the body of the answer doesn't matter. */
    Answer<Void> sendForHeader(HttpRequest request) throws IOException, InterruptedException {
        return send(request, info -> new Dropped<>());
    }

    private static <R> R result(CompletableFuture<R> awaited, Future<?> exchange)
            throws IOException, InterruptedException {
        try {
            return awaited.get();
        } catch (InterruptedException interrupted) {
            exchange.cancel(true);
            throw interrupted;
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            while (cause instanceof java.util.concurrent.CompletionException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            if (cause instanceof IOException io) {
                throw io;
            }
            if (cause instanceof RuntimeException bug) {
                throw bug;
            }
            throw new IOException(cause);
        }
    }

    /** Takes a body in, as long as it is short and comes soon, and has nothing to show for it. */
    private static final class Dropped<T> implements BodySubscriber<T> {

        private static final int LONGEST = 1 << 16;
        private static final Duration PATIENCE = Duration.ofSeconds(5);

        private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
        private Flow.@Nullable Subscription subscription;
        private int received;

        @Override
        @SuppressWarnings("NullAway") // as handlers such as discarding() have it
        public CompletionStage<T> getBody() {
            return ended.thenApply(nothing -> {
                cancel();
                return null;
            });
        }

        private synchronized void cancel() {
            if (subscription != null) {
                subscription.cancel();
            }
        }

        @Override
        public synchronized void onSubscribe(Flow.Subscription started) {
            subscription = started;
            var unused = ended.completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            started.request(Long.MAX_VALUE);
        }

        @Override
        public synchronized void onNext(List<ByteBuffer> buffers) {
            received += buffers.stream().mapToInt(ByteBuffer::remaining).sum();
            if (received > LONGEST) {
                ended.complete(null);
            }
        }

        @Override
        public void onError(Throwable failure) {
            ended.complete(null);
        }

        @Override
        public void onComplete() {
            ended.complete(null);
        }
    }
}
