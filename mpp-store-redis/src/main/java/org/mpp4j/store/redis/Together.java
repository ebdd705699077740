package org.mpp4j.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Which keys may go into one script: those of one shard in a cluster, as they are in one slot, and any with a server that has
 * all of them. No more than {@value #MOST} at once, so that Redis isn't held up for long.
 *
 * @param isCluster whether the keys of a script have to be in one slot
 */
record Together(boolean isCluster) {

    static final int MOST = 256;

    /** In how many groups keys are at least. */
    int groups() {
        return isCluster ? KeyNames.SHARDS : 1;
    }

    /** Keys of the same group may go together. */
    int groupOf(String key) {
        return isCluster ? KeyNames.shardOf(key) : 0;
    }

    /** Parts of a list, in its order, each of which may go into one script. */
    <T> List<List<T>> split(List<T> all, Function<T, String> key) {
        if (!isCluster) {
            return slices(all);
        }
        Map<Integer, List<T>> groups = new TreeMap<>();
        all.forEach(each -> groups.computeIfAbsent(groupOf(key.apply(each)), group -> new ArrayList<>())
                .add(each));
        return groups.values().stream().flatMap(group -> slices(group).stream()).toList();
    }

    private static <T> List<List<T>> slices(List<T> all) {
        List<List<T>> slices = new ArrayList<>();
        for (int from = 0; from < all.size(); from += MOST) {
            slices.add(all.subList(from, Math.min(from + MOST, all.size())));
        }
        return slices;
    }
}
