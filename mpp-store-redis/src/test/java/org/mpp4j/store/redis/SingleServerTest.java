package org.mpp4j.store.redis;

/** A single server keeps all contracts. */
class SingleServerTest extends RedisStoresContracts {

    @Override
    RedisStoresBuilder connect() {
        return RedisStores.builder(TestServer.shared().uri());
    }
}
