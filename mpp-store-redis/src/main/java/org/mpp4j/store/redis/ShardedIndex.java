package org.mpp4j.store.redis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;

/** Sorted sets of one kind, one in each shard, read as if they were one. */
final class ShardedIndex {

    private record Member(double score, byte[] name) {}

    private final RedisLink link;
    private final IntFunction<byte[]> nameOfShard;

    ShardedIndex(RedisLink link, IntFunction<byte[]> nameOfShard) {
        this.link = link;
        this.nameOfShard = nameOfShard;
    }

    /** Members whose time has come, the earliest first. */
    List<byte[]> untilNow(int limit) {
        return lowest("", limit);
    }

    /** Members whose time has come by then, the earliest first. */
    List<byte[]> until(long millis, int limit) {
        return lowest(Long.toString(millis), limit);
    }

    private List<byte[]> lowest(String top, int limit) {
        if (limit < 1) {
            return List.of();
        }
        List<Call> calls = new ArrayList<>();
        for (int shard = 0; shard < KeyNames.SHARDS; shard++) {
            calls.add(Call.of(Script.RANGE, nameOfShard.apply(shard)).with(top).with(limit));
        }
        List<Member> members = new ArrayList<>();
        for (Reply reply : link.callAll(calls)) {
            for (int i = 0; i < reply.size(); i += 2) {
                members.add(new Member(Double.parseDouble(reply.text(i + 1)), reply.bytes(i)));
            }
        }
        return members.stream()
                .sorted(Comparator.comparingDouble(Member::score))
                .limit(limit)
                .map(Member::name)
                .toList();
    }
}
