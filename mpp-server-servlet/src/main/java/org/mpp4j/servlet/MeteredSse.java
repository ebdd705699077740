package org.mpp4j.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.regex.Pattern;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.session.NeedMore;

/**
 * An answer of server-sent events of which each is charged before it is written:
 *
 * <pre>{@code
 * MeteredSse events = MeteredSse.start(request, response);
 * model.stream(prompt, token -> events.send(token), () -> events.end());
 * }</pre>
 *
 * <p>When the client's session runs out the stream says so with an event ({@code payment-need-voucher},
 * {@code payment-need-topup}), waits without a thread, and goes on when the client has authorized more, which it does with
 * another request. If the client is gone, authorizes nothing in time, or closes its session, the stream ends, nothing more is
 * charged, and what was charged and not written is given back.
 *
 * <p>At its end stands the receipt ({@code payment-receipt}). Behind that comes one event at most: what {@link #end(String)} was
 * given, such as {@code [DONE]}, if the stream is complete, or {@code session-timeout} if the client was waited for in vain and
 * the rail has that event (draft-tempo-session sections "Insufficient Balance During Streaming" and "Receipt Generation",
 * draft-lightning-session sections "session-timeout Event" and "Streaming Receipt Event").
 *
 * <p>On a request that was paid for once everything may be written without further charge.
 *
 * <p>Events are written in the order in which they were sent, from any thread. Whoever produces faster than the client reads
 * waits for the stage that {@link #send} answers; no more than {@value #MOST_WAITING} events may wait. Thread-safe.
 *
 * @since 0.1
 */
public final class MeteredSse {

    /** How many events may wait to be written. */
    public static final int MOST_WAITING = 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

    private static final MeteredStream.Framing FRAMING = new MeteredStream.Framing() {
        @Override
        public byte[] needMore(NeedMore more) {
            return event(more.event(), more.data().toCanonicalString());
        }

        @Override
        public byte[] receipt(Receipt receipt) {
            return event("payment-receipt", receipt.json().toCanonicalString());
        }
    };

    private final MeteredStream stream;

    private MeteredSse(MeteredStream stream) {
        this.stream = stream;
    }

    /**
     * Starts the answer. The request is handled asynchronously from here on; the servlet and all filters in front of it have to
     * support that.
     *
     * @param request that was paid for
     * @param response of the handler
     * @return the stream
     * @throws IllegalStateException if the request wasn't paid for, or can't be handled asynchronously
     */
    public static MeteredSse start(HttpServletRequest request, HttpServletResponse response) {
        return start(request, response, PATIENCE);
    }

    /**
     * Starts the answer.
     *
     * @param request that was paid for
     * @param response of the handler
     * @param patience how long to wait for a client that has to authorize more; a minute by default
     * @return the stream
     * @throws IllegalStateException if the request wasn't paid for, or can't be handled asynchronously
     */
    public static MeteredSse start(HttpServletRequest request, HttpServletResponse response, Duration patience) {
        Payment payment = Payment.from(request);
        MeteredStream.requireAsync(request);
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-cache, no-transform");
        response.setHeader("X-Accel-Buffering", "no"); // nginx would keep events back otherwise
        return new MeteredSse(MeteredStream.start(request, response, payment, patience, FRAMING));
    }

    /**
     * Sends all that a publisher has, one unit each, no faster than the client reads and pays. Ends the stream when the
     * publisher is done or fails, and cancels the subscription when the stream is over.
     *
     * @param request that was paid for
     * @param response of the handler
     * @param publisher of the data of events
     * @return the stream
     */
    public static MeteredSse serve(
            HttpServletRequest request, HttpServletResponse response, Flow.Publisher<String> publisher) {
        MeteredSse events = start(request, response);
        publisher.subscribe(new OneByOne(events));
        return events;
    }

    /**
     * Sends an event for one unit.
     *
     * @param data of any number of lines
     * @return completes with true when it is on its way to the client, with false if it isn't sent because the stream is over
     */
    public CompletionStage<Boolean> send(String data) {
        return send("message", data, 1);
    }

    /**
     * Sends an event.
     *
     * @param event its name, a single line
     * @param data of any number of lines
     * @param units that it costs; 0 for one that is free
     * @return completes with true when it is on its way to the client, with false if it isn't sent because the stream is over
     */
    public CompletionStage<Boolean> send(String event, String data, long units) {
        if (LINE_END.matcher(event).find()) {
            throw new IllegalArgumentException("The name of an event is a single line");
        }
        return stream.send(event(event, data), units);
    }

    /** Ends the stream: when all that was sent is written the receipt follows, and the answer is complete. */
    public void end() {
        stream.end(MeteredStream.NOTHING);
    }

    /**
     * Ends the stream with an event that costs nothing and stands behind the receipt, such as the {@code [DONE]} by which many
     * streams tell that they are complete (draft-lightning-session section "Streaming Receipt Event"). A stream that ends for
     * another reason ends without it.
     *
     * @param data of the last event
     */
    public void end(String data) {
        stream.end(event("message", data));
    }

    /**
     * Completes when the stream is over, whoever ended it.
     *
     * @return a stage that never fails
     */
    public CompletionStage<Void> over() {
        return stream.over();
    }

    private static byte[] event(String name, String data) {
        StringBuilder text = new StringBuilder(data.length() + 32);
        text.append("event: ").append(name).append('\n');
        for (String line : LINE_END.split(Objects.requireNonNull(data, "data"), -1)) {
            text.append("data: ").append(line).append('\n');
        }
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Asks for the next when the last one is on its way. */
    private static final class OneByOne implements Flow.Subscriber<String> {

        private final MeteredSse events;
        private volatile Flow.@org.jspecify.annotations.Nullable Subscription subscription;

        OneByOne(MeteredSse events) {
            this.events = events;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            events.over().thenRun(given::cancel);
            given.request(1);
        }

        @Override
        public void onNext(String data) {
            events.send(data).thenAccept(isSent -> {
                Flow.Subscription going = subscription;
                if (isSent && going != null) {
                    going.request(1);
                }
            });
        }

        @Override
        public void onError(Throwable failure) {
            events.end();
        }

        @Override
        public void onComplete() {
            events.end();
        }
    }
}
