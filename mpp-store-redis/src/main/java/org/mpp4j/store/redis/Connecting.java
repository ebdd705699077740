package org.mpp4j.store.redis;

import io.lettuce.core.api.StatefulConnection;
import java.time.Duration;

/** How stores come to their connection. */
interface Connecting {

    /**
     * An open connection to a server that was checked.
     *
     * @param onClose what closing the stores does
     */
    record Connected(StatefulConnection<?, ?> connection, Runnable onClose) {}

    /**
     * Connects, if need be, and checks the server.
     *
     * @param timeout for connecting, and for each command
     */
    Connected connect(Duration timeout);
}
