package org.mpp4j.client;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mpp4j.protocol.BodyDigest;

/** What a request sends, read once more to compute its digest. */
final class RequestBody {

    private static final long PATIENCE_SECONDS = 60;

    private RequestBody() {}

    static BodyDigest digest(HttpRequest request) throws IOException, InterruptedException {
        HttpRequest.BodyPublisher publisher = request.bodyPublisher().orElse(null);
        if (publisher == null || publisher.contentLength() == 0) {
            return BodyDigest.of(new byte[0]);
        }
        Hasher hasher = new Hasher();
        publisher.subscribe(hasher);
        try {
            return BodyDigest.ofSha256(hasher.done.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException failed) {
            throw new IOException(
                    "The body of the request can't be published once more, to compute its digest", failed);
        }
    }

    private static final class Hasher implements Flow.Subscriber<ByteBuffer> {

        private final MessageDigest sha256 = BodyDigest.newSha256();
        private final CompletableFuture<byte[]> done = new CompletableFuture<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer buffer) {
            sha256.update(buffer);
        }

        @Override
        public void onError(Throwable failure) {
            done.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            done.complete(sha256.digest());
        }
    }
}
