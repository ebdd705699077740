/** Stores in Redis: {@link org.mpp4j.store.redis.RedisStores} keeps all the state of a server there. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // Lettuce has a name, but no descriptor
module org.mpp4j.store.redis {
    requires transitive org.mpp4j.core;
    requires transitive lettuce.core;
    requires io.netty.transport;
    requires static transitive org.jspecify;

    exports org.mpp4j.store.redis;
}
