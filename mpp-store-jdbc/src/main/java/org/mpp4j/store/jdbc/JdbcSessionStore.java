package org.mpp4j.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.mpp4j.store.SessionRecord;
import org.mpp4j.store.SessionStore;
import org.mpp4j.store.jdbc.Dialect.Column;

/** One row for each session. */
final class JdbcSessionStore implements SessionStore {

    private final Database database;
    private final String find;
    private final String insert;
    private final String replace;
    private final String remove;
    private final String due;

    JdbcSessionStore(Database database, String prefix) {
        this.database = database;
        String table = prefix + "session";
        String columns = "SELECT session_key, version, content, due_at FROM " + table;
        String seen = " WHERE session_key = ? AND version = ?";
        this.find = columns + " WHERE session_key = ?";
        this.insert = database.dialect()
                .insertIfAbsent(
                        table,
                        List.of(
                                Column.text("session_key"),
                                Column.number("version"),
                                Column.text("content"),
                                Column.number("due_at")));
        this.replace = "UPDATE " + table + " SET version = version + 1, content = ?, due_at = ?" + seen;
        this.remove = "DELETE FROM " + table + seen;
        this.due = columns + " WHERE due_at <= ? AND due_at < 9223372036854775807 AND LEFT(session_key, ?) = ?"
                + " ORDER BY due_at, session_key LIMIT ?";
    }

    @Override
    public Optional<SessionRecord> find(String key) {
        Texts.key(key);
        return database.each("find session", link -> link.query(find, JdbcSessionStore::read, key)).stream()
                .findFirst();
    }

    @Override
    public boolean compareAndSet(String key, long expectedVersion, String value, Instant dueAt) {
        Texts.key(key);
        Texts.checked("value", value, Texts.VALUE);
        long dueMillis = EpochMillis.of(dueAt);
        return database.each(
                "change session",
                link -> (expectedVersion == 0
                                ? link.update(insert, key, 1L, value, dueMillis)
                                : link.update(replace, value, dueMillis, key, expectedVersion))
                        == 1);
    }

    @Override
    public boolean remove(String key, long expectedVersion) {
        Texts.key(key);
        return database.each("remove session", link -> link.update(remove, key, expectedVersion) == 1);
    }

    @Override
    public List<SessionRecord> due(String prefix, Instant now, int limit) {
        if (limit <= 0) {
            return List.of();
        }
        return database.each(
                "due sessions",
                link -> link.query(due, JdbcSessionStore::read, EpochMillis.of(now), prefix.length(), prefix, limit));
    }

    private static SessionRecord read(ResultSet row) throws SQLException {
        return new SessionRecord(
                row.getString(1), row.getLong(2), row.getString(3), EpochMillis.toInstant(row.getLong(4)));
    }
}
