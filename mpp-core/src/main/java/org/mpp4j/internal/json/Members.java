package org.mpp4j.internal.json;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object as they were read: unmodifiable, in order. Objects of this protocol have a handful of members,
 * and going through those is quicker than hashing them, and takes a fraction of the memory.
 */
final class Members extends AbstractMap<String, @Nullable Object> {

    /** With more members than this a hash table is worth its while. */
    private static final int FEW = 16;

    private final @Nullable Object[] namesAndValues;
    private final int length;

    private Members(@Nullable Object[] namesAndValues, int length) {
        this.namesAndValues = namesAndValues;
        this.length = length;
    }

    private static int find(@Nullable Object[] namesAndValues, int length, Object name) {
        int hash = name.hashCode(); // strings keep theirs, so this tells most names apart at once
        for (int i = 0; i < length; i += 2) {
            String candidate = (String) namesAndValues[i];
            if (candidate != null && candidate.hashCode() == hash && candidate.equals(name)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public @Nullable Object get(@Nullable Object name) {
        int at = name == null ? -1 : find(namesAndValues, length, name);
        return at < 0 ? null : namesAndValues[at + 1];
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return name != null && find(namesAndValues, length, name) >= 0;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super @Nullable Object> action) {
        for (int i = 0; i < length; i += 2) {
            action.accept((String) namesAndValues[i], namesAndValues[i + 1]);
        }
    }

    @Override
    public int size() {
        return length / 2;
    }

    @Override
    public Set<Entry<String, @Nullable Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<String, @Nullable Object>> iterator() {
                return new Entries();
            }

            @Override
            public int size() {
                return Members.this.size();
            }
        };
    }

    private final class Entries implements Iterator<Entry<String, @Nullable Object>> {

        private int next;

        @Override
        public boolean hasNext() {
            return next < length;
        }

        @Override
        public Entry<String, @Nullable Object> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            next += 2;
            return new SimpleImmutableEntry<>((String) namesAndValues[next - 2], namesAndValues[next - 1]);
        }
    }

    /** Collects members one by one. */
    static final class Collector {

        private @Nullable Object[] namesAndValues = new Object[FEW];
        private int length;
        private long hashes;
        private @Nullable Map<String, @Nullable Object> many;

        /** Adds a member, and answers false if there is one of that name already. */
        boolean add(String name, @Nullable Object value) {
            if (many != null) {
                int known = many.size();
                many.put(name, value);
                return many.size() > known;
            }
            long hash = 1L << name.hashCode();
            if ((hashes & hash) != 0 && find(namesAndValues, length, name) >= 0) {
                return false;
            }
            hashes |= hash;
            if (length == FEW * 2) {
                many = new LinkedHashMap<>(new Members(namesAndValues, length));
                many.put(name, value);
                return true;
            }
            if (length == namesAndValues.length) {
                namesAndValues = Arrays.copyOf(namesAndValues, FEW * 2);
            }
            namesAndValues[length++] = name;
            namesAndValues[length++] = value;
            return true;
        }

        Map<String, @Nullable Object> members() {
            return many != null ? Collections.unmodifiableMap(many) : new Members(namesAndValues, length);
        }
    }
}
