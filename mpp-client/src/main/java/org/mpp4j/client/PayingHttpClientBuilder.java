package org.mpp4j.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link PayingHttpClient}. At least one payer, and allowances or limits, have to be given. Not thread-safe.
 *
 * @since 0.1
 */
public final class PayingHttpClientBuilder {

    private final List<Payer> payers = new ArrayList<>();
    private final List<Allowance> allowances = new ArrayList<>();
    private final Map<String, Set<String>> recipients = new HashMap<>();
    private final Set<String> realms = new HashSet<>();
    private final Set<Origin> origins = new HashSet<>();
    private boolean anyRealm;
    private boolean plainHttp;
    private int repeats = 3;
    private Duration totalWait = Duration.ofSeconds(30);
    private int maxProofs = 2;
    private int maxRedirects;
    private InstantSource clock = InstantSource.system();
    private Function<Duration, Executor> delays = Patience::onTimer;
    private @Nullable SpendingLimits limits;
    private @Nullable PaymentConfirmation confirmation;
    private @Nullable HttpClient http;
    private @Nullable Executor executor;

    PayingHttpClientBuilder() {}

    /**
     * Adds a payer. The order is the client's preference: of several challenges, that of the first payer is answered; of
     * several payers that can answer one, the first does.
     *
     * @param payer for one payment method
     * @return this
     */
    public PayingHttpClientBuilder payer(Payer payer) {
        payers.add(Objects.requireNonNull(payer, "payer"));
        return this;
    }

    /**
     * Allows paying in a currency, by this client alone.
     *
     * @param allowance for one currency of one payment method
     * @return this
     */
    public PayingHttpClientBuilder allow(Allowance allowance) {
        allowances.add(Objects.requireNonNull(allowance, "allowance"));
        return this;
    }

    /**
     * Sets the limits, which other clients may share, instead of {@link #allow}.
     *
     * @param shared limits
     * @return this
     */
    public PayingHttpClientBuilder limits(SpendingLimits shared) {
        this.limits = Objects.requireNonNull(shared, "limits");
        return this;
    }

    /**
     * Allows paying these recipients by a payment method, and nobody else. Everybody who gets a share has to be allowed.
     *
     * @param method for example {@code tempo}
     * @param accounts as the payment method names them, in any case
     * @return this
     */
    public PayingHttpClientBuilder allowRecipients(String method, String... accounts) {
        Set<String> allowed = recipients.computeIfAbsent(method, key -> new HashSet<>());
        List.of(accounts).forEach(account -> allowed.add(account.toLowerCase(Locale.ROOT)));
        return this;
    }

    /**
     * Allows answering challenges of these realms, and no others. Without this, any realm is paid, and proofs of identity are
     * given in the realm that is the name of the host.
     *
     * @param names in any case
     * @return this
     */
    public PayingHttpClientBuilder allowRealms(String... names) {
        List.of(names).forEach(name -> realms.add(name.toLowerCase(Locale.ROOT)));
        return this;
    }

    /**
     * Gives proofs of identity in any realm. Then a server can pass on the challenge of another, and go there as this client.
     *
     * @return this
     */
    public PayingHttpClientBuilder allowAnyRealm() {
        this.anyRealm = true;
        return this;
    }

    /**
     * Allows paying these servers, and no others.
     *
     * @param servers of which scheme, host and port count
     * @return this
     */
    public PayingHttpClientBuilder allowOrigins(URI... servers) {
        for (URI server : servers) {
            if (server.getHost() == null) {
                throw new IllegalArgumentException(
                        "An origin has a scheme and a host, such as https://api.example.com; got \"" + server + "\"");
            }
            origins.add(Origin.of(server));
        }
        return this;
    }

    /**
     * Asks before each payment.
     *
     * @param asked gets what is within all limits
     * @return this
     */
    public PayingHttpClientBuilder confirm(PaymentConfirmation asked) {
        this.confirmation = Objects.requireNonNull(asked, "confirmation");
        return this;
    }

    /**
     * Sets the client that sends. By default a new one.
     *
     * @param client that doesn't follow redirects, so that no credential follows one to another server
     * @return this
     */
    public PayingHttpClientBuilder httpClient(HttpClient client) {
        if (client.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException("A paying client must not follow redirects by itself, as it would take"
                    + " credentials along; build the HttpClient with Redirect.NEVER, and use followRedirects here");
        }
        this.http = client;
        return this;
    }

