package org.mpp4j.store.redis;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** A real Redis server, bound to the loopback address, on a port that was free. */
final class TestServer implements AutoCloseable {

    private static @Nullable TestServer shared;

    private final RedisServer server;
    private final int port;
    private final Path directory;

    TestServer(String... settings) {
        this(freePort(), settings);
    }

    TestServer(int port, String... settings) {
        assumeFalse(
                System.getProperty("os.name").startsWith("Windows"),
                "Left out on Windows: there the server that comes with the tests is older than 6.0");
        this.port = port;
        this.directory = newDirectory();
        RedisServerBuilder builder = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .onShutdownForceStop(true)
                // It is killed, not asked to stop, so that it never writes this snapshot.
                .setting("save 3600 1000000")
                .setting("dir " + directory);
        for (String setting : settings) {
            builder.setting(setting);
        }
        try {
            this.server = builder.build();
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("mpp-redis");
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    /** One for all tests that don't stop it. */
    static synchronized TestServer shared() {
        if (shared == null) {
            TestServer server = new TestServer().start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            shared = server;
        }
        return shared;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    TestServer start() {
        try {
            server.start();
            return this;
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    void stop() {
        try {
            server.stop();
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    int port() {
        return port;
    }

    String uri() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        stop();
        File[] files = directory.toFile().listFiles();
        for (File file : files == null ? new File[0] : files) {
            file.delete();
        }
        directory.toFile().delete();
    }
}
