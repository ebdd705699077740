package org.mpp4j.interop;

import java.math.BigInteger;
import java.net.Authenticator;
import java.net.ConnectException;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.tempo.internal.session.SessionReceipt;

/** Notes what requests authorize before they leave, and what of their answers arrives, whatever becomes of them after that. */
final class NotingHttpClient extends HttpClient {

    private static final int OK = 200;

    /** Answers to an idempotency key that is in use, or was, by an answer that isn't kept. */
    private static final Set<Integer> TAKEN_IN_BEFORE = Set.of(409, 422);

    private final HttpClient real =
            HttpClient.newBuilder().version(Version.HTTP_1_1).build();
    private final Map<String, BigInteger> prices;
    private final IntSupplier outage;
    private final Map<String, ChannelBook> books = new ConcurrentHashMap<>();

    /**
     * A client.
     *
     * @param prices by path, what a unit costs there
     * @param outage a number for each time that the server is down, and 0 when it is up: nobody has taken a request in that begins
     *     and finds nobody to connect to in the same
     */
    NotingHttpClient(Map<String, BigInteger> prices, IntSupplier outage) {
        this.prices = prices;
        this.outage = outage;
    }

    /** Of all channels that were ever used. */
    Collection<ChannelBook> books() {
        return books.values();
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
        List<String> tokens = PaymentAuthorization.tokens(request.headers().allValues(PaymentAuthorization.HEADER));
        if (tokens.isEmpty()) {
            return real.sendAsync(request, handler);
        }
        JsonObject payload = Credential.parse(tokens.get(0)).payload();
        ChannelBook book = books.computeIfAbsent(payload.requireString("channelId"), ChannelBook::new);
        payload.string("cumulativeAmount").ifPresent(amount -> book.sign(new BigInteger(amount)));
        if (request.method().equals("GET")) {
            return buy(request, handler, book);
        }
        // Its receipt names the client's own last voucher, even if the channel was being closed before that one was
        // signed.
        boolean isClose = payload.requireString("action").equals("close");
        return real.sendAsync(request, info -> {
            if (!isClose) {
                note(book, info.headers());
            }
            return handler.apply(info);
        });
    }

    private <T> CompletableFuture<HttpResponse<T>> buy(HttpRequest request, BodyHandler<T> handler, ChannelBook book) {
        ChannelBook.Purchase purchase = book.begin(prices.get(request.uri().getPath()));
        // Else a request that can't connect may be the second attempt, which this client makes by itself. It may also
        // have begun
        // in the moment in which the server listened and nobody had noticed, and was killed again before it could
        // answer.
        int begunIn = outage.getAsInt();
        return real.sendAsync(request, info -> {
                    note(book, info.headers());
                    if (TAKEN_IN_BEFORE.contains(info.statusCode())) {
                        purchase.repeated(info.statusCode());
                        return handler.apply(info);
                    }
                    if (info.statusCode() != OK) {
                        purchase.refused(info.statusCode());
                        return handler.apply(info);
                    }
                    boolean isStream =
                            info.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
                    return new CountedBody<>(handler.apply(info), purchase, isStream);
                })
                .whenComplete((response, failure) -> {
                    boolean isUnheard = begunIn != 0 && begunIn == outage.getAsInt();
                    if (failure != null && isUnheard && isNotConnected(failure)) {
                        purchase.unheard();
                    } else if (failure != null) {
                        purchase.broken();
                    }
                });
    }

    private static boolean isNotConnected(Throwable failure) {
        return failure instanceof ConnectException || failure.getCause() instanceof ConnectException;
    }

    private static void note(ChannelBook book, HttpHeaders answer) {
        answer.firstValue(Receipt.HEADER)
                .map(header -> SessionReceipt.of(Receipt.parse(header)))
                .ifPresent(receipt -> book.accepted(receipt.acceptedCumulative()));
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) {
        return sendAsync(request, handler).join();
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushes) {
        return sendAsync(request, handler);
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return real.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return real.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return real.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return real.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return real.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return real.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return real.authenticator();
    }

    @Override
    public Version version() {
        return real.version();
    }

    @Override
    public Optional<Executor> executor() {
        return real.executor();
    }
}
