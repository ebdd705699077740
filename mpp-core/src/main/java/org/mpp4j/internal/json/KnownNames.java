package org.mpp4j.internal.json;

import org.jspecify.annotations.Nullable;

/** The member names that nearly every message has, so that they needn't be made anew, and hashed anew, for each one. */
final class KnownNames {

    private static final int SIZE = 128;
    private static final @Nullable String[] TABLE = table(
            "challenge",
            "payload",
            "source",
            "id",
            "realm",
            "method",
            "intent",
            "request",
            "expires",
            "digest",
            "opaque",
            "header",
            "description",
            "type",
            "hash",
            "signature",
            "amount",
            "currency",
            "recipient",
            "methodDetails",
            "chainId");

    private KnownNames() {}

    private static @Nullable String[] table(String... names) {
        @Nullable String[] table = new String[SIZE];
        for (String name : names) {
            int place = place(name.charAt(0), name.charAt(name.length() - 1), name.length());
            if (table[place] != null) {
                throw new IllegalStateException(name + " and " + table[place] + " have the same place");
            }
            table[place] = name;
        }
        return table;
    }

    private static int place(int first, int last, int length) {
        return (first * 1 + last * 3 + length * 11) & SIZE - 1;
    }

    /** The name that is written there in ASCII, if it is one of these. */
    static @Nullable String find(byte[] ascii, int start, int length) {
        if (length == 0) {
            return null;
        }
        String candidate = TABLE[place(ascii[start], ascii[start + length - 1], length)];
        if (candidate == null || candidate.length() != length) {
            return null;
        }
        for (int i = 0; i < length; i++) {
            if (candidate.charAt(i) != ascii[start + i]) {
                return null;
            }
        }
        return candidate;
    }
}
