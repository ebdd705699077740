package org.mpp4j.store.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    private final Together together;
    private final RedisClaims claims;

    RedisReplayStore(RedisLink link, KeyNames names) {
        this.link = link;
        this.names = names;
        this.index = new ShardedIndex(link, names::openClaims);
        this.together = new Together(link.isCluster());
        this.claims = new RedisClaims(link, names, together);
    }

    @Override
    public Claim claim(String key, Attempt attempt, Duration lease, Instant expiresAt, @Nullable String memo) {
        return claims.claim(key, attempt, lease, expiresAt, memo);
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
        link.callAll(
                together.split(endings, Ending::key).stream().map(this::endCall).toList());
    }

    private Call endCall(List<Ending> endings) {
        List<byte[]> keys = new ArrayList<>(2 * endings.size());
        endings.forEach(ending -> keys.add(names.claim(ending.key())));
        endings.forEach(ending -> keys.add(names.openClaims(ending.key())));
        Call call = Call.of(Script.END, keys);
        for (Ending ending : endings) {
            call.with(RedisClaims.who(ending.attempt()))
                    .with(ending.how().name())
                    .with(Millis.roundedUp(ending.keepUntil()))
                    .with(ending.key());
        }
        return call;
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
        return Call.of(script, names.claim(key), names.openClaims(key)).with(RedisClaims.who(attempt));
    }
}
