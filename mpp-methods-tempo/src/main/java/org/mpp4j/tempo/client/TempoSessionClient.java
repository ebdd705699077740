package org.mpp4j.tempo.client;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mpp4j.client.PaymentFailedException;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.protocol.WwwAuthenticate;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.client.SessionHttp.Answer;
import org.mpp4j.tempo.internal.client.SessionOrder;
import org.mpp4j.tempo.internal.session.NeedVoucher;

/**
 * Pays as it goes (draft-tempo-session, version 2): opens a channel with a deposit when a server first asks for one, pays each
 * request and each event of a stream with a voucher out of it, puts more in when that is used up, and closes the channel when it is
 * told to, which brings back what is left.
 *
 * <pre>{@code
 * TempoSessionClient client = TempoSessionClient.builder()
 *         .signer(TempoWallet.fromEnvironment("PAYER_KEY"))
 *         .network(TempoNetwork.MODERATO)
 *         .limits(SpendingLimits.of(Allowance.of("tempo", currency, Amount.ofBaseUnits(10_000)).total(Amount.ofBaseUnits(2_000_000))))
 *         .maxUnitPrice(Amount.ofBaseUnits(1_000))
 *         .maxDeposit(Amount.ofBaseUnits(5_000_000))
 *         .build();
 * client.stream(HttpRequest.newBuilder(uri).build(), event -> show(event.data()));
 * client.close(uri);
 * }</pre>
 *
 * <p>A voucher is never for more than its limits allow, than is in the channel, and than requests and events account for; each
 * receipt is held against what was signed. There is one channel for each server, recipient and currency. Requests on it may run
 * side by side; only opening, putting more in and closing makes the others wait.
 *
 * <p>{@link java.net.http.HttpClient} repeats a GET by itself when a connection that was used before ends without an answer. A
 * server that had charged the first one charges the second one, too. Who minds gives each request an {@code Idempotency-Key};
 * streams can't have one.
 *
 * <p>Thread-safe. Nothing has to be closed but the channels, and those only to get money back: a later client with the same
 * {@link ChannelKeeper} goes on with them.
 *
 * @since 0.1
 */
public final class TempoSessionClient {

    private static final String EVENT_STREAM = "text/event-stream";
    private static final String NEED_VOUCHER = NeedVoucher.EVENT;
    private static final String RECEIPT = "payment-receipt";
    private static final int MOST_DEMANDS_AT_ONCE = 100;

    private final SessionSettings settings;
    private final String account;
    private final Map<String, PaidChannel> channels = new ConcurrentHashMap<>();

    TempoSessionClient(SessionSettings settings, long chainId) {
        this.settings = settings;
        this.account = settings.signer().address() + " on chain " + chainId;
        settings.keeper().load().forEach((name, state) -> {
            ChannelAccount kept = ChannelAccount.read(state);
            // Of another account, or on another chain: not to be touched, nor to be counted.
            if (kept.descriptor().payer().equals(settings.signer().address())
                    && kept.contract().chainId() == chainId) {
                settings.deposits().add(kept.descriptor().token(), kept.atStake());
                channels.put(name, new PaidChannel(name, settings, kept));
            }
        });
    }

    /**
     * Starts a client.
     *
     * @return a builder, which needs a signer, a network and limits
     */
    public static TempoSessionClientBuilder builder() {
        return new TempoSessionClientBuilder();
    }

