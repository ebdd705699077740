package org.mpp4j.testkit;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mpp4j.client.Allowance;
import org.mpp4j.client.Payer;
import org.mpp4j.client.SpendingLimits;
import org.mpp4j.money.Amount;

/**
 * Builds a {@link PayingHttpClient}. At least one payer and one limit have to be given. Not thread-safe.
 *
 * @since 0.1
 */
public final class PayingHttpClientBuilder {

    /** Waits between two attempts. */
    interface Pause {
        void pause(Duration duration);
    }

    private final org.mpp4j.client.PayingHttpClientBuilder client =
            org.mpp4j.client.PayingHttpClient.builder().allowAnyRealm();
    private final Map<String, Amount> limits = new HashMap<>();
    private boolean hasPayer;
    private InstantSource clock = InstantSource.system();

    PayingHttpClientBuilder() {}

    /**
     * Adds a payer. Of several that can answer one challenge, the first does.
     *
     * @param payer for one payment method
     * @return this
     */
    public PayingHttpClientBuilder payer(Payer payer) {
        client.payer(payer);
        hasPayer = true;
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
     * @param http a client that doesn't follow redirects, so that no credential follows one to another server
     * @return this
     */
    public PayingHttpClientBuilder httpClient(HttpClient http) {
        client.httpClient(http);
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
        client.repeats(repeats, totalWait);
        return this;
    }

    /**
     * Pays over plain HTTP to other machines too, where anyone between can take the credential.
     *
     * @return this
     */
    public PayingHttpClientBuilder allowPlainHttp() {
        client.allowPlainHttp();
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

    PayingHttpClientBuilder pause(Pause wait) {
        client.delays(duration -> task -> {
            wait.pause(duration);
            task.run();
        });
        return this;
    }

    /**
     * The client.
     *
     * @return ready to use
     * @throws IllegalStateException if there is no payer or no limit
     */
    public PayingHttpClient build() {
        if (!hasPayer) {
            throw new IllegalStateException(
                    "A paying client needs at least one payer, such as SandboxPayer.named(\"alice\")");
        }
        if (limits.isEmpty()) {
            throw new IllegalStateException("A paying client needs a limit for each currency it may pay in, such as"
                    + " limit(\"tusd\", Amount.ofBaseUnits(1_000_000))");
        }
        List<Allowance> allowances = new ArrayList<>();
        limits.forEach((currency, most) -> allowances.add(Allowance.ofAnyMethod(currency, most)));
        return new PayingHttpClient(
                client.limits(SpendingLimits.of(allowances, clock)).clock(clock).build());
    }
}
