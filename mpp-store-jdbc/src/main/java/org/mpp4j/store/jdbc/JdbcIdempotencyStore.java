package org.mpp4j.store.jdbc;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mpp4j.store.IdempotencyStore;
import org.mpp4j.store.StoreUnavailableException;
import org.mpp4j.store.StoredAnswer;
import org.mpp4j.store.jdbc.Dialect.Column;

/** One row for each answer. */
final class JdbcIdempotencyStore implements IdempotencyStore {

    private final Database database;
    private final String put;
    private final String putMany;
    private final String find;
    private final String purge;

    JdbcIdempotencyStore(Database database, String prefix) {
        this.database = database;
        String table = prefix + "answer";
        this.put = database.dialect()
                .insertOrReplaceDead(
                        table, List.of(Column.text("answer_key"), Column.bytes("answer"), Column.number("expires_at")));
        this.putMany = put.replace("VALUES (?, ?, ?)", "SELECT * FROM unnest(?, ?, ?)");
        this.find = "SELECT answer FROM " + table + " WHERE answer_key = ? AND expires_at > ?";
        this.purge = database.dialect().purge(table, "answer_key");
    }

    @Override
    public void put(List<Entry> entries) {
        // In the order of keys, so that two instances never wait for each other.
        Map<String, Entry> first = new TreeMap<>();
        entries.forEach(entry -> first.putIfAbsent(Texts.key(entry.key()), entry));
        if (first.isEmpty()) {
            return;
        }
        database.each("put answers", link -> {
            long now = database.now();
            if (database.dialect() == Dialect.POSTGRESQL) {
                return putByArrays(link, first.values(), now);
            }
            link.batch(
                    put,
                    first.values().stream()
                            .map(entry -> new Object[] {
                                entry.key(), entry.answer().toBytes(), EpochMillis.until(entry.expiresAt()), now
                            })
                            .toList());
            return true;
        });
    }

    private boolean putByArrays(Link link, Collection<Entry> entries, long now) throws SQLException {
        link.update(
                putMany,
                entries.stream().map(Entry::key).toArray(String[]::new),
                entries.stream().map(entry -> entry.answer().toBytes()).toArray(byte[][]::new),
                entries.stream()
                        .map(entry -> EpochMillis.until(entry.expiresAt()))
                        .toArray(Long[]::new),
                now);
        return true;
    }

    @Override
    public Optional<StoredAnswer> find(String key) {
        Texts.key(key);
        return database
                .each("find answer", link -> link.query(find, row -> row.getBytes(1), key, database.now()))
                .stream()
                .findFirst()
                .map(JdbcIdempotencyStore::read);
    }

    private static StoredAnswer read(byte[] bytes) {
        try {
            return StoredAnswer.fromBytes(bytes);
        } catch (IllegalArgumentException unreadable) {
            throw new StoreUnavailableException("A stored answer can't be read by this version of mpp4j", unreadable);
        }
    }

    @Override
    public int purge(int limit) {
        return limit <= 0 ? 0 : database.each("purge answers", link -> link.update(purge, database.now(), limit));
    }
}
