package org.mpp4j.store.redis;

import java.util.List;
import java.util.Optional;
import org.mpp4j.store.IdempotencyStore;
import org.mpp4j.store.StoreUnavailableException;
import org.mpp4j.store.StoredAnswer;

/** Answers in Redis. */
final class RedisIdempotencyStore implements IdempotencyStore {

    private final RedisLink link;
    private final KeyNames names;
    private final Records records;

    RedisIdempotencyStore(RedisLink link, KeyNames names) {
        this.link = link;
        this.names = names;
        this.records = new Records(link);
    }

    @Override
    public void put(List<Entry> entries) {
        link.callAll(entries.stream()
                .map(entry ->
                        Records.put(names.answer(entry.key()), entry.answer().toBytes(), entry.expiresAt()))
                .toList());
    }

    @Override
    public Optional<StoredAnswer> find(String key) {
        return records.find(names.answer(key)).map(RedisIdempotencyStore::read);
    }

    private static StoredAnswer read(byte[] bytes) {
        try {
            return StoredAnswer.fromBytes(bytes);
        } catch (IllegalArgumentException unreadable) {
            throw new StoreUnavailableException("Redis holds an answer that this version can't read", unreadable);
        }
    }

    /** Redis forgets by itself. */
    @Override
    public int purge(int limit) {
        return 0;
    }
}
