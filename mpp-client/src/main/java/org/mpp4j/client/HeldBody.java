package org.mpp4j.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A response's body: the caller's, or that of a 402, which is held back until it is clear whether the caller gets to see it.
 * Only so much of it is taken, and only for so long, as its server may be hostile and its challenges are in the header.
 */
sealed interface HeldBody<T> {

    int PAYMENT_REQUIRED = 402;
    int MAX_BYTES = 1 << 20;
    Duration LONGEST = Duration.ofSeconds(10);

    /** What the caller's handler made of it. */
    record Passed<T>(@Nullable T body) implements HeldBody<T> {}

    /** What came of the body of a 402. */
    record Kept<T>(ResponseInfo info, byte[] bytes, boolean complete) implements HeldBody<T> {

        /** Hands the bytes to the caller's handler. */
        @Nullable
        T passTo(BodyHandler<T> handler) throws IOException {
            BodySubscriber<T> subscriber = handler.apply(info);
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long n) {}

                @Override
                public void cancel() {}
            });
            if (bytes.length > 0) {
                subscriber.onNext(List.of(ByteBuffer.wrap(bytes).asReadOnlyBuffer()));
            }
            if (complete) {
                subscriber.onComplete();
            } else {
                subscriber.onError(new IOException("The body of the 402 is longer than " + MAX_BYTES
                        + " bytes, or took longer than " + LONGEST.toSeconds() + " seconds"));
            }
            try {
                return subscriber.getBody().toCompletableFuture().join();
            } catch (CompletionException failed) {
                throw failed.getCause() instanceof IOException io ? io : new IOException(failed.getCause());
            }
        }
    }

    /** Holds the bodies of 402 responses, passes all others on. */
    static <T> BodyHandler<HeldBody<T>> handler(BodyHandler<T> callers) {
        return info -> info.statusCode() == PAYMENT_REQUIRED
                ? new Holder<>(info)
                : BodySubscribers.mapping(callers.apply(info), Passed::new);
    }

    /** Takes in what comes. */
    final class Holder<T> implements BodySubscriber<HeldBody<T>> {

        private final ResponseInfo info;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        /** Whether all came. */
        private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

        private Flow.@Nullable Subscription subscription;

        Holder(ResponseInfo info) {
            this.info = info;
        }

        @Override
        public CompletionStage<HeldBody<T>> getBody() {
            return ended.thenApply(this::kept);
        }

        private synchronized HeldBody<T> kept(boolean complete) {
            if (!complete && subscription != null) {
                subscription.cancel();
            }
            return new Kept<>(info, received.toByteArray(), complete);
        }

        @Override
        public synchronized void onSubscribe(Flow.Subscription started) {
            subscription = started;
            var unused = ended.completeOnTimeout(false, LONGEST.toMillis(), TimeUnit.MILLISECONDS);
            started.request(Long.MAX_VALUE);
        }

        @Override
        public synchronized void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                if (ended.isDone()) {
                    return;
                }
                boolean fits = buffer.remaining() <= MAX_BYTES - received.size();
                byte[] bytes = new byte[fits ? buffer.remaining() : MAX_BYTES - received.size()];
                buffer.get(bytes);
                received.writeBytes(bytes);
                if (!fits) {
                    ended.complete(false);
                }
            }
        }

        /** A body that broke off hides no challenge. */
        @Override
        public void onError(Throwable failure) {
            ended.complete(false);
        }

        @Override
        public void onComplete() {
            ended.complete(true);
        }
    }
}
