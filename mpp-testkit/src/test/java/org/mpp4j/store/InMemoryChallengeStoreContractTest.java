package org.mpp4j.store;

import java.time.InstantSource;
import org.mpp4j.testkit.ChallengeStoreContract;

class InMemoryChallengeStoreContractTest extends ChallengeStoreContract {

    @Override
    protected ChallengeStore newStore(InstantSource clock) {
        return new InMemoryChallengeStore(clock);
    }
}
