package org.mpp4j.client;

import java.net.URI;
import java.util.Objects;
import org.mpp4j.protocol.Challenge;

/**
 * A payment that is about to be made.
 *
 * @param resource that is paid for
 * @param challenge of its server; its description isn't to be relied on
 * @param demand what the payment moves, within all limits
 * @since 0.1
 */
public record ProposedPayment(URI resource, Challenge challenge, Demand demand) {

    /**
     * Checks that nothing is missing.
     *
     * @param resource not null
     * @param challenge not null
     * @param demand not null
     */
    public ProposedPayment {
        Objects.requireNonNull(resource, "resource");
        Objects.requireNonNull(challenge, "challenge");
        Objects.requireNonNull(demand, "demand");
    }
}
