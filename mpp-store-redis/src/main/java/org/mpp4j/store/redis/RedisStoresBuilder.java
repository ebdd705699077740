package org.mpp4j.store.redis;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.store.StoreUnavailableException;
import org.mpp4j.store.redis.Connecting.Connected;

/**
 * Settings of {@link RedisStores}. Not thread-safe.
 *
 * @since 0.1
 */
public final class RedisStoresBuilder {

    /** What names of keys begin with by default. */
    public static final String DEFAULT_KEY_PREFIX = "mpp:";

    // No braces: they would be taken for the hash tag.
    private static final Pattern KEY_PREFIX = Pattern.compile("[A-Za-z0-9:._/-]{1,64}");

    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);

    private final Connecting connecting;
    private String keyPrefix = DEFAULT_KEY_PREFIX;
    private Duration commandTimeout = Duration.ofSeconds(2);
    private @Nullable InstantSource clock;

    RedisStoresBuilder(Connecting connecting) {
        this.connecting = Objects.requireNonNull(connecting, "connecting");
    }

    /**
     * What names of keys begin with, so that several servers can share one Redis. Instances of one server have the same. By
     * default {@value #DEFAULT_KEY_PREFIX}.
     *
     * @param prefix 1 to 64 characters out of letters, digits and {@code : . _ / -}
     * @return this
     * @throws ConfigurationException if it has other characters, or none
     */
    public RedisStoresBuilder keyPrefix(String prefix) {
        if (!KEY_PREFIX.matcher(prefix).matches()) {
            throw new ConfigurationException(
                    "The key prefix of RedisStores has 1 to 64 characters out of letters, digits and"
                            + " : . _ / -, got \"" + prefix + "\". Give one such as \"" + DEFAULT_KEY_PREFIX + "\"");
        }
        this.keyPrefix = prefix;
        return this;
    }

    /**
     * A clock that tells when claims and answers are over. By default it is the Redis server's own, so that leases don't hang
     * on how well the clocks of instances agree; set another for tests only.
     *
     * @param instants the clock
     * @return this
     */
    public RedisStoresBuilder clock(InstantSource instants) {
        this.clock = Objects.requireNonNull(instants, "instants");
        return this;
    }

    /**
     * How long to wait for Redis before a command counts as failed. By default 2 seconds.
     *
     * @param timeout 1 millisecond to 1 minute
     * @return this
     * @throws ConfigurationException if it is shorter or longer
     */
    public RedisStoresBuilder commandTimeout(Duration timeout) {
        if (timeout.toMillis() < 1 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new ConfigurationException("The command timeout of RedisStores is 1 ms to 1 minute, got " + timeout
                    + ". Give one such as PT2S");
        }
        this.commandTimeout = timeout;
        return this;
    }

    /**
     * Connects and checks the server. Warns in the log if it can't be checked, or keeps nothing on disk.
     *
     * @return stores, to be closed
     * @throws ConfigurationException if the server is too old, or may evict keys, or is a cluster and no cluster connection was
     *     given
     * @throws StoreUnavailableException if it can't be reached
     */
    public RedisStores build() {
        Connected connected = connecting.connect(commandTimeout);
        RedisLink link = new RedisLink(connected.connection(), connected.onSilence(), commandTimeout, clock);
        return new RedisStores(link, new KeyNames(keyPrefix), connected.onClose());
    }
}
