package org.mpp4j.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.store.jdbc.Dialect.Column;

/**
 * One row for each entry, never changed. Beside it stands a small table of what may not have been delivered, so that finding
 * that out doesn't mean going through everything that was. It may name too much, when a payment and its delivery are noted at
 * the same moment by two instances; the ledger itself has the last word. It never names too little.
 */
final class JdbcPaymentLedger implements PaymentLedger {

    private static final List<Column> COLUMNS = List.of(
            Column.text("id"),
            Column.text("kind"),
            Column.number("happened_at"),
            Column.text("challenge_id"),
            Column.text("reference"),
            Column.text("method"),
            Column.text("intent"),
            Column.text("amount"),
            Column.text("currency"),
            Column.text("payer"),
            Column.text("target"),
            Column.number("status"));
    private static final String DONE = " d.kind IN ('DELIVERED', 'REFUNDED')";

    private final Database database;
    private final String openMany;
    private final String insertMany;
    private final String closeMany;
    private final String insert;
    private final String open;
    private final String close;
    private final String byReference;
    private final String byChallenge;
    private final String between;
    private final String undelivered;

    JdbcPaymentLedger(Database database, String prefix) {
        this.database = database;
        String ledger = prefix + "ledger";
        String pending = prefix + "undelivered";
        String select = "SELECT " + Column.names(COLUMNS) + " FROM " + ledger;
        String inOrder = " ORDER BY happened_at, id";
        String notDone =
                " NOT EXISTS (SELECT 1 FROM " + ledger + " d WHERE d.challenge_id = l.challenge_id AND" + DONE + ")";
        this.openMany = "INSERT INTO " + pending + " (id, challenge_id, happened_at)"
                + " SELECT l.id, l.challenge_id, l.happened_at FROM unnest(?, ?, ?) AS l (id, challenge_id, happened_at)"
                + " WHERE" + notDone + " ON CONFLICT (id) DO NOTHING";
        this.insertMany = "INSERT INTO " + ledger + " (" + Column.names(COLUMNS) + ") SELECT "
                + Column.names(COLUMNS).replace("status", "status::integer") + " FROM unnest("
                + String.join(", ", Collections.nCopies(COLUMNS.size(), "?")) + ") AS e (" + Column.names(COLUMNS)
                + ") ON CONFLICT (id) DO NOTHING";
        this.closeMany = "DELETE FROM " + pending
                + " p USING unnest(?) AS d (challenge_id) WHERE p.challenge_id = d.challenge_id";
        this.insert = database.dialect().insertIfAbsent(ledger, COLUMNS);
        this.open = "INSERT INTO " + pending + " (id, challenge_id, happened_at)"
                + " SELECT l.id, l.challenge_id, l.happened_at FROM " + ledger
                + " l WHERE l.id = ? AND l.kind = 'SETTLED' AND" + notDone
                + " AND NOT EXISTS (SELECT 1 FROM " + pending + " p WHERE p.id = l.id)";
        this.close = "DELETE FROM " + pending + " WHERE challenge_id = (SELECT d.challenge_id FROM " + ledger
                + " d WHERE d.id = ? AND" + DONE + ")";
        this.byReference = select + " WHERE reference = ?" + inOrder;
        this.byChallenge = select + " WHERE challenge_id = ?" + inOrder;
        this.between = select + " WHERE happened_at >= ? AND happened_at < ? AND (happened_at, id) > (?, ?)" + inOrder
                + " LIMIT ?";
        this.undelivered = "SELECT "
                + String.join(
                        ", ",
                        COLUMNS.stream().map(column -> "l." + column.name()).toList())
                + " FROM " + pending + " p JOIN " + ledger + " l ON l.id = p.id WHERE p.happened_at < ? AND" + notDone
                + " ORDER BY p.happened_at, p.id LIMIT ?";
    }

    @Override
    public void append(List<LedgerEntry> entries) {
        // In the order of ids, so that two instances that add the same never wait for each other.
        Map<String, LedgerEntry> byId = new TreeMap<>();
        for (LedgerEntry entry : entries) {
            Texts.checked("id", entry.id(), 256);
            Texts.checked("challenge id", entry.challengeId(), Integer.MAX_VALUE);
            byId.putIfAbsent(entry.id(), entry);
        }
        if (byId.isEmpty()) {
            return;
        }
        if (database.dialect() == Dialect.POSTGRESQL) {
            appendByArrays(byId.values());
            return;
        }
        database.together("append to the ledger", link -> {
            link.batch(
                    insert, byId.values().stream().map(JdbcPaymentLedger::row).toList());
            link.batch(open, ids(byId.values().stream().filter(entry -> entry.kind() == Kind.SETTLED)));
            link.batch(close, ids(byId.values().stream().filter(JdbcPaymentLedger::isDone)));
            return true;
        });
    }

