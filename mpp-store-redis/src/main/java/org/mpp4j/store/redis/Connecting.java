package org.mpp4j.store.redis;

import io.lettuce.core.api.StatefulConnection;
import java.time.Duration;
import java.util.function.LongConsumer;

/** How stores come to their connection. */
interface Connecting {

    /**
     * An open connection to a server that was checked.
     *
     * @param onSilence is told since when a command waited in vain, by {@link System#nanoTime}
     * @param onClose what closing the stores does
     */
    record Connected(StatefulConnection<?, ?> connection, LongConsumer onSilence, Runnable onClose) {}

    /**
     * Connects, if need be, and checks the server.
     *
     * @param timeout for connecting, and for each command
     */
    Connected connect(Duration timeout);
}
