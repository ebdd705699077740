package org.mpp4j.examples.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.mpp4j.store.jdbc.JdbcStores;
import org.mpp4j.store.redis.RedisStores;
import org.postgresql.ds.PGSimpleDataSource;

/** A server that was there before, named by the variables that paid-api reads. It is left as it is. */
final class ExternalStore implements SharedStore {

    private static final String LOCATION = "MPP_STORE";
    private static final String USER = "MPP_STORE_USER";
    private static final String PASSWORD = "MPP_STORE_PASSWORD";

    private final Map<String, String> environment;

    private ExternalStore(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** The one that {@code MPP_STORE} names, if it is set. */
    static Optional<SharedStore> from(Map<String, String> variables) {
        if (!variables.containsKey(LOCATION)) {
            return Optional.empty();
        }
        Map<String, String> own = new HashMap<>(variables);
        own.keySet().removeIf(name -> !name.startsWith(LOCATION));
        return Optional.of(new ExternalStore(own));
    }

    @Override
    public String name() {
        return location().startsWith("jdbc:") ? "the database in MPP_STORE" : "the Redis in MPP_STORE";
    }

    private String location() {
        return environment.getOrDefault(LOCATION, "");
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public View open() {
        if (!location().startsWith("jdbc:")) {
            RedisStores stores = RedisStores.builder(location()).build();
            return new View(stores, stores);
        }
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(location());
        Optional.ofNullable(environment.get(USER)).ifPresent(database::setUser);
        Optional.ofNullable(environment.get(PASSWORD)).ifPresent(database::setPassword);
        return new View(JdbcStores.builder(database).build(), () -> {});
    }

    @Override
    public void stop() {
        throw new UnsupportedOperationException("The server in MPP_STORE belongs to others");
    }

    @Override
    public void start() {
        throw new UnsupportedOperationException("The server in MPP_STORE belongs to others");
    }

    @Override
    public void close() {}

    /** Nothing of it, because it may hold a password. */
    @Override
    public String toString() {
        return "ExternalStore";
    }
}
