package org.mpp4j.store.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.store.ChallengeStore;
import org.mpp4j.store.IdempotencyStore;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.SessionStore;
import org.mpp4j.store.Stores;

/**
 * All the state of a server in Redis 6.0 or newer, alone, with replicas, or as a cluster. Every operation on a key is one
 * script and one round trip; operations of the same moment share them where they can. An address that hides the nodes of a
 * cluster behind a proxy is no server for this, since one script may touch any keys unless the connection is a cluster's.
 *
 * <pre>{@code
 * try (RedisStores stores = RedisStores.builder("rediss://user:password@redis.example:6379").build()) {
 *     ReplayStore replays = stores.replays();
 *     ...
 * }
 * }</pre>
 *
 * <h2>What may get lost</h2>
 *
 * <p>A claim is as safe as the server that keeps it. With {@code appendfsync everysec} a server that dies loses up to a second
 * of what it had answered; with {@code appendfsync always} nothing. A replica that takes over may lack the latest writes of
 * the server that failed. What is lost can be used again, unless the rail itself refuses it a second time; where it doesn't,
 * and for the {@linkplain #ledger() ledger} in any case, a relational database is the better choice. A server that evicts
 * ({@code maxmemory-policy} other than {@code noeviction}) is refused at start-up; when full, it refuses claims, so that
 * nobody is let in.
 *
 * <p>If an answer doesn't come within the timeout, or the connection is lost, methods throw
 * {@link org.mpp4j.store.StoreUnavailableException}, and it is open whether Redis did what it was asked for. A connection made
 * here never sends such a command again. A given connection may, if its options let it ({@code ClientOptions.replayFilter}):
 * all commands bear that and answer as the first time, except removals, whose second answer is that nothing was there.
 *
 * <h2>How the data lie</h2>
 *
 * <p>Names with the same braced part are in one slot of a cluster. {@code NN} is the CRC-32 of the key, in UTF-8, modulo 32,
 * in two digits. What is stored begins with the version of its format, which is 3 for strings; for sessions, which are hashes,
 * it is 2, in the field {@code v}. Hashes of version 2, in which all the other records were kept before, and claims of version
 * 1 are read as well, and written anew when they change; what is newer is refused. Earlier versions of this module refuse
 * strings, and so let nobody in on what a later one has written.
 *
 * <table>
 * <caption>Keys in Redis, after the prefix</caption>
 * <tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">What it is</th></tr>
 * <tr><td>{@code {NN}:claim:KEY}</td><td>string</td><td>A claim, {@code 3 STATE AT EXPIRY HOLDERBYTES TOKENBYTES
 * HOLDERTOKEN:MEMO}: the state (F in flight, U undecided, P paid, S spent), the end of its lease or since when it is in that
 * state, its expiry, how many bytes holder and token have, and both in one; then, if there is one, a colon and the
 * memo</td></tr>
 * <tr><td>{@code {NN}:open}</td><td>sorted set</td><td>Keys of claims with a memo that are in flight or undecided, by
 * that end or beginning</td></tr>
 * <tr><td>{@code {NN}:answer:KEY}, {@code {NN}:challenge:KEY}</td><td>string</td><td>An answer or a challenge, {@code 3
 * EXPIRY TOKEN VALUE}; the token is its writer's, or a hyphen</td></tr>
 * <tr><td>{@code {NN}:session:KEY}</td><td>hash</td><td>A session: version {@code n}, value {@code d}, {@code due}, token of
 * its last writer {@code t}</td></tr>
 * <tr><td>{@code {NN}:due}</td><td>sorted set</td><td>Keys of sessions by due time</td></tr>
 * <tr><td>{@code {ledger}:entry:ID}</td><td>string</td><td>An entry of the ledger: 3, a space, then its fields, each with its
 * length in characters (UTF-16 code units) and a colon in front, a hyphen for one that is missing: kind, time, challenge, reference, method,
 * intent, amount, currency, payer, target, status</td></tr>
 * <tr><td>{@code {ledger}:time}, {@code {ledger}:undelivered}</td><td>sorted set</td><td>Ids of entries by time</td></tr>
 * <tr><td>{@code {ledger}:reference:REF}, {@code {ledger}:challenge:ID}</td><td>string, or sorted set since version
 * 2</td><td>Ids of entries: 3, a space, then each with its length in bytes and a colon in front; those of a challenge have the
 * first letter of their kind and a colon before the id</td></tr>
 * </table>
 *
 * <p>Times are milliseconds since 1970. What is over is deleted by Redis itself. The ledger lies in one slot, so one node of a
 * cluster carries all of it, and it grows for ever.
 *
 * <p>Thread-safe; all threads share one connection.
 *
 * @since 0.1
 */
