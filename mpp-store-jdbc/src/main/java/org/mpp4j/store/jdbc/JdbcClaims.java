package org.mpp4j.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.ReplayStore.Claim;
import org.mpp4j.store.SharedTrips;
import org.mpp4j.store.jdbc.Dialect.Column;

/**
 * First uses of keys. A claim is one statement, and in PostgreSQL claims of the same moment share one: a row more in a statement
 * costs a fraction of a statement of its own, and the commit comes only once.
 */
final class JdbcClaims {

    /** As often as somebody else may free and take a key between two statements. After that it is in use, to be sure. */
    private static final int TRIES = 8;

    /** While one statement is being committed, the next one gathers. More at a time makes them smaller, not faster. */
    private static final int LANES = 2;

    private static final int SEATS = 128;

    private final Database database;
    private final String insert;
    private final String look;
    private final String insertMany;
    private final String lookAtMany;
    private final SharedTrips<Request, Claim> trips = new SharedTrips<>(LANES, SEATS, Request::key, this::ask);

    JdbcClaims(Database database, String table) {
        this.database = database;
        List<Column> columns = List.of(
                Column.text("claim_key"),
                Column.text("holder"),
                Column.text("attempt"),
                Column.text("state"),
                Column.number("look_at"),
                Column.number("expires_at"),
                Column.text("memo"));
        this.insert = database.dialect().insertOrReplaceDead(table, columns);
        this.insertMany = insert.replace(
                        "VALUES (?, ?, ?, ?, ?, ?, ?)",
                        "SELECT e.claim_key, e.holder, e.attempt, 'IN_FLIGHT', e.look_at, e.expires_at, e.memo FROM unnest(?, ?,"
                                + " ?, ?, ?, ?) AS e (claim_key, holder, attempt, look_at, expires_at, memo)")
                + " RETURNING t.claim_key";
        String found = "SELECT claim_key, holder, attempt, state, look_at, expires_at FROM " + table;
        this.look = found + " WHERE claim_key = ?";
        this.lookAtMany = found + " WHERE claim_key = ANY (?)";
    }

    private record Request(
            String key,
            Attempt attempt,
            Duration lease,
            long until,
            @Nullable String memo) {

        long leaseEnd(long now) {
            return EpochMillis.plus(now, lease);
        }

        long expiresAt(long now) {
            return Math.max(until, leaseEnd(now));
        }
    }

    private record Found(String key, String holder, String attempt, String state, long lookAt, long expiresAt) {

        static Found read(ResultSet row) throws SQLException {
            return new Found(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getLong(5),
                    row.getLong(6));
        }

        Claim by(Attempt other, long now) {
            if (state.equals("SPENT")) {
                return Claim.SPENT;
            }
            boolean own = holder.equals(other.holder());
            if (state.equals("IN_FLIGHT") && lookAt > now) {
                return own && attempt.equals(other.token()) ? Claim.CLAIMED : Claim.IN_FLIGHT;
            }
            return own ? Claim.UNDECIDED : Claim.IN_FLIGHT;
        }
    }

    Claim claim(String key, Attempt attempt, Duration lease, Instant expiresAt, @Nullable String memo) {
        Texts.key(key);
        Texts.attempt(attempt);
        if (memo != null) {
            Texts.checked("memo", memo, Texts.MEMO);
        }
        Request request = new Request(key, attempt, lease, EpochMillis.until(expiresAt), memo);
        if (database.dialect() == Dialect.POSTGRESQL) {
            return trips.ask(request);
        }
        return database.atOnce("claim", link -> claimOne(link, request));
    }

    /** Requests for different keys. */
    private List<Claim> ask(List<Request> requests) {
        if (requests.size() == 1) {
            Claim alone = database.atOnce("claim", link -> claimOne(link, requests.get(0)));
            return List.of(alone);
        }
        Map<String, Claim> outcomes = database.atOnce("claim", link -> claimMany(link, requests));
        return requests.stream()
                .map(request -> outcomes.getOrDefault(request.key(), Claim.IN_FLIGHT))
                .toList();
    }

    private Claim claimOne(Link link, Request request) throws SQLException {
        for (int tries = 0; tries < TRIES; tries++) {
            long now = database.now();
            if (link.update(
                            insert,
                            request.key(),
                            request.attempt().holder(),
                            request.attempt().token(),
                            "IN_FLIGHT",
                            request.leaseEnd(now),
                            request.expiresAt(now),
                            request.memo(),
                            now)
                    == 1) {
                return Claim.CLAIMED;
            }
            // A row was in the way a moment ago. If it is gone by now, the key is free and has to be claimed anew.
            List<Found> found = link.query(look, Found::read, request.key());
            if (!found.isEmpty() && found.get(0).expiresAt() > now) {
                return found.get(0).by(request.attempt(), now);
            }
        }
        return Claim.IN_FLIGHT;
    }

    private Map<String, Claim> claimMany(Link link, List<Request> requests) throws SQLException {
        Map<String, Claim> outcomes = new HashMap<>();
        // In the order of keys, so that two statements never wait for each other.
        List<Request> open = new ArrayList<>(requests);
        open.sort(Comparator.comparing(Request::key));
        for (int tries = 0; tries < TRIES && !open.isEmpty(); tries++) {
            long now = database.now();
            for (String claimed : insert(link, open, now)) {
                outcomes.put(claimed, Claim.CLAIMED);
            }
            open.removeIf(request -> outcomes.containsKey(request.key()));
            if (!open.isEmpty()) {
                Map<String, Request> byKey = new HashMap<>();
                open.forEach(request -> byKey.put(request.key(), request));
                for (Found found : link.query(lookAtMany, Found::read, (Object) texts(open, Request::key))) {
                    Request request = byKey.get(found.key());
                    if (request != null && found.expiresAt() > now) {
                        outcomes.put(found.key(), found.by(request.attempt(), now));
                    }
                }
                open.removeIf(request -> outcomes.containsKey(request.key()));
            }
        }
        return outcomes;
    }

    private Set<String> insert(Link link, List<Request> requests, long now) throws SQLException {
        return new HashSet<>(link.query(
                insertMany,
                row -> row.getString(1),
                texts(requests, Request::key),
                texts(requests, request -> request.attempt().holder()),
                texts(requests, request -> request.attempt().token()),
                requests.stream().map(request -> request.leaseEnd(now)).toArray(Long[]::new),
                requests.stream().map(request -> request.expiresAt(now)).toArray(Long[]::new),
                texts(requests, Request::memo),
                now));
    }

    private static @Nullable String[] texts(List<Request> requests, Function<Request, @Nullable String> part) {
        return requests.stream().map(part).toArray(String[]::new);
    }
}
