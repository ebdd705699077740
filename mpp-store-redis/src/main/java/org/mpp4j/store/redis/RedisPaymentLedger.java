package org.mpp4j.store.redis;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.store.StoreUnavailableException;

/**
 * A ledger in Redis. All of it lies in one slot, so that entries are added all or none. Entries never change, which is why an
 * index may be read before its entries.
 */
final class RedisPaymentLedger implements PaymentLedger {

    private static final String FORMAT = "2";

    private static final String[] FIELDS = {
        "kind", "at", "challenge", "reference", "method", "intent", "amount", "currency", "payer", "target", "status"
    };

    private static final Comparator<LedgerEntry> BY_TIME =
            Comparator.comparing(LedgerEntry::at).thenComparing(LedgerEntry::id);

    private final RedisLink link;
    private final KeyNames names;

    RedisPaymentLedger(RedisLink link, KeyNames names) {
        this.link = link;
        this.names = names;
    }

    @Override
    public void append(List<LedgerEntry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        List<byte[]> keys = new ArrayList<>();
        keys.add(byTime());
        keys.add(undelivered());
        for (LedgerEntry entry : entries) {
            keys.add(entry(entry.id()));
            keys.add(ofReference(entry.reference()));
            keys.add(ofChallenge(entry.challengeId()));
        }
        Call call = Call.of(Script.LEDGER_APPEND, keys);
        entries.forEach(entry -> addTo(call, entry));
        link.call(call);
    }

    private static void addTo(Call call, LedgerEntry entry) {
        String[] values = {
            entry.kind().name(),
            Long.toString(entry.at().toEpochMilli()),
            entry.challengeId(),
            entry.reference(),
            entry.method(),
            entry.intent(),
            entry.amount(),
            entry.currency(),
            entry.payer(),
            entry.target(),
            Integer.toString(entry.status())
        };
        List<String> fields = new ArrayList<>(List.of("v", FORMAT));
        for (int i = 0; i < FIELDS.length; i++) {
            if (values[i] != null) {
                fields.add(FIELDS[i]);
                fields.add(values[i]);
            }
        }
        call.with(entry.id())
                .with(entry.kind().name().substring(0, 1))
                .with(entry.at().toEpochMilli())
                .with(fields.size());
        fields.forEach(call::with);
    }

    @Override
    public List<LedgerEntry> byReference(String reference) {
        return read(idsIn(link.call(allOf(ofReference(reference))), 0))
                .sorted(BY_TIME)
                .toList();
    }

    @Override
    public List<LedgerEntry> byChallenge(String challengeId) {
        // Before the id stand the first letter of the kind and a colon.
        return read(idsIn(link.call(allOf(ofChallenge(challengeId))), 2))
                .sorted(BY_TIME)
                .toList();
    }

    @Override
    public List<LedgerEntry> between(Instant from, Instant to, @Nullable LedgerEntry after, int limit) {
        if (limit < 1) {
            return List.of();
        }
        Call call = Call.of(Script.LEDGER_BETWEEN, byTime())
                .with(Millis.roundedUp(from))
                .with(Millis.roundedUp(to))
                .with(limit);
        if (after != null) {
            call.with(after.at().toEpochMilli()).with(after.id());
        }
        return read(idsIn(link.call(call), 0)).toList();
    }

    @Override
    public List<LedgerEntry> undelivered(Instant settledBefore, int limit) {
        if (limit < 1) {
            return List.of();
        }
        Call call = Call.of(Script.LEDGER_BETWEEN, undelivered())
                .with("-inf")
                .with(Millis.roundedUp(settledBefore))
                .with(limit);
        return read(idsIn(link.call(call), 0)).toList();
    }

    private static Call allOf(byte[] index) {
        return Call.of(Script.LEDGER_BETWEEN, index).with("-inf").with("+inf").with(Integer.MAX_VALUE);
    }

    private static List<String> idsIn(Reply reply, int skip) {
        return IntStream.range(0, reply.size())
                .mapToObj(i -> reply.text(i).substring(skip))
                .toList();
    }

    private Stream<LedgerEntry> read(List<String> ids) {
        List<Reply> replies = link.callAll(ids.stream()
                .map(id -> {
                    Call call = Call.of(Script.LEDGER_READ, entry(id));
                    for (String field : FIELDS) {
                        call.with(field);
                    }
                    return call;
                })
                .toList());
        return IntStream.range(0, ids.size()).mapToObj(i -> read(ids.get(i), replies.get(i)));
    }

    private static LedgerEntry read(String id, Reply reply) {
        if (reply.size() != FIELDS.length) {
            throw new StoreUnavailableException("Redis has lost an entry of the ledger");
        }
        try {
            return new LedgerEntry(
                    id,
                    LedgerEntry.Kind.valueOf(reply.text(0)),
                    Instant.ofEpochMilli(Long.parseLong(reply.text(1))),
                    reply.text(2),
                    reply.text(3),
                    reply.text(4),
                    reply.text(5),
                    reply.text(6),
                    reply.text(7),
                    reply.has(8) ? reply.text(8) : null,
                    reply.text(9),
                    Integer.parseInt(reply.text(10)));
        } catch (DateTimeException | IllegalArgumentException damaged) {
            throw new StoreUnavailableException("Redis holds a damaged entry of the ledger", damaged);
        }
    }

    private byte[] byTime() {
        return names.ledger("time");
    }

    private byte[] undelivered() {
        return names.ledger("undelivered");
    }

    private byte[] entry(String id) {
        return names.ledger("entry:" + id);
    }

    private byte[] ofReference(String reference) {
        return names.ledger("reference:" + reference);
    }

    private byte[] ofChallenge(String challengeId) {
        return names.ledger("challenge:" + challengeId);
    }
}
