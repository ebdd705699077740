package org.mpp4j.store;

import java.time.InstantSource;

/**
 * All stores in the memory of one process, for development. What they hold is lost with the process, and another instance
 * doesn't see it.
 *
 * @since 0.1
 */
public final class InMemoryStores implements Stores {

    private final ReplayStore replays;
    private final IdempotencyStore answers;
    private final PaymentLedger ledger = new InMemoryPaymentLedger();
    private final SessionStore sessions = new InMemorySessionStore();
    private final ChallengeStore challenges;

    /** Stores with the system's clock. */
    public InMemoryStores() {
        this(InstantSource.system());
    }

    /**
     * Stores with a given clock.
     *
     * @param clock tells when something is over
     */
    public InMemoryStores(InstantSource clock) {
        this.replays = new InMemoryReplayStore(clock, InMemoryReplayStore.DEFAULT_CAPACITY);
        this.answers = new InMemoryIdempotencyStore(clock, InMemoryIdempotencyStore.DEFAULT_CAPACITY);
        this.challenges = new InMemoryChallengeStore(clock);
    }

    @Override
    public ReplayStore replays() {
        return replays;
    }

    @Override
    public IdempotencyStore answers() {
        return answers;
    }

    @Override
    public PaymentLedger ledger() {
        return ledger;
    }

    @Override
    public SessionStore sessions() {
        return sessions;
    }

    @Override
    public ChallengeStore challenges() {
        return challenges;
    }
}
