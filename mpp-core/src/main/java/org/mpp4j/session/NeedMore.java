package org.mpp4j.session;

import java.util.Objects;
import org.mpp4j.protocol.JsonObject;

/**
 * Tells a client in the middle of a stream that it has to authorize more.
 *
 * @param event the name of the event, such as {@code payment-need-voucher}
 * @param data what the client needs to know, as the rail defines it
 * @since 0.1
 */
public record NeedMore(String event, JsonObject data) {

    /**
     * Checks the parts.
     *
     * @param event the name of the event, such as {@code payment-need-voucher}
     * @param data what the client needs to know, as the rail defines it
     */
    public NeedMore {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(data, "data");
    }
}
