package org.mpp4j.tempo.client;

import java.util.Objects;

/**
 * A server-sent event that was paid for. Events of the payment itself aren't among them.
 *
 * @param name for example {@code message}, which it is if the server doesn't say
 * @param data its lines, with line feeds between them
 * @since 0.1
 */
public record StreamedEvent(String name, String data) {

    /**
     * Checks that nothing is missing.
     *
     * @param name not null
     * @param data not null
     */
    public StreamedEvent {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(data, "data");
    }
}
