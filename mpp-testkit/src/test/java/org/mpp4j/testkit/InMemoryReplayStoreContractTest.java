package org.mpp4j.testkit;

import java.time.InstantSource;
import org.mpp4j.store.InMemoryReplayStore;
import org.mpp4j.store.ReplayStore;

class InMemoryReplayStoreContractTest extends ReplayStoreContract {

    @Override
    protected ReplayStore newStore(InstantSource clock) {
        return new InMemoryReplayStore(clock, 1_000);
    }
}