    /**
     * Sends a request, and pays for it if the server asks for a session on Tempo. The body of a request may be sent twice.
     *
     * @param request without a credential
     * @param handler for the body of the final answer; that of a 402 is dropped
     * @param <T> the type of the body
     * @return the answer, which is never a 402; the receipt, if there is one, is in its header
     * @throws PaymentFailedException if it can't be paid for within the limits, if the server wants more than it can account for,
     *     or if its receipt can't be right
     * @throws IOException if no answer comes; the request may be paid for
     * @throws InterruptedException if the thread was interrupted; the request may be paid for
     */
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return pay(request, handler).answer().await();
    }

    /** An answer, and what was paid for it. */
    private record Paid<T>(
            Answer<T> answer,
            @Nullable SessionOrder order,
            @Nullable PaidChannel channel) {}

    private <T> Paid<T> pay(HttpRequest request, BodyHandler<T> handler) throws IOException, InterruptedException {
        SessionOrder order = settings.offers().known(request).orElse(null);
        if (order == null) {
            Answer<T> answer = settings.http().send(request, handler);
            if (!answer.isPaymentRequired()) {
                return new Paid<>(answer, null, null);
            }
            order = settings.offers().choose(answer.headers(), request, null);
        }
        PaidChannel channel = channel(request.uri(), order);
        Answer<T> answer = channel.send(order, request, handler, false);
        boolean isUnknown = channel.isUnknown(answer, order, request.uri());
        if (answer.isPaymentRequired() || isUnknown) {
            if (isUnknown) {
                answer.cancel();
            }
            // Whoever answers that there is no such channel may ask for nothing: then it still asks for what it did
            // before.
            if (answer.headers().firstValue(WwwAuthenticate.HEADER).isPresent() || !isUnknown) {
                order = settings.offers().choose(answer.headers(), request, order);
            }
            answer = channel.send(order, request, handler, !isUnknown);
        }
        if (answer.isPaymentRequired()) {
            throw channel.refusedAgain(order);
        }
        return new Paid<>(answer, order, channel);
    }

    private PaidChannel channel(URI uri, SessionOrder order) {
        return channels.computeIfAbsent(name(uri, order), name -> new PaidChannel(name, settings, null));
    }

    private static String name(URI uri, SessionOrder order) {
        return (SessionOffers.origin(uri) + " " + order.recipient() + " " + order.currency() + " "
                        + order.details().operator())
                .toLowerCase(Locale.ROOT);
    }

    /**
     * Sends a request whose answer is a stream of events, and pays for them as they come. Returns when the stream ends.
     *
     * @param request without a credential
     * @param events gets each event in turn, in the calling thread. If it throws, the stream is read no further, and nothing
     *     more is paid
     * @return the receipt at the end of the stream, or empty if there was none
     * @throws PaymentFailedException if the stream can't be paid for within the limits, wants more than it delivers, or has a
     *     receipt that can't be right
     * @throws IOException if the answer isn't such a stream, or breaks off
     * @throws InterruptedException if the thread was interrupted
     */
    public Optional<Receipt> stream(HttpRequest request, Consumer<? super StreamedEvent> events)
            throws IOException, InterruptedException {
        HttpRequest asking = HttpRequest.newBuilder(request, (name, value) -> !name.equalsIgnoreCase("Accept"))
                .setHeader("Accept", EVENT_STREAM)
                .build();
        Paid<InputStream> paid = pay(asking, BodyHandlers.ofInputStream());
        HttpResponse<InputStream> response = paid.answer().await();
        try (InputStream body = response.body()) {
            String type = response.headers().firstValue("Content-Type").orElse("");
            if (!paid.answer().isSuccess() || !type.toLowerCase(Locale.ROOT).startsWith(EVENT_STREAM)) {
                throw new IOException(
                        "The answer isn't a stream of events; it has the status " + response.statusCode());
            }
            return new Stream(request.uri(), paid, settings.maxUnitsAhead(), events).read(new ServerEvents(body));
        }
    }

    /** One stream, from its first event to its last. */
    private static final class Stream {

        private final URI uri;
        private final @Nullable SessionOrder order;
        private final @Nullable PaidChannel channel;
        private final BigInteger mostAhead;
        private final Consumer<? super StreamedEvent> events;

        /** What was authorized, and how often, since the last event. */
        private BigInteger ahead = BigInteger.ZERO;

        private int demands;

        Stream(URI uri, Paid<?> paid, long maxUnitsAhead, Consumer<? super StreamedEvent> events) {
            this.uri = uri;
            this.order = paid.order();
            this.channel = paid.channel();
            this.mostAhead =
                    order == null ? BigInteger.ZERO : order.price().multiply(BigInteger.valueOf(maxUnitsAhead));
            this.events = events;
        }

        Optional<Receipt> read(ServerEvents stream) throws IOException, InterruptedException {
            Receipt last = null;
            for (StreamedEvent event = stream.next(); event != null; event = stream.next()) {
                if (event.name().equals(NEED_VOUCHER)) {
                    feed(event);
                } else if (event.name().equals(RECEIPT)) {
                    last = confirm(event);
                } else {
                    ahead = BigInteger.ZERO;
                    demands = 0;
                    events.accept(event);
                }
            }
            return Optional.ofNullable(last);
        }

        private void feed(StreamedEvent event) throws IOException, InterruptedException {
            if (order == null || channel == null) {
                throw new PaymentFailedException("A stream that wasn't paid for asks for a voucher", false);
            }
            if (++demands > MOST_DEMANDS_AT_ONCE) {
                throw new PaymentFailedException("The stream asks for vouchers and delivers nothing", false);
            }
            ahead = ahead.add(channel.feed(order, demand(event), mostAhead.subtract(ahead), uri));
        }

        private static NeedVoucher demand(StreamedEvent event) {
            try {
                return NeedVoucher.read(JsonObject.parse(event.data()));
            } catch (ProtocolException malformed) {
                throw new PaymentFailedException("What the stream asks for can't be read", false);
            }
        }

        private Receipt confirm(StreamedEvent event) {
            if (channel == null) {
                throw new PaymentFailedException("A stream that wasn't paid for has a receipt", false);
            }
            try {
                return channel.confirm(JsonObject.parse(event.data()));
            } catch (ProtocolException malformed) {
                throw new PaymentFailedException("The receipt can't be read", true);
            }
        }
    }

    /**
     * Closes the channel that pays for something: the server takes what was used, and the rest comes back. Requests that are
     * under way have to end first.
     *
     * @param resource that was paid for
     * @return the receipt of the close, or empty if the server gives none
     * @throws PaymentFailedException if there is no channel, the server doesn't close it, or its receipt can't be right
     * @throws IOException if no answer comes; the channel may be closed, and the next request finds out
     * @throws InterruptedException if the thread was interrupted
     */
    public Optional<Receipt> close(URI resource) throws IOException, InterruptedException {
        SessionOrder order = settings.offers().knownAt(resource).orElse(null);
        if (order == null) {
            HttpRequest bare = SessionCredentials.bare(resource);
            Answer<Void> answer = settings.http().sendForHeader(bare);
            if (!answer.isPaymentRequired()) {
                answer = settings.http().sendForHeader(SessionCredentials.head(resource));
            }
            if (!answer.isPaymentRequired()) {
                throw new PaymentFailedException("The server doesn't say how to close a channel there", false);
            }
            order = settings.offers().choose(answer.headers(), bare, null);
        }
        return channel(resource, order).close(order, resource);
    }

    /**
     * What is in all channels together, or may be.
     *
     * @param currency a token
     * @return in base units
     */
    public Amount deposited(TempoAddress currency) {
        return Amount.ofBaseUnits(settings.deposits().in(Objects.requireNonNull(currency, "currency")));
    }

    /** Account and chain. */
    @Override
    public String toString() {
        return "TempoSessionClient[" + account + "]";
    }
}
