package org.mpp4j.gate;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.mpp4j.event.PaymentListener;
import org.mpp4j.internal.http.AuthElements;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.store.ChallengeStore;
import org.mpp4j.store.IdempotencyStore;
import org.mpp4j.store.InMemoryIdempotencyStore;
import org.mpp4j.store.InMemoryPaymentLedger;
import org.mpp4j.store.InMemoryReplayStore;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.Stores;

/**
 * Builds a {@link PaymentGate}. Everything but realm and keys has a default. Not thread-safe.
 *
 * @since 0.1
 */
public final class PaymentGateBuilder {

    private static final int MAX_ANSWER = 16 * 1024 * 1024;

    private final String realm;
    private final ChallengeKeys keys;
    private final List<PaymentListener> listeners = new ArrayList<>();
    private @Nullable ReplayStore replayStore;
    private @Nullable IdempotencyStore idempotencyStore;
    private @Nullable PaymentLedger ledger;
    private @Nullable ChallengeStore challengeStore;
    private InstantSource clock = InstantSource.system();
    private LongSupplier ticker = System::nanoTime;
    private RandomGenerator random = new SecureRandom();
    private Duration challengeLifetime = Duration.ofMinutes(5);
    private Duration undecidedRetention = Duration.ofDays(7);
    private Duration claimLease = Duration.ofMinutes(1);
    private Duration reconcileEvery = Duration.ofSeconds(30);
    private int answerLimit = 64 * 1024;
    private Duration answerRetention = Duration.ofDays(1);
    private @Nullable String credentialHeader;
    private int maxCredentialLength = 32 * 1024;
    private boolean nonce = true;

    PaymentGateBuilder(String realm, ChallengeKeys keys) {
        Objects.requireNonNull(realm, "realm");
        if (realm.isBlank() || realm.chars().anyMatch(c -> c == '|' || c < 0x20 || c > 0x7e)) {
            throw new ConfigurationException("The realm has to be printable ASCII without the character |, got \""
                    + realm + "\"; use the public host name, such as api.example.com");
        }
        this.realm = realm;
        this.keys = Objects.requireNonNull(keys, "keys");
    }

    /**
     * Sets where used challenges and proofs are remembered. By default in this process's memory, which is right for one
     * instance only.
     *
     * @param store shared by all instances
     * @return this
     */
    public PaymentGateBuilder replayStore(ReplayStore store) {
        this.replayStore = Objects.requireNonNull(store, "store");
        return this;
    }

    /**
     * Sets where all state is kept. By default in this process's memory, which is right for one instance only, and loses it
     * all when it stops.
     *
     * @param stores shared by all instances
     * @return this
     */
    public PaymentGateBuilder stores(Stores stores) {
        this.replayStore = stores.replays();
        this.idempotencyStore = stores.answers();
        this.ledger = stores.ledger();
        this.challengeStore = stores.challenges();
        return this;
    }

    /**
     * Sets where answers that were paid for are kept.
     *
     * @param store shared by all instances
     * @return this
     */
    public PaymentGateBuilder idempotencyStore(IdempotencyStore store) {
        this.idempotencyStore = Objects.requireNonNull(store, "store");
        return this;
    }

    /**
     * Sets the book that payments go into.
     *
     * @param book shared by all instances
     * @return this
     */
    public PaymentGateBuilder ledger(PaymentLedger book) {
        this.ledger = Objects.requireNonNull(book, "book");
        return this;
    }

    /**
     * Sets how long a claim outlives an instance that died or lost sight of the store. By default 1 minute. It is renewed as
     * long as a request takes.
     *
     * @param lease from 5 seconds to 1 hour; longer than instances pause, shorter than customers wait
     * @return this
     */
    public PaymentGateBuilder claimLease(Duration lease) {
        if (lease.compareTo(Duration.ofSeconds(5)) < 0 || lease.compareTo(Duration.ofHours(1)) > 0) {
            throw new ConfigurationException("The lease of a claim is from 5 seconds to 1 hour, got " + lease
                    + "; 1 minute (PT1M) is the default");
        }
        this.claimLease = lease;
        return this;
    }

    /**
     * Sets how often payments of unknown outcome are looked up in the background. By default every 30 seconds.
     *
     * @param period from 1 second to 1 hour
     * @return this
     */
    public PaymentGateBuilder reconcileEvery(Duration period) {
        if (period.compareTo(Duration.ofSeconds(1)) < 0 || period.compareTo(Duration.ofHours(1)) > 0) {
            throw new ConfigurationException("Payments of unknown outcome are looked up every 1 second to 1 hour, got "
                    + period + "; 30 seconds (PT30S) is the default");
        }
        this.reconcileEvery = period;
        return this;
    }

    /**
     * Sets how long the body of a paid answer may be that is kept, to be given again to who asks again with the same
     * credential. By default 65,536 bytes. Longer answers, and streams, are given once.
     *
     * @param bytes 0 to keep no answers at all
     * @return this
     */
    public PaymentGateBuilder answerLimit(int bytes) {
        if (bytes < 0 || bytes > MAX_ANSWER) {
            throw new ConfigurationException(
                    "Answers of 0 to " + MAX_ANSWER + " bytes can be kept, got " + bytes + "; 65536 is the default");
        }
        this.answerLimit = bytes;
        return this;
    }

