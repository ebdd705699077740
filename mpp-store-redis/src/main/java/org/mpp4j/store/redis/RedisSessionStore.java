package org.mpp4j.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mpp4j.store.SessionRecord;
import org.mpp4j.store.SessionStore;
import org.mpp4j.store.StoreUnavailableException;

/** Sessions in Redis. Each shard has an index of those that are due some time; a record and its entry change at once. */
final class RedisSessionStore implements SessionStore {

    private static final int MOST_LOOKED_AT = 20_000;

    private final RedisLink link;
    private final KeyNames names;
    private final ShardedIndex index;

    RedisSessionStore(RedisLink link, KeyNames names) {
        this.link = link;
        this.names = names;
        this.index = new ShardedIndex(link, names::dueSessions);
    }

    @Override
    public Optional<SessionRecord> find(String key) {
        return read(key, link.call(sessionCall(Script.SESSION_FIND, key)));
    }

    @Override
    public boolean compareAndSet(String key, long expectedVersion, String value, Instant dueAt) {
        Objects.requireNonNull(value, "value");
        if (expectedVersion < 0) {
            return false;
        }
        boolean never = dueAt.equals(Instant.MAX);
        return link.call(sessionCall(Script.SESSION_SET, key)
                        .with(expectedVersion)
                        .with(expectedVersion + 1)
                        .with(Records.newToken())
                        .with(value)
                        .with(dueAt.toString())
                        .with(never ? "" : Long.toString(Millis.cutOff(dueAt)))
                        .with(key))
                .isTrue();
    }

    @Override
    public boolean remove(String key, long expectedVersion) {
        return link.call(sessionCall(Script.SESSION_REMOVE, key)
                        .with(expectedVersion)
                        .with(key))
                .isTrue();
    }

    @Override
    public List<SessionRecord> due(String prefix, Instant now, int limit) {
        List<String> keys = dueKeys(prefix, now, limit);
        List<Reply> replies = link.callAll(keys.stream()
                .map(key -> sessionCall(Script.SESSION_FIND, key).with(key))
                .toList());
        List<SessionRecord> due = new ArrayList<>();
        for (int i = 0; i < replies.size(); i++) {
            // It may have changed since the index was read, and that knows milliseconds only.
            read(keys.get(i), replies.get(i))
                    .filter(session -> !session.dueAt().isAfter(now))
                    .ifPresent(due::add);
        }
        due.sort(Comparator.comparing(SessionRecord::dueAt));
        return List.copyOf(due);
    }

    /** The index holds the sessions of all rails, so what others have to look at may stand in front. */
    private List<String> dueKeys(String prefix, Instant now, int limit) {
        int asked = limit;
        while (true) {
            List<byte[]> members = index.until(Millis.cutOff(now), asked);
            List<String> keys = members.stream()
                    .map(member -> new String(member, StandardCharsets.UTF_8))
                    .filter(key -> key.startsWith(prefix))
                    .limit(limit)
                    .toList();
            if (keys.size() >= limit || members.size() < asked || asked >= MOST_LOOKED_AT) {
                return keys;
            }
            asked = Math.min(MOST_LOOKED_AT, asked * 4);
        }
    }

    private Call sessionCall(Script script, String key) {
        return Call.of(script, names.session(key), names.dueSessions(key));
    }

    private static Optional<SessionRecord> read(String key, Reply reply) {
        if (reply.size() == 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new SessionRecord(key, Long.parseLong(reply.text(0)), reply.text(1), Instant.parse(reply.text(2))));
        } catch (DateTimeException | IllegalArgumentException damaged) {
            throw new StoreUnavailableException("Redis holds a damaged record of a session", damaged);
        }
    }
}