    /**
     * What may not have been delivered is named before the payment is noted, and let go after the delivery is: so it is never
     * missing. Most payments are noted together with their delivery, and aren't named at all.
     */
    private void appendByArrays(Collection<LedgerEntry> entries) {
        String[] done = entries.stream()
                .filter(JdbcPaymentLedger::isDone)
                .map(LedgerEntry::challengeId)
                .distinct()
                .toArray(String[]::new);
        Set<String> doneHere = Set.of(done);
        List<LedgerEntry> open = entries.stream()
                .filter(entry -> entry.kind() == Kind.SETTLED && !doneHere.contains(entry.challengeId()))
                .toList();
        Object[] columns = columns(entries);
        database.byIndex("append to the ledger", link -> {
            if (!open.isEmpty()) {
                link.update(
                        openMany,
                        open.stream().map(LedgerEntry::id).toArray(String[]::new),
                        open.stream().map(LedgerEntry::challengeId).toArray(String[]::new),
                        open.stream().map(entry -> EpochMillis.of(entry.at())).toArray(Long[]::new));
            }
            link.update(insertMany, columns);
            if (done.length > 0) {
                link.update(closeMany, (Object) done);
            }
            return true;
        });
    }

    private static boolean isDone(LedgerEntry entry) {
        return entry.kind() == Kind.DELIVERED || entry.kind() == Kind.REFUNDED;
    }

    /** An array for each column. */
    private static Object[] columns(Collection<LedgerEntry> entries) {
        List<@Nullable Object[]> rows =
                entries.stream().map(JdbcPaymentLedger::row).toList();
        Object[] columns = new Object[COLUMNS.size()];
        for (int i = 0; i < columns.length; i++) {
            int column = i;
            Stream<@Nullable Object> values = rows.stream().map(row -> row[column]);
            columns[i] = COLUMNS.get(i).isNumber()
                    ? values.map(number -> ((Number) Objects.requireNonNull(number)).longValue())
                            .toArray(Long[]::new)
                    : values.toArray(String[]::new);
        }
        return columns;
    }

    private static List<@Nullable Object[]> ids(Stream<LedgerEntry> entries) {
        return entries.map(entry -> new @Nullable Object[] {entry.id()}).toList();
    }

    private static @Nullable Object[] row(LedgerEntry entry) {
        String payer = entry.payer();
        return new @Nullable Object[] {
            entry.id(),
            entry.kind().name(),
            EpochMillis.of(entry.at()),
            entry.challengeId(),
            Texts.mended(entry.reference()),
            Texts.mended(entry.method()),
            Texts.mended(entry.intent()),
            Texts.mended(entry.amount()),
            Texts.mended(entry.currency()),
            payer == null ? null : Texts.mended(payer),
            Texts.mended(entry.target()),
            entry.status()
        };
    }

    @Override
    public List<LedgerEntry> byReference(String reference) {
        return select(byReference, Texts.mended(reference));
    }

    @Override
    public List<LedgerEntry> byChallenge(String challengeId) {
        return select(byChallenge, Texts.mended(challengeId));
    }

    @Override
    public List<LedgerEntry> between(Instant from, Instant to, @Nullable LedgerEntry after, int limit) {
        if (limit <= 0) {
            return List.of();
        }
        long start = EpochMillis.until(from);
        // Ids have at least one character, so nothing is before the empty one.
        long afterTime = after == null ? start : EpochMillis.of(after.at());
        String afterId = after == null ? "" : after.id();
        return select(between, start, EpochMillis.until(to), afterTime, afterId, limit);
    }

    @Override
    public List<LedgerEntry> undelivered(Instant settledBefore, int limit) {
        return limit <= 0 ? List.of() : select(undelivered, EpochMillis.until(settledBefore), limit);
    }

    private List<LedgerEntry> select(String sql, Object... values) {
        return database.each("read the ledger", link -> link.query(sql, JdbcPaymentLedger::read, values));
    }

    private static LedgerEntry read(ResultSet row) throws SQLException {
        return new LedgerEntry(
                row.getString(1),
                Kind.valueOf(row.getString(2)),
                Instant.ofEpochMilli(row.getLong(3)),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getString(11),
                row.getInt(12));
    }
}
