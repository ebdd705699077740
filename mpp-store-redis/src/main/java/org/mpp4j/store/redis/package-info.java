/**
 * Keeps all the state of a server in Redis, shared by any number of instances. {@link org.mpp4j.store.redis.RedisStores} is
 * the way in, and says how the data lie.
 */
@NullMarked
package org.mpp4j.store.redis;

import org.jspecify.annotations.NullMarked;