public final class RedisStores implements Stores, AutoCloseable {

    private final Runnable onClose;
    private final ReplayStore replays;
    private final IdempotencyStore answers;
    private final PaymentLedger ledger;
    private final SessionStore sessions;
    private final ChallengeStore challenges;

    RedisStores(RedisLink link, KeyNames names, Runnable onClose) {
        this.onClose = onClose;
        this.replays = new RedisReplayStore(link, names);
        this.answers = new RedisIdempotencyStore(link, names);
        this.ledger = new RedisPaymentLedger(link, names);
        this.sessions = new RedisSessionStore(link, names);
        this.challenges = new RedisChallengeStore(link, names);
    }

    /**
     * Stores with a connection of their own, closed with them.
     *
     * @param uri {@code redis://} or, with TLS, {@code rediss://}, then {@code [user:password@]host[:port][/database]}
     * @return for the rest of the settings
     * @throws ConfigurationException if the URI can't be read
     */
    public static RedisStoresBuilder builder(String uri) {
        if (!uri.startsWith("redis://") && !uri.startsWith("rediss://")) {
            // The text itself may have a password in it.
            throw new ConfigurationException(
                    "The URI of Redis begins with neither redis:// nor rediss://. Give one such as redis://127.0.0.1:6379");
        }
        try {
            return builder(RedisURI.create(uri));
        } catch (IllegalArgumentException unreadable) {
            throw new ConfigurationException(
                    "The URI of Redis can't be read. Give one such as rediss://user:password@redis.example:6379, with other"
                            + " characters than letters and digits of the password percent-encoded");
        }
    }

    /**
     * Stores with a connection of their own, closed with them.
     *
     * @param uri where Redis is; its timeout isn't used
     * @return for the rest of the settings
     */
    public static RedisStoresBuilder builder(RedisURI uri) {
        return new RedisStoresBuilder(new OwnConnection(uri));
    }

    /**
     * Stores over a connection that others close.
     *
     * @param connection of any codec; not used for transactions or with automatic flushing off
     * @return for the rest of the settings
     */
    public static RedisStoresBuilder builder(StatefulRedisConnection<?, ?> connection) {
        return new RedisStoresBuilder(new GivenConnection(connection, () -> ServerCheck.single(connection)));
    }

    /**
     * Stores over a connection to a cluster that others close.
     *
     * @param connection of any codec; not with automatic flushing off
     * @return for the rest of the settings
     */
    public static RedisStoresBuilder builder(StatefulRedisClusterConnection<?, ?> connection) {
        return new RedisStoresBuilder(new GivenConnection(connection, () -> ServerCheck.cluster(connection)));
    }

    @Override
    public ReplayStore replays() {
        return replays;
    }

    @Override
    public IdempotencyStore answers() {
        return answers;
    }

    /**
     * The merchant's book. For a book that must outlive every crash, a relational database is the better place: what Redis has
     * answered may be lost for as long as it isn't on disk (see the class).
     */
    @Override
    public PaymentLedger ledger() {
        return ledger;
    }

    @Override
    public SessionStore sessions() {
        return sessions;
    }

    @Override
    public ChallengeStore challenges() {
        return challenges;
    }

    /** Closes the connection if it was made here. Closing again does nothing. */
    @Override
    public void close() {
        onClose.run();
    }
}
