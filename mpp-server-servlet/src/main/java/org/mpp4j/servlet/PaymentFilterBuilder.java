package org.mpp4j.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.PaymentMethod;

/**
 * Builds a {@link PaymentFilter}. Not thread-safe.
 *
 * @since 0.1
 */
public final class PaymentFilterBuilder {

    /** The longest body by default, in bytes. */
    public static final long DEFAULT_BODY_LIMIT = 2L * 1024 * 1024;

    /** How much of a body is kept in memory by default, in bytes. */
    public static final int DEFAULT_BODY_IN_MEMORY = 64 * 1024;

    /** How much of an answer is kept back by default until it is paid for, in bytes. */
    public static final int DEFAULT_HOLD_LIMIT = 256 * 1024;

    private final PaymentGate gate;
    private final Map<String, PaymentMethod> methods = new LinkedHashMap<>();
    private final Map<String, Tariff> servletTariffs = new LinkedHashMap<>();
    private final Map<PathPattern, Tariff> pathTariffs = new LinkedHashMap<>();
    private TransportSecurity.Policy transport = TransportSecurity.Policy.TLS;
    private long bodyLimit = DEFAULT_BODY_LIMIT;
    private int bodyInMemory = DEFAULT_BODY_IN_MEMORY;
    private int holdLimit = DEFAULT_HOLD_LIMIT;
    private boolean settleOnSuccess;
    private boolean exposeHeaders;
    private @Nullable Executor settleOn;
    private int ownThreads;
    private Duration settleWithin = Duration.ofMinutes(1);
    private Function<? super HttpServletRequest, @Nullable String> client = RemoteClient::of;

    PaymentFilterBuilder(PaymentGate gate) {
        this.gate = Objects.requireNonNull(gate, "gate");
    }

    /**
     * Adds payment methods for servlets with {@link Paid}.
     *
     * @param added each with a name of its own
     * @return this
     * @throws ConfigurationException if two have one name and intent
     */
    public PaymentFilterBuilder methods(PaymentMethod... added) {
        for (PaymentMethod method : added) {
            String kind = method.name() + "/" + method.intent();
            if (methods.putIfAbsent(kind, method) != null) {
                throw new ConfigurationException("There are two payment methods " + kind
                        + "; for several prices through one method give each its tariff with price(…)");
            }
        }
        return this;
    }

    /**
     * Sets what a path costs at fixed prices.
     *
     * @param path {@code /fortune}, {@code /api/*}, or with an HTTP method in front, {@code POST /echo}; as the container
     *     decodes it, without the context path
     * @param offers one or more, in the order in which the server likes them
     * @return this
     */
    public PaymentFilterBuilder price(String path, Offer... offers) {
        return price(path, Tariff.of(offers));
    }

    /**
     * Sets what a path costs.
     *
     * @param path {@code /fortune}, {@code /api/*}, or with an HTTP method in front, {@code POST /echo}; as the container
     *     decodes it, without the context path
     * @param tariff what it costs
     * @return this
     * @throws ConfigurationException if the path has a price already
     */
    public PaymentFilterBuilder price(String path, Tariff tariff) {
        if (pathTariffs.putIfAbsent(PathPattern.parse(path), Objects.requireNonNull(tariff, "tariff")) != null) {
            throw new ConfigurationException("The path \"" + path + "\" has a price already");
        }
        return this;
    }

    /**
     * Sets what a servlet costs, whatever its class is annotated with.
     *
     * @param servletName as it is registered
     * @param tariff what it costs
     * @return this
     * @throws ConfigurationException if the servlet has a price already
     */
    public PaymentFilterBuilder priceServlet(String servletName, Tariff tariff) {
        if (servletTariffs.putIfAbsent(
                        Objects.requireNonNull(servletName, "servletName"), Objects.requireNonNull(tariff, "tariff"))
                != null) {
            throw new ConfigurationException("The servlet \"" + servletName + "\" has a price already");
        }
        return this;
    }

    /**
     * Takes a proxy's word that a request came over HTTPS: {@code X-Forwarded-Proto} or {@code Forwarded}. Only right where
     * no request reaches this server but through that proxy, and the proxy sets the field itself.
     *
     * @return this
     */
    public PaymentFilterBuilder trustForwardedHeader() {
        transport = TransportSecurity.Policy.TLS_OR_TRUSTED_PROXY;
        return this;
    }

    /**
     * Takes payments over plain HTTP from anywhere. Credentials then travel for everybody to see.
     *
     * @return this
     */
    public PaymentFilterBuilder allowPlainHttp() {
        transport = TransportSecurity.Policy.ANYTHING;
        return this;
    }

    /**
     * Sets how long the body of a priced request may be where challenges are bound to it. By default 2 MiB.
     *
     * @param bytes zero or more; a longer body is answered with 413
     * @return this
     */
    public PaymentFilterBuilder bodyLimit(long bytes) {
        if (bytes < 0) {
            throw new ConfigurationException("The limit on bodies can't be negative, got " + bytes);
        }
        this.bodyLimit = bytes;
        return this;
    }

    /**
     * Sets how much of a body is kept in memory; more goes to a temporary file. By default 64 KiB.
     *
     * @param bytes zero or more
     * @return this
     */
    public PaymentFilterBuilder bodyInMemory(int bytes) {
        if (bytes < 0) {
            throw new ConfigurationException("What is kept of a body in memory can't be negative, got " + bytes);
        }
        this.bodyInMemory = bytes;
        return this;
    }

    /**
     * Charges for success only, whatever is sold, as {@link Tariff#settledOnSuccess} does for one tariff.
     *
     * @return this
     */
    public PaymentFilterBuilder settleOnSuccess() {
        this.settleOnSuccess = true;
        return this;
    }

