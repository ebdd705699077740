package org.mpp4j.store;

import java.time.InstantSource;
import org.mpp4j.testkit.IdempotencyStoreContract;

class InMemoryIdempotencyStoreContractTest extends IdempotencyStoreContract {

    @Override
    protected IdempotencyStore newStore(InstantSource clock) {
        return new InMemoryIdempotencyStore(clock, 100);
    }
}
