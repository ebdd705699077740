package org.mpp4j.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.session.NeedMore;

/**
 * An answer in pieces of any kind, each charged before it is written. As {@link MeteredSse} it waits without a thread when the
 * client's session runs out, but a plain body has no place to say so: clients that want to go on look at the receipt in the
 * header fields and authorize enough ahead. The last receipt comes as a trailer field if the client takes trailers
 * ({@code TE: trailers}).
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public final class MeteredBody {

    private static final byte[] NOTHING = {};

    private static final MeteredStream.Framing FRAMING = new MeteredStream.Framing() {
        @Override
        public byte[] needMore(NeedMore more) {
            return NOTHING;
        }

        @Override
        public byte[] receipt(Receipt receipt) {
            return NOTHING;
        }
    };

    private final MeteredStream stream;

    private MeteredBody(MeteredStream stream) {
        this.stream = stream;
    }

    /**
     * Starts the answer. The request is handled asynchronously from here on.
     *
     * @param request that was paid for
     * @param response of the handler, with its content type set
     * @param patience how long to wait for a client that has to authorize more
     * @return the stream
     * @throws IllegalStateException if the request wasn't paid for, or can't be handled asynchronously
     */
    public static MeteredBody start(HttpServletRequest request, HttpServletResponse response, Duration patience) {
        Payment payment = Payment.from(request);
        MeteredStream.requireAsync(request);
        if (takesTrailers(request)) {
            response.setTrailerFields(
                    () -> Map.of(Receipt.HEADER, payment.receipt().toHeader()));
        }
        return new MeteredBody(MeteredStream.start(request, response, payment, patience, FRAMING));
    }

    private static boolean takesTrailers(HttpServletRequest request) {
        return Collections.list(request.getHeaders("TE")).stream()
                .anyMatch(field -> field.toLowerCase(Locale.ROOT).contains("trailers"));
    }

    /**
     * Sends a piece.
     *
     * @param piece bytes, which aren't changed any more
     * @param units that it costs; 0 for one that is free
     * @return completes with true when it is on its way to the client, with false if it isn't sent because the stream is over
     */
    public CompletionStage<Boolean> send(byte[] piece, long units) {
        return stream.send(piece, units);
    }

    /** Ends the stream when all that was sent is written. */
    public void end() {
        stream.end(MeteredStream.NOTHING);
    }

    /**
     * Completes when the stream is over, whoever ended it.
     *
     * @return a stage that never fails
     */
    public CompletionStage<Void> over() {
        return stream.over();
    }
}