    /**
     * Sets how much of an answer is kept back where success is charged for. A longer one is charged for when so much is there.
     * By default 256 KiB.
     *
     * @param bytes one or more; that much memory for each such request at most
     * @return this
     */
    public PaymentFilterBuilder holdLimit(int bytes) {
        if (bytes < 1) {
            throw new ConfigurationException("What is kept back of an answer is at least one byte, got " + bytes);
        }
        this.holdLimit = bytes;
        return this;
    }

    /**
     * Settles in the filter's own threads, so that a slow payment network doesn't keep the container's from serving others:
     * virtual threads on a JDK that has them (21 and later), otherwise one platform thread for each payment that is under way.
     * There is no queue. When all are taken the client is told to come back with the same credential (503), and its payment
     * isn't touched. Everything else is as {@link #settleOn} says.
     *
     * @param most how many payments settle at once, for example 200
     * @return this
     */
    public PaymentFilterBuilder settleOnOwnThreads(int most) {
        if (most < 1) {
            throw new ConfigurationException("At least one payment has to settle at once, got " + most);
        }
        requireNoExecutor();
        this.ownThreads = most;
        return this;
    }

    /**
     * Settles in these threads, so that a slow payment network doesn't keep the container's from serving others. By default
     * payments settle in the thread that the container calls the filter in, which then waits.
     *
     * <p>A request with a credential is then handled asynchronously: the gate verifies, claims and settles on the executor, and
     * who is let in is dispatched back to the container and runs as always. So the filter has to see asynchronous dispatches.
     * Requests without a credential, and those that the application forwards or includes, are answered where they are; so are
     * all of them where a filter in front doesn't support asynchronous handling, which is logged once.
     *
     * @param executor that rejects what it can't begin soon: the client is then told to come back with the same credential
     *     (503), and its payment isn't touched. It is the caller's to shut down, after the filter
     * @return this
     * @throws ConfigurationException if it is a thread pool with an unbounded queue
     */
    public PaymentFilterBuilder settleOn(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        if (executor instanceof ThreadPoolExecutor pool && pool.getQueue().remainingCapacity() == Integer.MAX_VALUE) {
            throw new ConfigurationException(
                    "The thread pool that payments are to settle on has an unbounded queue, in which"
                            + " they would wait for ever behind those that hang; give it a bounded one, or take"
                            + " settleOnOwnThreads(…)");
        }
        requireNoExecutor();
        this.settleOn = executor;
        return this;
    }

    private void requireNoExecutor() {
        if (settleOn != null || ownThreads > 0) {
            throw new ConfigurationException(
                    "It is said already where payments settle; keep one of settleOn(…) and" + " settleOnOwnThreads(…)");
        }
    }

    /**
     * Sets how long a client waits for a payment that settles elsewhere ({@link #settleOn}). After that it is told to come back
     * with the same credential (503), and the payment goes on. By default 1 minute.
     *
     * @param patience from 1 second to 1 hour; longer than the payment methods take
     * @return this
     */
    public PaymentFilterBuilder settleWithin(Duration patience) {
        if (patience.compareTo(Duration.ofSeconds(1)) < 0 || patience.compareTo(Duration.ofHours(1)) > 0) {
            throw new ConfigurationException("Clients wait from 1 second to 1 hour for a payment to settle, got "
                    + patience + "; 1 minute (PT1M) is the default");
        }
        this.settleWithin = patience;
        return this;
    }

    /**
     * Lets scripts of other origins read challenges and receipts: adds {@code Access-Control-Expose-Headers} to what the
     * filter answers and what it lets through. Who may ask at all is for the application's own CORS filter to say.
     *
     * @return this
     */
    public PaymentFilterBuilder exposeHeadersToScripts() {
        this.exposeHeaders = true;
        return this;
    }

    /**
     * Sets how clients are told apart that ask for challenges, for payment methods to which a challenge costs something. By
     * default by the address of the connection, or with IPv6 by its network (the first 64 bits).
     *
     * <p>Behind a proxy all connections come from the proxy, and so all clients are one. It is best mended in the container,
     * which then tells the address of the client ({@code RemoteIpValve} in Tomcat, {@code ForwardedRequestCustomizer} in
     * Jetty). A function that reads {@code X-Forwarded-For} itself must take only what the server's own proxy has added to it,
     * which is at its end: everything before that is whatever the client wrote, so a client that is taken at its word is a new
     * one with each request. An account or API key, where there is one that was checked, tells clients apart better than any
     * address.
     *
     * @param key the same for all requests of a client; null if that can't be told, and those clients are then taken for one.
     *     Called for requests that get a challenge, before anything is checked; thread-safe
     * @return this
     */
    public PaymentFilterBuilder client(Function<? super HttpServletRequest, @Nullable String> key) {
        this.client = Objects.requireNonNull(key, "client");
        return this;
    }

    /**
     * The filter. Its prices are checked when the container starts it.
     *
     * @return to be added to an application
     */
    public PaymentFilter build() {
        return new PaymentFilter(this);
    }

    PaymentGate gate() {
        return gate;
    }

    Collection<PaymentMethod> methods() {
        return methods.values();
    }

    /** With threads of its own, if there are to be any, that somebody has to close. */
    FilterSettings settings() {
        return new FilterSettings(
                new TransportSecurity(transport),
                bodyLimit,
                bodyInMemory,
                holdLimit,
                exposeHeaders,
                client,
                ownThreads > 0 ? SettlementThreads.atMost(ownThreads) : settleOn,
                settleWithin);
    }

    PriceTable priceTable(ServletContext context, @Nullable String filterName) {
        return new PriceTable(context, filterName, methods(), servletTariffs, pathTariffs, settleOnSuccess);
    }
}
