package org.mpp4j.store.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.mpp4j.store.StoreUnavailableException;

/** A connection that is opened here, finds its way back by itself, and never sends a command twice. */
record OwnConnection(RedisURI uri) implements Connecting {

    private static final Duration SHORTEST_RECONNECT = Duration.ofMillis(20);
    private static final Duration LONGEST_RECONNECT = Duration.ofSeconds(1);
    private static final Duration SHUTDOWN = Duration.ofSeconds(2);

    @Override
    public Connected connect(Duration timeout) {
        Lifeline lifeline = new Lifeline();
        ClientResources resources = ClientResources.builder()
                .nettyCustomizer(lifeline)
                .reconnectDelay(
                        () -> Delay.exponential(SHORTEST_RECONNECT, LONGEST_RECONNECT, 2, TimeUnit.MILLISECONDS))
                .build();
        RedisClient client = RedisClient.create(
                resources, RedisURI.builder(uri).withTimeout(timeout).build());
        Runnable close = () -> close(client, resources);
        try {
            client.setOptions(options(timeout));
            StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
            ServerCheck.single(connection);
            return new Connected(connection, lifeline::silentSince, close);
        } catch (RedisException unreachable) {
            close.run();
            throw new StoreUnavailableException("Redis can't be reached, or refuses the connection", unreachable);
        } catch (RuntimeException failed) {
            close.run();
            throw failed;
        }
    }

    private static ClientOptions options(Duration timeout) {
        return ClientOptions.builder()
                .autoReconnect(true)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                // Nobody knows whether what was under way when the connection broke was done. It isn't done again.
                .replayFilter(command -> true)
                .timeoutOptions(TimeoutOptions.enabled(timeout))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(timeout)
                        .keepAlive(KeepAliveOptions.builder()
                                .enable()
                                .idle(Duration.ofSeconds(5))
                                .interval(Duration.ofSeconds(2))
                                .count(3)
                                .build())
                        .build())
                .build();
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private static void close(RedisClient client, ClientResources resources) {
        client.shutdown(Duration.ZERO, SHUTDOWN);
        // Its threads are daemons; nobody has to wait until the last is gone.
        resources.shutdown(0, SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS);
    }
}
