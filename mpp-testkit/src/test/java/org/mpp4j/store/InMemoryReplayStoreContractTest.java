package org.mpp4j.store;

import java.time.InstantSource;
import org.mpp4j.testkit.ReplayStoreContract;

/** In another package than the contract, as every user's subclass is. */
class InMemoryReplayStoreContractTest extends ReplayStoreContract {

    @Override
    protected ReplayStore newStore(InstantSource clock) {
        return new InMemoryReplayStore(clock, 1_000);
    }
}
