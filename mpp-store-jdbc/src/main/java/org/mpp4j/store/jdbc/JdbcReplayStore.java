package org.mpp4j.store.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.Ending;
import org.mpp4j.store.Ending.How;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.UnresolvedClaim;

/**
 * One row for each key. {@code look_at} is when the lease of what is in flight ends, or since when something is undecided; it
 * is null when nobody has to look.
 */
final class JdbcReplayStore implements ReplayStore {

    private static final String ENDS =
            " WHERE t.claim_key = e.claim_key AND t.holder = e.holder AND t.attempt = e.attempt AND t.state = 'IN_FLIGHT'";
    private static final String NEW_STATE = "state = ?, look_at = CASE WHEN ? = 'UNDECIDED' THEN ? END, expires_at = ?,"
            + " memo = CASE WHEN ? = 'SPENT' THEN NULL ELSE memo END";

    private final Database database;
    private final JdbcClaims claims;
    private final String resume;
    private final String renew;
    private final String release;
    private final String end;
    private final String releaseMany;
    private final String endMany;
    private final String unresolved;
    private final String purge;

    JdbcReplayStore(Database database, String prefix) {
        this.database = database;
        String table = prefix + "replay";
        this.claims = new JdbcClaims(database, table);
        String inFlight = " SET attempt = ?, state = 'IN_FLIGHT', look_at = ?, expires_at = GREATEST(expires_at, ?)"
                + " WHERE claim_key = ? AND holder = ? AND expires_at > ?";
        this.resume = "UPDATE " + table + inFlight
                + " AND (state IN ('UNDECIDED', 'PAID') OR (state = 'IN_FLIGHT' AND look_at <= ?))";
        this.renew = "UPDATE " + table + inFlight + " AND attempt = ? AND state = 'IN_FLIGHT'";
        String ours = " WHERE claim_key = ? AND holder = ? AND attempt = ? AND state = 'IN_FLIGHT'";
        this.release = "DELETE FROM " + table + ours;
        this.end = "UPDATE " + table + " SET " + NEW_STATE + ours;
        String arrays = "unnest(?, ?, ?) AS e (claim_key, holder, attempt)";
        this.releaseMany = "DELETE FROM " + table + " t USING " + arrays + ENDS;
        this.endMany = "UPDATE " + table + " t SET state = e.state,"
                + " look_at = CASE WHEN e.state = 'UNDECIDED' THEN ?::bigint END, expires_at = e.expires_at,"
                + " memo = CASE WHEN e.state = 'SPENT' THEN NULL ELSE t.memo END"
                + " FROM unnest(?, ?, ?, ?, ?) AS e (claim_key, holder, attempt, state, expires_at)" + ENDS;
        this.unresolved = "SELECT claim_key, holder, memo FROM " + table
                + " WHERE look_at <= ? AND memo IS NOT NULL AND state IN ('IN_FLIGHT', 'UNDECIDED') AND expires_at > ?"
                + " ORDER BY look_at, claim_key LIMIT ?";
        this.purge = database.dialect().purge(table, "claim_key");
    }

    @Override
    public Claim claim(String key, Attempt attempt, Duration lease, Instant expiresAt, @Nullable String memo) {
        return claims.claim(key, attempt, lease, expiresAt, memo);
    }

    @Override
    public boolean resume(String key, Attempt attempt, Duration lease) {
        return putInFlight("resume", resume, key, attempt, lease, now -> now);
    }

    @Override
    public boolean renew(String key, Attempt attempt, Duration lease) {
        return putInFlight("renew", renew, key, attempt, lease, now -> attempt.token());
    }

    private boolean putInFlight(
            String what, String sql, String key, Attempt attempt, Duration lease, Function<Long, Object> last) {
        Texts.key(key);
        Texts.attempt(attempt);
        return database.atOnce(what, link -> {
            long now = database.now();
            long leaseEnd = EpochMillis.plus(now, lease);
            return link.update(sql, attempt.token(), leaseEnd, leaseEnd, key, attempt.holder(), now, last.apply(now))
                    == 1;
        });
    }

    private record Use(String key, Attempt attempt) {}

    @Override
    public void end(List<Ending> endings) {
        Map<Use, Ending> first = new LinkedHashMap<>();
        for (Ending ending : endings) {
            Texts.key(ending.key());
            first.putIfAbsent(new Use(ending.key(), Texts.attempt(ending.attempt())), ending);
        }
        List<Ending> released = first.values().stream()
                .filter(ending -> ending.how() == How.RELEASED)
                .toList();
        List<Ending> others = first.values().stream()
                .filter(ending -> ending.how() != How.RELEASED)
                .toList();
        if (first.isEmpty()) {
            return;
        }
        if (database.dialect() == Dialect.POSTGRESQL) {
            database.byIndex("end", link -> endByArrays(link, released, others));
        } else {
            database.each("end", link -> endByBatch(link, released, others));
        }
    }

    private boolean endByArrays(Link link, List<Ending> released, List<Ending> others) throws SQLException {
        if (!others.isEmpty()) {
            link.update(
                    endMany,
                    database.now(),
                    texts(others, Ending::key),
                    texts(others, ending -> ending.attempt().holder()),
                    texts(others, ending -> ending.attempt().token()),
                    texts(others, ending -> ending.how().name()),
                    others.stream()
                            .map(ending -> EpochMillis.until(ending.keepUntil()))
                            .toArray(Long[]::new));
        }
        if (!released.isEmpty()) {
            link.update(
                    releaseMany,
                    texts(released, Ending::key),
                    texts(released, ending -> ending.attempt().holder()),
                    texts(released, ending -> ending.attempt().token()));
        }
        return true;
    }

    private static String[] texts(Collection<Ending> endings, Function<Ending, String> part) {
        return endings.stream().map(part).toArray(String[]::new);
    }

    private boolean endByBatch(Link link, List<Ending> released, List<Ending> others) throws SQLException {
        long now = database.now();
        link.batch(
                end,
                others.stream()
                        .map(ending -> new Object[] {
                            ending.how().name(),
                            ending.how().name(),
                            now,
                            EpochMillis.until(ending.keepUntil()),
                            ending.how().name(),
                            ending.key(),
                            ending.attempt().holder(),
                            ending.attempt().token()
                        })
                        .toList());
        link.batch(
                release,
                released.stream()
                        .map(ending -> new Object[] {
                            ending.key(),
                            ending.attempt().holder(),
                            ending.attempt().token()
                        })
                        .toList());
        return true;
    }

    @Override
    public List<UnresolvedClaim> unresolved(int limit) {
        if (limit <= 0) {
            return List.of();
        }
        return database.each("unresolved", link -> {
            long now = database.now();
            return link.query(
                    unresolved,
                    row -> new UnresolvedClaim(row.getString(1), row.getString(2), row.getString(3)),
                    now,
                    now,
                    limit);
        });
    }

    @Override
    public int purge(int limit) {
        return limit <= 0 ? 0 : database.each("purge", link -> link.update(purge, database.now(), limit));
    }
}
