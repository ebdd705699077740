package org.mpp4j.store.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.PaymentLedger;

/**
 * A ledger in Redis. All of it lies in one slot, so that entries are added all or none. Entries never change, which is why an
 * index may be read before its entries.
 */
final class RedisPaymentLedger implements PaymentLedger {

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
        Map<String, LedgerEntry> byId = new LinkedHashMap<>();
        entries.forEach(entry -> byId.putIfAbsent(entry.id(), entry));
        if (!link.call(beginCall(byId.values())).isTrue()) {
            link.call(appendCall(byId.values()));
        }
    }

    private Call beginCall(Collection<LedgerEntry> entries) {
        Map<String, StoredIndex> references = new LinkedHashMap<>();
        Map<String, StoredIndex> challenges = new LinkedHashMap<>();
        for (LedgerEntry entry : entries) {
            references
                    .computeIfAbsent(entry.reference(), reference -> new StoredIndex())
                    .add(entry.id());
            challenges
                    .computeIfAbsent(entry.challengeId(), challenge -> new StoredIndex())
                    .add(entry);
        }
        List<byte[]> keys = new ArrayList<>(2 + 3 * entries.size());
        keys.add(byTime());
        keys.add(undelivered());
        Call call = Call.of(Script.LEDGER_BEGIN, keys);
        for (LedgerEntry entry : entries) {
            keys.add(entry(entry.id()));
            call.with(StoredEntry.toBytes(entry));
        }
        references.forEach((reference, index) -> {
            keys.add(ofReference(reference));
            call.with(index.toBytes());
        });
        challenges.forEach((challenge, index) -> {
            keys.add(ofChallenge(challenge));
            call.with(index.toBytes());
        });
        call.with(entries.size());
        for (LedgerEntry entry : entries) {
            call.with(entry.at().toEpochMilli()).with(entry.id());
        }
        for (StoredIndex index : challenges.values()) {
            for (LedgerEntry entry : index.undelivered()) {
                call.with(entry.at().toEpochMilli()).with(entry.id());
            }
        }
        return call;
    }

    private Call appendCall(Collection<LedgerEntry> entries) {
        List<byte[]> keys = new ArrayList<>(2 + 3 * entries.size());
        keys.add(byTime());
        keys.add(undelivered());
        Call call = Call.of(Script.LEDGER_APPEND, keys);
        for (LedgerEntry entry : entries) {
            keys.add(entry(entry.id()));
            keys.add(ofReference(entry.reference()));
            keys.add(ofChallenge(entry.challengeId()));
            call.with(entry.id())
                    .with(StoredIndex.letterOf(entry))
                    .with(entry.at().toEpochMilli())
                    .with(StoredEntry.toBytes(entry));
        }
        return call;
    }

    @Override
    public List<LedgerEntry> byReference(String reference) {
        return read(idsIn(link.call(Call.of(Script.LEDGER_LIST, ofReference(reference))), 0))
                .sorted(BY_TIME)
                .toList();
    }

    @Override
    public List<LedgerEntry> byChallenge(String challengeId) {
        // Before the id stand the first letter of the kind and a colon.
        return read(idsIn(link.call(Call.of(Script.LEDGER_LIST, ofChallenge(challengeId))), 2))
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

    private static List<String> idsIn(Reply reply, int skip) {
        return IntStream.range(0, reply.size())
                .mapToObj(i -> reply.text(i).substring(skip))
                .toList();
    }

    private Stream<LedgerEntry> read(List<String> ids) {
        List<Reply> replies = link.callAll(ids.stream()
                .map(id -> {
                    Call call = Call.of(Script.LEDGER_READ, entry(id));
                    for (String field : StoredEntry.FIELDS) {
                        call.with(field);
                    }
                    return call;
                })
                .toList());
        return IntStream.range(0, ids.size()).mapToObj(i -> StoredEntry.of(ids.get(i), replies.get(i)));
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
