package org.mpp4j.testkit;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mpp4j.money.Amount;

/**
 * Builds a {@link PayingHttpClient}. At least one payer and one limit have to be given. Not thread-safe.
 *
 * @since 0.1
 */
public final class PayingHttpClientBuilder {

    final List<ChallengePayer> payers = new ArrayList<>();
    final Map<String, Amount> limits = new HashMap<>();
    int maxRepeats = 3;
    Duration maxTotalWait = Duration.ofSeconds(30);
    boolean plainHttpAllowed;
    InstantSource clock = InstantSource.system();
    PayingHttpClient.Pause pause = PayingHttpClient::pauseOnTimer;
    private @Nullable HttpClient http;

    PayingHttpClientBuilder() {}

    /**
     * Adds a payer. Of several that can answer one challenge, the first does.
     *
     * @param payer for one payment method
     * @return this
     */
    public PayingHttpClientBuilder payer(ChallengePayer payer) {
        payers.add(Objects.requireNonNull(payer, "payer"));
        return this;
    }

    /**
     * Allows paying in a currency.
     *
     * @param currency as challenges write it, for example {@code tusd}
     * @param most the most that one call may pay, in base units
     * @return this
     */
    public PayingHttpClientBuilder limit(String currency, Amount most) {
        limits.put(Objects.requireNonNull(currency, "currency"), Objects.requireNonNull(most, "most"));
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
            throw new IllegalArgumentException("A paying client must not follow redirects, as it would take credentials"
                    + " along; build the HttpClient with Redirect.NEVER");
        }
        this.http = client;
        return this;
    }

    /**
     * Sets how often and how long an outcome is waited for. By default the same credential is sent again up to 3 times, as
     * long as the waits that the server asks for come to 30 seconds at most.
     *
     * @param repeats zero or more
     * @param totalWait zero or more
     * @return this
     */
    public PayingHttpClientBuilder repeats(int repeats, Duration totalWait) {
        if (repeats < 0 || totalWait.isNegative()) {
            throw new IllegalArgumentException(
                    "Repeats and waits can't be negative, got " + repeats + " and " + totalWait);
        }
        this.maxRepeats = repeats;
        this.maxTotalWait = totalWait;
        return this;
    }

    /**
     * Pays over plain HTTP to other machines too, where anyone between can take the credential.
     *
     * @return this
     */
    public PayingHttpClientBuilder allowPlainHttp() {
        this.plainHttpAllowed = true;
        return this;
    }

    /**
     * Sets the clock that tells whether a challenge has expired. By default the system's.
     *
     * @param source of time
     * @return this
     */
    public PayingHttpClientBuilder clock(InstantSource source) {
        this.clock = Objects.requireNonNull(source, "source");
        return this;
    }

    PayingHttpClientBuilder pause(PayingHttpClient.Pause wait) {
        this.pause = wait;
        return this;
    }

    /**
     * The client.
     *
     * @return ready to use
     * @throws IllegalStateException if there is no payer or no limit
     */
    public PayingHttpClient build() {
        if (payers.isEmpty()) {
            throw new IllegalStateException(
                    "A paying client needs at least one payer, such as SandboxPayer.named(\"alice\")");
        }
        if (limits.isEmpty()) {
            throw new IllegalStateException("A paying client needs a limit for each currency it may pay in, such as"
                    + " limit(\"tusd\", Amount.ofBaseUnits(1_000_000))");
        }
        return new PayingHttpClient(this, http == null ? HttpClient.newHttpClient() : http);
    }
}
