package org.mpp4j.examples.paidapi;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Optional;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.store.InMemoryStores;
import org.mpp4j.store.Stores;
import org.mpp4j.store.jdbc.JdbcStores;
import org.mpp4j.store.redis.RedisStores;

/** Where state is kept: {@code MPP_STORE}, with {@code MPP_STORE_USER} and {@code MPP_STORE_PASSWORD} for a database. */
record StoreSettings(String location, Optional<String> user, Optional<String> password) {

    private static final String MEMORY = "memory";
    private static final long CONNECT_MILLIS = 3000;
    private static final int CONNECTIONS = 16;

    /** Stores, and what has to be closed after them. */
    record Opened(Stores stores, AutoCloseable resource) {}

    static StoreSettings from(Environment environment) {
        StoreSettings settings = new StoreSettings(
                environment.optional("MPP_STORE").orElse(MEMORY),
                environment.optional("MPP_STORE_USER"),
                environment.optional("MPP_STORE_PASSWORD"));
        if (!settings.isMemory() && !settings.isDatabase() && !settings.isRedis()) {
            // Not quoted, as it may hold a password.
            throw new ConfigurationException("The environment variable MPP_STORE is memory, a database such as"
                    + " jdbc:postgresql://host/name, or a Redis such as redis://host:6379; correct it");
        }
        return settings;
    }

    private boolean isMemory() {
        return location.equals(MEMORY);
    }

    private boolean isDatabase() {
        return location.startsWith("jdbc:postgresql:");
    }

    private boolean isRedis() {
        return location.startsWith("redis://") || location.startsWith("rediss://");
    }

    /** Connects, and sets up what isn't there yet. */
    Opened open() {
        if (isMemory()) {
            return new Opened(new InMemoryStores(), () -> {});
        }
        return Environment.named("MPP_STORE", () -> isDatabase() ? openDatabase() : openRedis());
    }

    private Opened openDatabase() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(location);
        user.ifPresent(config::setUsername);
        password.ifPresent(config::setPassword);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(CONNECT_MILLIS);
        config.setInitializationFailTimeout(-1); // the stores say it better
        // Without these a database that has gone silent would hold a request for ever.
        config.addDataSourceProperty("connectTimeout", "3");
        config.addDataSourceProperty("socketTimeout", "10");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        HikariDataSource pool = new HikariDataSource(config);
        try {
            return new Opened(JdbcStores.builder(pool).build(), pool);
        } catch (RuntimeException failed) {
            pool.close();
            throw failed;
        }
    }

    private Opened openRedis() {
        RedisStores stores = RedisStores.builder(location).build();
        return new Opened(stores, stores);
    }

    /** Nothing of it, because part of it is secret. */
    @Override
    public String toString() {
        return "StoreSettings";
    }
}
