package org.mpp4j.store.redis;

import java.util.List;
import java.util.Optional;
import org.mpp4j.store.IdempotencyStore;
import org.mpp4j.store.StoreUnavailableException;
import org.mpp4j.store.StoredAnswer;

/** Answers in Redis. */
final class RedisIdempotencyStore implements IdempotencyStore {

    /** Nobody asks whose answer it is that is kept. */
    private static final String NOBODY = "-";

    private final RedisLink link;
    private final KeyNames names;
    private final Records records;
    private final Together together;

    RedisIdempotencyStore(RedisLink link, KeyNames names) {
        this.link = link;
        this.names = names;
        this.records = new Records(link);
        this.together = new Together(link.isCluster());
    }

    @Override
    public void put(List<Entry> entries) {
        link.callAll(together.split(entries, Entry::key).stream()
                .map(some -> Records.put(some.stream().map(this::record).toList(), NOBODY))
                .toList());
    }

    private Records.Entry record(Entry entry) {
        return new Records.Entry(names.answer(entry.key()), entry.answer().toBytes(), entry.expiresAt());
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
