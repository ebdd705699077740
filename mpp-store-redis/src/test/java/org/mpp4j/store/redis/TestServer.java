package org.mpp4j.store.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** A real Redis server, bound to the loopback address, on a port that was free. */
final class TestServer implements AutoCloseable {

    private static final TestServer SHARED = new TestServer();

    private final RedisServer server;
    private final int port;

    static {
        SHARED.start();
        Runtime.getRuntime().addShutdownHook(new Thread(SHARED::close));
    }

    TestServer(String... settings) {
        this(freePort(), settings);
    }

    TestServer(int port, String... settings) {
        this.port = port;
        RedisServerBuilder builder = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .onShutdownForceStop(true)
                // It is killed, not asked to stop, so that it never writes this snapshot.
                .setting("save 3600 1000000")
                .setting("dir " + directory());
        for (String setting : settings) {
            builder.setting(setting);
        }
        try {
            this.server = builder.build();
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    private static String directory() {
        try {
            Path directory = Files.createTempDirectory("mpp-redis");
            directory.toFile().deleteOnExit();
            return directory.toString();
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    /** One for all tests that don't stop it. */
    static TestServer shared() {
        return SHARED;
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
    }
}
