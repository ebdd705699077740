package org.mpp4j.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.StoreUnavailableException;

/**
 * How an entry of the ledger is stored: in format 3 as one text, in which each field has its length in front of it; in format
 * 2 as the fields of a hash.
 */
final class StoredEntry {

    /** In this order in either format. */
    static final String[] FIELDS = {
        "kind", "at", "challenge", "reference", "method", "intent", "amount", "currency", "payer", "target", "status"
    };

    private static final String FORMAT = "3 ";
    private static final char MISSING = '-';
    private static final char LENGTH_END = ':';

    private StoredEntry() {}

    static byte[] toBytes(LedgerEntry entry) {
        StringBuilder text = new StringBuilder(256).append(FORMAT);
        append(text, entry.kind().name());
        append(text, Long.toString(entry.at().toEpochMilli()));
        append(text, entry.challengeId());
        append(text, entry.reference());
        append(text, entry.method());
        append(text, entry.intent());
        append(text, entry.amount());
        append(text, entry.currency());
        append(text, entry.payer());
        append(text, entry.target());
        append(text, Integer.toString(entry.status()));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder text, @Nullable String field) {
        if (field == null) {
            text.append(MISSING);
        } else {
            text.append(field.length()).append(LENGTH_END).append(field);
        }
    }

    /** What was read of an entry, in either format. */
    static LedgerEntry of(String id, Reply reply) {
        try {
            return switch (reply.size()) {
                case 0 -> throw new StoreUnavailableException("Redis has lost an entry of the ledger");
                case 1 -> entry(id, fieldsIn(reply.text(0)));
                default -> entry(id, fieldsIn(reply));
            };
        } catch (DateTimeException | IllegalArgumentException | IndexOutOfBoundsException damaged) {
            throw new StoreUnavailableException("Redis holds a damaged entry of the ledger", damaged);
        }
    }

    private static @Nullable String[] fieldsIn(Reply reply) {
        @Nullable String[] fields = new @Nullable String[FIELDS.length];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = reply.has(i) ? reply.text(i) : null;
        }
        return fields;
    }

    private static @Nullable String[] fieldsIn(String text) {
        @Nullable String[] fields = new @Nullable String[FIELDS.length];
        int next = FORMAT.length();
        for (int i = 0; i < fields.length; i++) {
            if (text.charAt(next) == MISSING) {
                next++;
                continue;
            }
            int start = text.indexOf(LENGTH_END, next) + 1;
            int end = start + Integer.parseInt(text, next, start - 1, 10);
            fields[i] = text.substring(start, end);
            next = end;
        }
        return fields;
    }

    private static LedgerEntry entry(String id, @Nullable String[] fields) {
        return new LedgerEntry(
                id,
                LedgerEntry.Kind.valueOf(present(fields, 0)),
                Instant.ofEpochMilli(Long.parseLong(present(fields, 1))),
                present(fields, 2),
                present(fields, 3),
                present(fields, 4),
                present(fields, 5),
                present(fields, 6),
                present(fields, 7),
                fields[8],
                present(fields, 9),
                Integer.parseInt(present(fields, 10)));
    }

    private static String present(@Nullable String[] fields, int index) {
        String field = fields[index];
        if (field == null) {
            throw new IllegalArgumentException("The field " + FIELDS[index] + " is missing");
        }
        return field;
    }
}
