package org.mpp4j.examples.cluster;

import java.util.Map;
import org.mpp4j.store.Stores;

/**
 * A server that keeps the state of all instances. It can be stopped as by a power cut, and started again with the same data
 * at the same place.
 */
sealed interface SharedStore extends AutoCloseable permits PostgreSqlStore, RedisStore, ExternalStore {

    /** A view of what is stored, for looking at it. */
    record View(Stores stores, AutoCloseable connection) implements AutoCloseable {

        @Override
        public void close() throws Exception {
            connection.close();
        }
    }

    /** What it is called in messages. */
    String name();

    /** What paid-api is told, to keep its state here. */
    Map<String, String> environment();

    /** Opens what is stored. */
    View open();

    /** Ends it at once, without tidying up. */
    void stop();

    /** Starts it again, with the same data, at the same port. Returns when it answers. */
    void start();

    /** An outage. */
    default void restart() {
        stop();
        start();
    }

    /** Ends it and removes its data. */
    @Override
    void close();
}
