package org.mpp4j.store.redis;

import io.lettuce.core.api.StatefulConnection;
import java.time.Duration;

/** A connection that others opened and close. */
record GivenConnection(StatefulConnection<?, ?> connection, Runnable check) implements Connecting {

    @Override
    public Connected connect(Duration timeout) {
        check.run();
        return new Connected(connection, sentAt -> {}, () -> {});
    }
}