    /**
     * Sets how long paid answers are kept. By default 1 day.
     *
     * @param retention from 1 minute to 30 days
     * @return this
     */
    public PaymentGateBuilder answerRetention(Duration retention) {
        if (retention.compareTo(Duration.ofMinutes(1)) < 0 || retention.compareTo(Duration.ofDays(30)) > 0) {
            throw new ConfigurationException(
                    "Answers are kept for 1 minute to 30 days, got " + retention + "; 1 day (PT24H) is the default");
        }
        this.answerRetention = retention;
        return this;
    }

    /**
     * Adds a listener.
     *
     * @param listener to be told what happens
     * @return this
     */
    public PaymentGateBuilder listener(PaymentListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Sets the clock. By default the system's.
     *
     * @param source of time
     * @return this
     */
    public PaymentGateBuilder clock(InstantSource source) {
        this.clock = Objects.requireNonNull(source, "source");
        return this;
    }

    /** Sets what the time of leases is measured by, in nanoseconds. For tests. */
    PaymentGateBuilder ticker(LongSupplier nanos) {
        this.ticker = nanos;
        return this;
    }

    /**
     * Sets where nonces come from. By default a {@link SecureRandom}.
     *
     * @param source of random bytes, thread-safe
     * @return this
     */
    public PaymentGateBuilder random(RandomGenerator source) {
        this.random = Objects.requireNonNull(source, "source");
        return this;
    }

    /**
     * Sets how long a challenge can be answered. By default 5 minutes.
     *
     * @param lifetime from 1 second to 1 day
     * @return this
     */
    public PaymentGateBuilder challengeLifetime(Duration lifetime) {
        if (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || lifetime.compareTo(Duration.ofDays(1)) > 0) {
            throw new ConfigurationException("A challenge can be answered for 1 second to 1 day, got " + lifetime
                    + "; 5 minutes (PT5M) is the default");
        }
        this.challengeLifetime = lifetime;
        return this;
    }

    /**
     * Sets how long a payment with an unknown outcome is kept, so that its credential can still be settled. By default 7
     * days.
     *
     * @param retention at least 1 hour
     * @return this
     */
    public PaymentGateBuilder undecidedRetention(Duration retention) {
        if (retention.compareTo(Duration.ofHours(1)) < 0) {
            throw new ConfigurationException(
                    "A payment with an unknown outcome is kept for at least 1 hour, got " + retention);
        }
        this.undecidedRetention = retention;
        return this;
    }

    /**
     * Sets the request field that carries credentials, for servers that need {@code Authorization} for something else. Then
     * only this field is read, and challenges ask for it.
     *
     * @param fieldName for example {@link PaymentAuthorization#ALTERNATIVE_HEADER}
     * @return this
     */
    public PaymentGateBuilder credentialHeader(String fieldName) {
        if (!AuthElements.isToken(fieldName) || fieldName.indexOf('|') >= 0) {
            throw new ConfigurationException("\"" + fieldName + "\" can't be the name of a header field; "
                    + PaymentAuthorization.ALTERNATIVE_HEADER + " is the usual one");
        }
        this.credentialHeader = fieldName.equalsIgnoreCase(PaymentAuthorization.HEADER) ? null : fieldName;
        return this;
    }

    /**
     * Sets how long a credential may be. By default 32,768 characters; the container's own limit on header fields, often 8
     * KiB for all together, comes first.
     *
     * @param characters at least 4096, which every server has to take
     * @return this
     */
    public PaymentGateBuilder maxCredentialLength(int characters) {
        if (characters < 4096) {
            throw new ConfigurationException(
                    "Credentials of 4096 characters have to be taken, got a limit of " + characters);
        }
        this.maxCredentialLength = characters;
        return this;
    }

    /**
     * Leaves the nonce out of challenges, so that the same offer has the same id within a millisecond, as on servers that
     * have none. Then two customers can be given one challenge, and one of them can't use it.
     *
     * @return this
     */
    public PaymentGateBuilder withoutNonce() {
        this.nonce = false;
        return this;
    }

    /**
     * The gate.
     *
     * @return ready to use
     */
    public PaymentGate build() {
        return new PaymentGate(settings());
    }

    GateSettings settings() {
        return new GateSettings(
                realm,
                keys,
                replayStore == null
                        ? new InMemoryReplayStore(clock, InMemoryReplayStore.DEFAULT_CAPACITY)
                        : replayStore,
                idempotencyStore == null
                        ? new InMemoryIdempotencyStore(clock, InMemoryIdempotencyStore.DEFAULT_CAPACITY)
                        : idempotencyStore,
                ledger == null ? new InMemoryPaymentLedger() : ledger,
                challengeStore,
                new Listeners(listeners),
                clock,
                ticker,
                nonce ? new Nonces(random) : null,
                challengeLifetime,
                undecidedRetention,
                claimLease,
                reconcileEvery,
                Duration.ofMinutes(1),
                answerLimit,
                answerRetention,
                credentialHeader,
                maxCredentialLength);
    }
}
