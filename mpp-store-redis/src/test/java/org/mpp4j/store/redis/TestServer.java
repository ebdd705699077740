package org.mpp4j.store.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** A real Redis server, bound to the loopback address, on a port that was free. Keeps nothing on disk. */
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
                .setting("daemonize no")
                .setting("save \"\"")
                .setting("appendonly no");
        for (String setting : settings) {
            builder.setting(setting);
        }
        try {
            this.server = builder.build();
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
