package org.mpp4j.store.jdbc;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.mpp4j.store.ChallengeStore;
import org.mpp4j.store.jdbc.Dialect.Column;

/** One row for each record. */
final class JdbcChallengeStore implements ChallengeStore {

    private final Database database;
    private final String put;
    private final String find;
    private final String remove;
    private final String purge;

    JdbcChallengeStore(Database database, String prefix) {
        this.database = database;
        String table = prefix + "challenge";
        String live = " WHERE challenge_key = ? AND expires_at > ?";
        this.put = database.dialect()
                .insertOrReplaceDead(
                        table,
                        List.of(Column.text("challenge_key"), Column.text("content"), Column.number("expires_at")));
        this.find = "SELECT content FROM " + table + live;
        this.remove = "DELETE FROM " + table + live;
        this.purge = database.dialect().purge(table, "challenge_key");
    }

    @Override
    public boolean put(String key, String value, Instant expiresAt) {
        Texts.key(key);
        Texts.checked("value", value, Texts.VALUE);
        long until = EpochMillis.until(expiresAt);
        return database.each("put challenge", link -> link.update(put, key, value, until, database.now()) == 1);
    }

    @Override
    public Optional<String> find(String key) {
        Texts.key(key);
        return database
                .each("find challenge", link -> link.query(find, row -> row.getString(1), key, database.now()))
                .stream()
                .findFirst();
    }

    @Override
    public boolean remove(String key) {
        Texts.key(key);
        return database.each("remove challenge", link -> link.update(remove, key, database.now()) == 1);
    }

    @Override
    public int purge(int limit) {
        return limit <= 0 ? 0 : database.each("purge challenges", link -> link.update(purge, database.now(), limit));
    }
}
