package org.mpp4j.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;

/**
 * A new index of a reference, whose members are ids, or of a challenge, where the first letter of the kind and a colon come
 * before the id. Stored as one string: each member has its length in bytes in front of it.
 */
final class StoredIndex {

    private final StringBuilder text = new StringBuilder(128).append("3 ");
    private final List<LedgerEntry> settled = new ArrayList<>(1);
    private boolean isDone;

    void add(String member) {
        int bytes = member.getBytes(StandardCharsets.UTF_8).length;
        text.append(bytes).append(':').append(member);
    }

    void add(LedgerEntry entry) {
        add(letterOf(entry) + ":" + entry.id());
        if (entry.kind() == Kind.SETTLED) {
            settled.add(entry);
        } else if (entry.kind() != Kind.UNDELIVERED) {
            isDone = true;
        }
    }

    /** Settled entries, if there is neither a delivery nor a refund. */
    List<LedgerEntry> undelivered() {
        return isDone ? List.of() : settled;
    }

    byte[] toBytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    static String letterOf(LedgerEntry entry) {
        return entry.kind().name().substring(0, 1);
    }
}
