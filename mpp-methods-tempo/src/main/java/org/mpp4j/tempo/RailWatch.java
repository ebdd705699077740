package org.mpp4j.tempo;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.OfferUnavailableException;
import org.mpp4j.tempo.internal.rpc.TempoNode;
import org.mpp4j.tempo.internal.sponsor.Errands;
import org.mpp4j.tempo.internal.sponsor.Sponsor;

/** Whether anybody could pay at this moment. Whoever asks never waits: a node that is down is tried in the background. */
final class RailWatch {

    private static final Duration TRIAL = Duration.ofSeconds(2);

    private final TempoNode node;
    private final @Nullable Sponsor sponsor;
    private final Executor errands = Errands.executor("mpp4j-tempo-node");

    RailWatch(TempoNode node, @Nullable Sponsor sponsor) {
        this.node = node;
        this.sponsor = sponsor;
    }

    /**
     * Does nothing if somebody could.
     *
     * @throws OfferUnavailableException otherwise
     */
    void requireUp() {
        if (node.isDown()) {
            tryAgain();
            throw new OfferUnavailableException("No Tempo node answers");
        }
        if (sponsor != null && !sponsor.hasMoney()) {
            throw new OfferUnavailableException("The fee payer has no money");
        }
    }

    private void tryAgain() {
        if (node.mayBeTried()) {
            try {
                errands.execute(() -> node.chainId(TRIAL));
            } catch (RejectedExecutionException busy) {
                throw new OfferUnavailableException("No Tempo node answers", busy);
            }
        }
    }
}
