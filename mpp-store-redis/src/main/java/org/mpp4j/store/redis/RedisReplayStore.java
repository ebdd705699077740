package org.mpp4j.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.Ending;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.UnresolvedClaim;

/** Claims in Redis. Each shard has an index of those with a memo and no known outcome, by when they were looked at last. */
final class RedisReplayStore implements ReplayStore {

    /** How often the index is read anew after entries were taken out of it, so that a call comes to an end. */
    private static final int ROUNDS = 8;

    private final RedisLink link;
    private final KeyNames names;
    private final ShardedIndex index;

    RedisReplayStore(RedisLink link, KeyNames names) {
        this.link = link;
        this.names = names;
        this.index = new ShardedIndex(link, names::openClaims);
    }

    @Override
    public Claim claim(String key, Attempt attempt, Duration lease, Instant expiresAt, @Nullable String memo) {
        Call call = claimCall(Script.CLAIM, key, attempt)
                .with(Millis.of(lease))
                .with(Millis.roundedUp(expiresAt))
                .with(key);
        if (memo != null) {
            call.with(memo);
        }
        return Claim.valueOf(link.call(call).text(0));
    }

    @Override
    public boolean resume(String key, Attempt attempt, Duration lease) {
        return link.call(claimCall(Script.RESUME, key, attempt)
                        .with(Millis.of(lease))
                        .with(key))
                .isTrue();
    }

    @Override
    public boolean renew(String key, Attempt attempt, Duration lease) {
        return link.call(claimCall(Script.RENEW, key, attempt)
                        .with(Millis.of(lease))
                        .with(key))
                .isTrue();
    }

    @Override
    public void end(List<Ending> endings) {
        link.callAll(endings.stream()
                .map(ending -> claimCall(Script.END, ending.key(), ending.attempt())
                        .with(ending.how().name())
                        .with(Millis.roundedUp(ending.keepUntil()))
                        .with(ending.key()))
                .toList());
    }

    @Override
    public List<UnresolvedClaim> unresolved(int limit) {
        List<UnresolvedClaim> found = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            found.clear();
            int gone = 0;
            List<byte[]> candidates = index.untilNow(limit);
            for (int from = 0; from < candidates.size() && found.size() < limit; ) {
                int to = Math.min(candidates.size(), from + limit - found.size());
                gone += look(candidates.subList(from, to), found);
                from = to;
            }
            if (gone == 0 || found.size() >= limit) {
                break;
            }
        }
        return List.copyOf(found);
    }

    /** Redis forgets claims by itself; what is left to forget are entries of the index that stand for nothing any more. */
    @Override
    public int purge(int limit) {
        return look(index.untilNow(limit), new ArrayList<>());
    }

    /** Adds what is unresolved, and gives the number of entries that stood for nothing and are out of the index now. */
    private int look(List<byte[]> keys, List<UnresolvedClaim> found) {
        List<String> texts = keys.stream()
                .map(key -> new String(key, StandardCharsets.UTF_8))
                .toList();
        List<Reply> replies = link.callAll(texts.stream()
                .map(key -> Call.of(Script.LOOK, names.claim(key), names.openClaims(key))
                        .with(key))
                .toList());
        int gone = 0;
        for (int i = 0; i < replies.size(); i++) {
            Reply reply = replies.get(i);
            if (reply.text(0).equals("open")) {
                found.add(new UnresolvedClaim(texts.get(i), reply.text(1), reply.text(2)));
            } else if (reply.text(0).equals("gone")) {
                gone++;
            }
        }
        return gone;
    }

    private Call claimCall(Script script, String key, Attempt attempt) {
        Objects.requireNonNull(attempt, "attempt");
        return Call.of(script, names.claim(key), names.openClaims(key))
                .with(attempt.holder())
                .with(attempt.token());
    }
}
