package org.mpp4j.examples.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.redis.RedisStores;
import redis.embedded.RedisServer;

/** A Redis that comes as a library, for Linux and macOS. It has written to disk what it has answered. */
final class RedisStore implements SharedStore {

    private final int port;
    private final Path directory;
    private @Nullable RedisServer server;

    private RedisStore(int port, Path directory) {
        this.port = port;
        this.directory = directory;
    }

    /** The one for Windows is older than what the stores need. */
    static boolean isAvailable() {
        return !System.getProperty("os.name").startsWith("Windows");
    }

    /** A new one, without data. */
    static RedisStore create() {
        RedisStore created = new RedisStore(freePort(), DataFolder.create("redis"));
        created.start();
        return created;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    @Override
    public String name() {
        return "Redis";
    }

    private String url() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("MPP_STORE", url());
    }

    @Override
    public View open() {
        RedisStores stores = RedisStores.builder(url()).build();
        return new View(stores, stores);
    }

    @Override
    public synchronized void start() {
        try {
            RedisServer started = RedisServer.newRedisServer()
                    .port(port)
                    .bind("127.0.0.1")
                    .onShutdownForceStop(true)
                    // Someone has to read what it writes, or else it waits when the pipe is full.
                    .soutListener(line -> {})
                    .serrListener(line -> {})
                    .setting("dir " + directory)
                    .setting("appendonly yes")
                    .setting("appendfsync always")
                    .setting("save 3600 1000000")
                    .build();
            started.start();
            server = started;
        } catch (IOException failed) {
            throw new UncheckedIOException("The embedded Redis doesn't start", failed);
        }
    }

    /** SIGKILL. */
    @Override
    public synchronized void stop() {
        if (server == null) {
            return;
        }
        try {
            server.stop();
            server = null;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        stop();
        DataFolder.delete(directory);
    }

    @Override
    public String toString() {
        return "RedisStore[port " + port + "]";
    }
}
