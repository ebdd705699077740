package org.mpp4j.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mpp4j.store.SessionRecord;
import org.mpp4j.store.SessionStore;
import org.mpp4j.store.SharedTrips;
import org.mpp4j.store.jdbc.Dialect.Column;

/**
 * One row for each session. In PostgreSQL changes of different sessions that come at the same moment share a statement and its
 * commit, so that many sessions cost little more than one.
 */
final class JdbcSessionStore implements SessionStore {

    /** While one statement is being committed, the next one gathers. */
    private static final int LANES = 2;

    private static final int SEATS = 256;

    /** A session that is there is to have a new version. */
    private record Change(String key, long expectedVersion, String value, long dueAt) {}

    private final SharedTrips<Change, Boolean> trips = new SharedTrips<>(LANES, SEATS, Change::key, this::replace);
    private final Database database;
    private final String find;
    private final String insert;
    private final String replace;
    private final String replaceMany;
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
        this.replaceMany = "UPDATE " + table + " t SET version = t.version + 1, content = e.content, due_at = e.due_at"
                + " FROM unnest(?, ?, ?, ?) AS e (session_key, version, content, due_at)"
                + " WHERE t.session_key = e.session_key AND t.version = e.version RETURNING t.session_key";
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
        if (expectedVersion == 0) {
            return database.each("open session", link -> link.update(insert, key, 1L, value, dueMillis) == 1);
        }
        Change change = new Change(key, expectedVersion, value, dueMillis);
        return database.dialect() == Dialect.POSTGRESQL ? trips.ask(change) : replaceOne(change);
    }

    private boolean replaceOne(Change change) {
        return database.atOnce(
                "change session",
                link -> link.update(replace, change.value(), change.dueAt(), change.key(), change.expectedVersion())
                        == 1);
    }

    /** Changes of different sessions. */
    private List<Boolean> replace(List<Change> changes) {
        if (changes.size() == 1) {
            return List.of(replaceOne(changes.get(0)));
        }
        // In the order of keys, so that two instances that change the same sessions don't wait for each other.
        List<Change> inOrder =
                changes.stream().sorted(Comparator.comparing(Change::key)).toList();
        Set<String> changed = new HashSet<>(database.atOnce(
                "change sessions",
                link -> link.query(
                        replaceMany,
                        row -> row.getString(1),
                        inOrder.stream().map(Change::key).toArray(String[]::new),
                        inOrder.stream().map(Change::expectedVersion).toArray(Long[]::new),
                        inOrder.stream().map(Change::value).toArray(String[]::new),
                        inOrder.stream().map(Change::dueAt).toArray(Long[]::new))));
        return changes.stream().map(change -> changed.contains(change.key())).toList();
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
