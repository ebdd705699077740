package org.mpp4j.store.redis;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.testkit.ReplayStoreContract;

class RedisReplayStoreTest extends ReplayStoreContract {

    private final List<RedisStores> opened = new ArrayList<>();

    private RedisStores open(InstantSource clock) {
        RedisStores stores =
                RedisStores.builder(TestServer.shared().uri()).clock(clock).build();
        opened.add(stores);
        return stores;
    }

    @AfterEach
    void closeStores() {
        opened.forEach(RedisStores::close);
    }

    @Override
    protected ReplayStore newStore(InstantSource clock) {
        return open(clock).replays();
    }

    @Override
    protected ReplayStore secondDoor(ReplayStore first, InstantSource sameClock) {
        return open(sameClock).replays();
    }

    @Override
    protected boolean forgetsByItself() {
        return true;
    }
}
