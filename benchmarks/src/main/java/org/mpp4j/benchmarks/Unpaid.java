package org.mpp4j.benchmarks;

import java.util.List;
import java.util.Optional;
import org.mpp4j.gate.Exchange;
import org.mpp4j.protocol.BodyDigest;

/** A request without header fields and without a body. */
record Unpaid(String target) implements Exchange {

    @Override
    public List<String> headers(String name) {
        return List.of();
    }

    @Override
    public Optional<BodyDigest> bodyDigest() {
        return Optional.empty();
    }
}
