package org.mpp4j.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.mpp4j.store.ChallengeStore;

/** Records of challenges in Redis. */
final class RedisChallengeStore implements ChallengeStore {

    private final RedisLink link;
    private final KeyNames names;
    private final Records records;

    RedisChallengeStore(RedisLink link, KeyNames names) {
        this.link = link;
        this.names = names;
        this.records = new Records(link);
    }

    @Override
    public boolean put(String key, String value, Instant expiresAt) {
        Records.Entry entry =
                new Records.Entry(names.challenge(key), value.getBytes(StandardCharsets.UTF_8), expiresAt);
        return link.call(Records.put(List.of(entry), Records.newToken())).isTrue();
    }

    @Override
    public Optional<String> find(String key) {
        return records.find(names.challenge(key)).map(value -> new String(value, StandardCharsets.UTF_8));
    }

    @Override
    public boolean remove(String key) {
        return link.call(Call.of(Script.REMOVE, names.challenge(key))).isTrue();
    }

    /** Redis forgets by itself. */
    @Override
    public int purge(int limit) {
        return 0;
    }
}
