package org.mpp4j.benchmarks;

import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.mpp4j.store.Stores;
import org.mpp4j.store.redis.RedisStores;
import redis.embedded.RedisServer;

/** One connection for the stores and for plain values, as Lettuce wants it. */
final class RedisUnderTest implements StoreUnderTest {

    private static final SetArgs NEW =
            SetArgs.Builder.nx().px(Duration.ofDays(7).toMillis());

    private final Path directory;
    private final RedisServer server;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private final RedisStores stores;
    private final String value;

    RedisUnderTest(SampleClaim sample) throws IOException {
        directory = Files.createTempDirectory("mpp4j-redis");
        int port = freePort();
        server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .onShutdownForceStop(true)
                .setting("save 3600 1000000")
                .setting("appendonly yes")
                .setting("appendfsync everysec")
                .setting("dir " + directory)
                .build();
        server.start();
        client = RedisClient.create("redis://127.0.0.1:" + port);
        connection = client.connect();
        stores = RedisStores.builder(connection).build();
        value = Keys.random(sample.width());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public String describe() {
        StringBuilder text = new StringBuilder("Redis ");
        connection
                .sync()
                .info("server")
                .lines()
                .filter(line -> line.startsWith("redis_version:"))
                .forEach(line -> text.append(line.substring(line.indexOf(':') + 1)));
        for (String setting : new String[] {"appendonly", "appendfsync"}) {
            Map<String, String> found = connection.sync().configGet(setting);
            text.append(", ").append(setting).append(' ').append(found.get(setting));
        }
        return text.append("; one Lettuce connection").toString();
    }

    @Override
    public Stores stores() {
        return stores;
    }

    @Override
    public String writeName() {
        return "SET NX PX";
    }

    @Override
    public void write(String key) {
        if (!"OK".equals(connection.sync().set("plain:" + key, value, NEW))) {
            throw new IllegalStateException("A new key was taken");
        }
    }

    /** Scripts stay; only data go. */
    @Override
    public void tidy() {
        connection.sync().flushall();
    }

    @Override
    public void close() throws IOException {
        connection.close();
        client.shutdown();
        server.stop();
        delete(directory.toFile());
    }

    private static void delete(File file) throws IOException {
        File[] inside = file.listFiles();
        for (File each : inside == null ? new File[0] : inside) {
            delete(each);
        }
        Files.deleteIfExists(file.toPath());
    }
}
