package org.mpp4j.store;

import org.mpp4j.testkit.SessionStoreContract;

class InMemorySessionStoreContractTest extends SessionStoreContract {

    @Override
    protected SessionStore newStore() {
        return new InMemorySessionStore();
    }
}
