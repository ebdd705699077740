package org.mpp4j.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Counts the units of a body that has been paid for as they come: the events of a stream, else the body as a whole. Goes on to
 * its end when whoever reads it doesn't want more, as what comes then was charged, too.
 */
final class CountedBody<T> implements BodySubscriber<T> {

    private static final String END = "\n\n";
    private static final String UNIT = "event: message\n";

    private final BodySubscriber<T> reader;
    private final ChannelBook.Purchase purchase;
    private final boolean isStream;
    private final StringBuilder begun = new StringBuilder();
    private volatile boolean isUnwanted;

    CountedBody(BodySubscriber<T> reader, ChannelBook.Purchase purchase, boolean isStream) {
        this.reader = reader;
        this.purchase = purchase;
        this.isStream = isStream;
    }

    @Override
    public CompletionStage<T> getBody() {
        return reader.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        reader.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                subscription.request(count);
            }

            @Override
            public void cancel() {
                isUnwanted = true;
                subscription.request(Long.MAX_VALUE);
            }
        });
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (isStream) {
            buffers.forEach(buffer -> begun.append(UTF_8.decode(buffer.duplicate())));
            purchase.delivered(takeUnits());
        }
        if (!isUnwanted) {
            reader.onNext(buffers);
        }
    }

    private int takeUnits() {
        int units = 0;
        for (int end = begun.indexOf(END); end >= 0; end = begun.indexOf(END)) {
            units += begun.indexOf(UNIT) == 0 ? 1 : 0;
            begun.delete(0, end + END.length());
        }
        return units;
    }

    @Override
    public void onError(Throwable failure) {
        purchase.broken();
        if (!isUnwanted) {
            reader.onError(failure);
        }
    }

    @Override
    public void onComplete() {
        if (!isStream) {
            purchase.delivered(1);
        }
        purchase.complete();
        if (!isUnwanted) {
            reader.onComplete();
        }
    }
}
