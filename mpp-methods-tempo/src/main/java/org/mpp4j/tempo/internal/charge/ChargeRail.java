package org.mpp4j.tempo.internal.charge;

import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.mpp4j.tempo.internal.rpc.TempoNode;

/**
 * How charges are settled.
 *
 * @param node what transactions are sent through
 * @param patience how long settling one may take
 * @param clock where the time comes from
 * @param simulates whether a transaction's calls are tried before it is sent
 * @param unconfirmed what may be delivered before it is mined; null for nothing
 */
public record ChargeRail(
        TempoNode node,
        Duration patience,
        InstantSource clock,
        boolean simulates,
        @Nullable Unconfirmed unconfirmed) {}