    /**
     * Follows redirects. Another origin gets no credential, authorization, cookie or idempotency key; from https to http none
     * is followed.
     *
     * @param most how many for one request; zero, the default, for none
     * @return this
     */
    public PayingHttpClientBuilder followRedirects(int most) {
        this.maxRedirects = notNegative(most, "The number of redirects");
        return this;
    }

    /**
     * Sets how often and how long the answer to a paid request is waited for. By default the same credential is sent again up to
     * 3 times, as long as the waits come to 30 seconds at most.
     *
     * @param most zero or more
     * @param wait the sum of all waits, zero or more
     * @return this
     */
    public PayingHttpClientBuilder repeats(int most, Duration wait) {
        if (wait.isNegative()) {
            throw new IllegalArgumentException("Waits can't be negative, got " + wait);
        }
        this.repeats = notNegative(most, "The number of repeats");
        this.totalWait = wait;
        return this;
    }

    /**
     * Sets how many proofs of identity one request may give, as a server may ask again when a challenge was used. By default 2.
     *
     * @param most zero to give none
     * @return this
     */
    public PayingHttpClientBuilder maxProofs(int most) {
        this.maxProofs = notNegative(most, "The number of proofs");
        return this;
    }

    private static int notNegative(int number, String what) {
        if (number < 0) {
            throw new IllegalArgumentException(what + " can't be negative, got " + number);
        }
        return number;
    }

    /**
     * Pays over plain HTTP to other machines too, where anyone between can take the credential. For networks you trust.
     *
     * @return this
     */
    public PayingHttpClientBuilder allowPlainHttp() {
        this.plainHttp = true;
        return this;
    }

    /**
     * Sets the clock that tells whether a challenge has expired, and that {@linkplain #allow allowances} are on. By default the
     * system's.
     *
     * @param source of time
     * @return this
     */
    public PayingHttpClientBuilder clock(InstantSource source) {
        this.clock = Objects.requireNonNull(source, "clock");
        return this;
    }

    /**
     * Sets how to wait between two attempts. By default on the JDK's timer.
     *
     * @param afterDelay gives an executor that runs what it gets after so much time
     * @return this
     */
    public PayingHttpClientBuilder delays(Function<Duration, Executor> afterDelay) {
        this.delays = Objects.requireNonNull(afterDelay, "delays");
        return this;
    }

    /**
     * Sets where {@link PayingHttpClient#sendAsync} runs. It needs a thread for each request under way, which may be a virtual
     * one. By default new daemon threads that are used again.
     *
     * @param threads not limited to fewer than requests are made at once
     * @return this
     */
    public PayingHttpClientBuilder executor(Executor threads) {
        this.executor = Objects.requireNonNull(threads, "executor");
        return this;
    }

    /**
     * The client.
     *
     * @return ready to use
     * @throws IllegalStateException if there is no payer, or nothing may be spent, or both limits and allowances are set
     */
    public PayingHttpClient build() {
        if (payers.isEmpty()) {
            throw new IllegalStateException(
                    "A paying client needs at least one payer; add the one of a payment method");
        }
        if (limits == null && allowances.isEmpty()) {
            throw new IllegalStateException("A paying client needs a limit for each currency it may pay in; allow"
                    + " Allowance.of(method, currency, perRequest)");
        }
        if (limits != null && !allowances.isEmpty()) {
            throw new IllegalStateException("A paying client has either its own allowances or shared limits; put the"
                    + " allowances into SpendingLimits.of(...)");
        }
        Map<String, Set<String>> allowed = new HashMap<>();
        recipients.forEach((method, accounts) -> allowed.put(method, Set.copyOf(accounts)));
        ClientSettings settings = new ClientSettings(
                http == null ? HttpClient.newHttpClient() : http,
                List.copyOf(payers),
                limits == null ? SpendingLimits.of(allowances, clock) : limits,
                new PaymentRules(Map.copyOf(allowed), Set.copyOf(realms), anyRealm, Set.copyOf(origins), plainHttp),
                confirmation,
                new Patience(repeats, totalWait, delays),
                maxProofs,
                maxRedirects,
                clock);
        return new PayingHttpClient(settings, executor == null ? daemonThreads() : executor);
    }

    private static Executor daemonThreads() {
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "paying-http-client");
            thread.setDaemon(true);
            return thread;
        });
    }
}
